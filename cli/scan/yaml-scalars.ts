import type { Segment } from "./tree";

/** A scalar of YAML that was read out of a text. */
export interface ReadScalar {
  value: string;
  /** Where each file line's part of the value begins; empty when it is written on one line. */
  segments: Segment[];
  /** Offset behind it. */
  end: number;
  /** Line breaks between start and end. */
  lines: number;
}

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  "\t": "\t",
};
const hexLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * Reads a scalar in double quotes.
 *
 * @param start Offset of the opening quote.
 * @param line Its line in the file, from 1.
 * @param indent Columns that a further line needs at least.
 * @returns Nothing where it is not well formed, or too unusual to be sure.
 */
export function readDoubleQuoted(text: string, start: number, line: number, indent: number): ReadScalar | undefined {
  const segments: Segment[] = [];
  const special = /["\\\n]/g;
  let value = "";
  let from = start + 1;
  let lines = 0;
  for (;;) {
    special.lastIndex = from;
    const at = special.exec(text)?.index;
    if (at === undefined) return undefined;
    const char = text[at];
    if (char === '"') return { value: value + text.slice(from, at), segments, end: at + 1, lines };
    if (char === "\n") {
      const next = skipBreaks(text, at, indent);
      if (next === undefined) return undefined;
      value += trimEnd(text, from, at);
      lines += next.breaks;
      from = next.at;
      // The blank that stands for a line break belongs to the new line: an escaped line break may stand in front of it.
      if (next.breaks === 1) segments.push({ offset: value.length, line: line + lines });
      value += next.breaks === 1 ? " " : "\n".repeat(next.breaks - 1);
      if (next.breaks > 1) segments.push({ offset: value.length, line: line + lines });
      continue;
    }
    value += text.slice(from, at);
    const escaped = text[at + 1];
    if (escaped === undefined) return undefined;
    if (escaped === "\n") {
      const next = skipBreaks(text, at + 1, indent);
      // Blank lines behind an escaped line break are read in two ways by different parsers.
      if (next === undefined || next.breaks > 1) return undefined;
      lines += 1;
      from = next.at;
      segments.push({ offset: value.length, line: line + lines });
      continue;
    }
    const plain = escapes[escaped];
    const hexLength = hexLengths[escaped];
    if (plain !== undefined) {
      value += plain;
      from = at + 2;
    } else if (hexLength !== undefined) {
      const digits = text.slice(at + 2, at + 2 + hexLength);
      const code = Number.parseInt(digits, 16);
      if (digits.length !== hexLength || !/^[0-9A-Fa-f]+$/.test(digits) || code > 0x10ffff) return undefined;
      value += String.fromCodePoint(code);
      from = at + 2 + hexLength;
    } else {
      return undefined;
    }
  }
}

/** Reads a scalar in single quotes. The arguments are those of `readDoubleQuoted`. */
export function readSingleQuoted(text: string, start: number, line: number, indent: number): ReadScalar | undefined {
  const segments: Segment[] = [];
  const special = /['\n]/g;
  let value = "";
  let from = start + 1;
  let lines = 0;
  for (;;) {
    special.lastIndex = from;
    const at = special.exec(text)?.index;
    if (at === undefined) return undefined;
    if (text[at] === "\n") {
      const next = skipBreaks(text, at, indent);
      if (next === undefined) return undefined;
      value += trimEnd(text, from, at);
      lines += next.breaks;
      from = next.at;
      // The blank that stands for a line break belongs to the new line: an escaped line break may stand in front of it.
      if (next.breaks === 1) segments.push({ offset: value.length, line: line + lines });
      value += next.breaks === 1 ? " " : "\n".repeat(next.breaks - 1);
      if (next.breaks > 1) segments.push({ offset: value.length, line: line + lines });
    } else if (text[at + 1] === "'") {
      value += text.slice(from, at + 1);
      from = at + 2;
    } else {
      return { value: value + text.slice(from, at), segments, end: at + 1, lines };
    }
  }
}

/** Goes over line breaks and the indentation behind them. Nothing where the next line is not indented enough. */
function skipBreaks(text: string, lineBreak: number, indent: number): { at: number; breaks: number } | undefined {
  let breaks = 0;
  let at = lineBreak;
  while (text[at] === "\n") {
    breaks++;
    at++;
    const lineStart = at;
    while (text[at] === " ") at++;
    if (text[at] === "\t") return undefined;
    if (text[at] !== "\n" && at - lineStart < indent) return undefined;
  }
  return { at, breaks };
}

/** A part of a text without blanks and tabs at its end. JavaScript's own trimEnd takes off more than YAML does. */
export function trimEnd(text: string, from: number, to: number): string {
  let end = to;
  while (end > from && (text[end - 1] === " " || text[end - 1] === "\t")) end--;
  return text.slice(from, end);
}

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
    while (text.charCodeAt(column) === 32) column++;
    const isBlank = column >= end;
    if (isBlank) {
      // Blanks that no line break ends are read in two ways.
      if (end === text.length && header.chomp === "keep") return undefined;
      if (indent === undefined) widestBlank = Math.max(widestBlank, end - at);
      contents.push(indent !== undefined && end - at > indent ? text.slice(at + indent, end) : "");
    } else {
      if (text[column] === "\t" && (indent === undefined || column - at < indent)) return undefined;
      if (indent === undefined) {
        if (column - at <= parentIndent) break;
        indent = column - at;
        // Blank lines in front may not be wider than what they stand in front of.
        if (widestBlank > indent) return undefined;
      } else if (column - at < indent) {
        break;
      }
      contents.push(text.slice(at + indent, end));
      last = contents.length;
    }
    at = end + 1;
    if (!isBlank) endOfLast = at;
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
