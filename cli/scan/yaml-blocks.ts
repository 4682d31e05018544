import type { Segment } from "./tree";
import type { ReadScalar } from "./yaml-scalars";

/** The header of a block scalar: `|`, `>`, `|-`, `>+`, `|2`. */
export interface BlockHeader {
  isFolded: boolean;
  chomp: "strip" | "clip" | "keep";
  /** Columns that the content is indented by, where the header says so. */
  indent: number | undefined;
}

/**
 * Reads a block scalar.
 *
 * @param start Offset of the first line behind the header.
 * @param line Its line in the file, from 1.
 * @param parentIndent Column of the map or list that it is a value of.
 */
export function readBlockScalar(
  text: string,
  start: number,
  line: number,
  parentIndent: number,
  header: BlockHeader,
): ReadScalar | undefined {
  let indent = header.indent === undefined ? undefined : parentIndent + header.indent;
  let margin = indent === undefined ? "" : " ".repeat(indent);
  let widestBlank = 0;
  let at = start;
  // Each line's content, indentation taken off.
  const contents: string[] = [];
  let last = 0;
  let endOfLast = start;
  while (at < text.length) {
    let end = text.indexOf("\n", at);
    if (end === -1) end = text.length;
    let column = at;
    if (indent !== undefined && text.startsWith(margin, at)) column += indent;
    while (text.charCodeAt(column) === 32) column++;
    if (column >= end) {
      // Blanks that no line break ends are read in two ways.
      if (end === text.length && header.chomp === "keep") return undefined;
      if (indent === undefined) widestBlank = Math.max(widestBlank, end - at);
      contents.push(indent !== undefined && end - at > indent ? text.slice(at + indent, end) : "");
      at = end + 1;
      continue;
    }
    if (text[column] === "\t" && (indent === undefined || column - at < indent)) return undefined;
    if (indent === undefined) {
      if (column - at <= parentIndent) break;
      indent = column - at;
      margin = " ".repeat(indent);
      // Blank lines in front may not be wider than what they stand in front of.
      if (widestBlank > indent) return undefined;
    } else if (column - at < indent) {
      break;
    }
    contents.push(text.slice(at + indent, end));
    last = contents.length;
    at = end + 1;
    endOfLast = at;
  }
  const trailing = contents.slice(last);
  // A blank line that is wider than the content, at its end, counts as content for some parsers only.
  if (header.chomp !== "keep" && trailing.some((blank) => blank !== "")) return undefined;
  if (last === 0 && (trailing.length > 0 || header.indent !== undefined)) return undefined;
  contents.length = last;
  const segments: Segment[] = [];
  let value = header.isFolded ? fold(contents, line, segments) : contents.join("\n");
  if (last > 0 && header.chomp !== "strip") value += "\n";
  if (header.chomp === "keep") value += trailing.map((blank) => `${blank}\n`).join("");
  return { value, segments, end: Math.min(endOfLast, text.length), lines: last };
}

/** Joins the lines of a folded block: a single line break is a blank, except beside a line that is indented further. */
function fold(contents: readonly string[], line: number, segments: Segment[]): string {
  let value = "";
  let separator = "";
  let started = false;
  let afterIndented = false;
  for (const [index, content] of contents.entries()) {
    if (!started && content === "") {
      value += "\n";
      continue;
    }
    started = true;
    if (content === "") {
      if (separator === "\n") value += "\n";
      else separator = "\n";
      continue;
    }
    if (content[0] === " " || content[0] === "\t") {
      if (separator === " ") separator = "\n";
      else if (!afterIndented && separator === "\n") separator = "\n\n";
      value += separator;
      segments.push({ offset: value.length, line: line + index });
      value += content;
      separator = "\n";
      afterIndented = true;
    } else {
      value += separator;
      segments.push({ offset: value.length, line: line + index });
      value += content;
      separator = " ";
      afterIndented = false;
    }
  }
  return value;
}
