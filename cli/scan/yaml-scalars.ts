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
      const fold = foldedBreaks(next.breaks);
      segments.push({ offset: value.length + fold.before, line: line + lines });
      value += fold.text;
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
      const fold = foldedBreaks(next.breaks);
      segments.push({ offset: value.length + fold.before, line: line + lines });
      value += fold.text;
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

/**
 * What line breaks become: one is a blank, of several all but the first stay. The blank belongs to the new line, because an
 * escaped line break may stand in front of it.
 *
 * @returns The text, and how many of its characters still belong to the line before.
 */
function foldedBreaks(breaks: number): { text: string; before: number } {
  return breaks === 1 ? { text: " ", before: 0 } : { text: "\n".repeat(breaks - 1), before: breaks - 1 };
}

/** A part of a text without blanks and tabs at its end. JavaScript's own trimEnd takes off more than YAML does. */
export function trimEnd(text: string, from: number, to: number): string {
  let end = to;
  while (end > from && (text[end - 1] === " " || text[end - 1] === "\t")) end--;
  return text.slice(from, end);
}
