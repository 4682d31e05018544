import { readFileSync, realpathSync, renameSync, statSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { type YAMLMap, isMap, isSeq, parseDocument } from "yaml";

/** The text of a stack file, and where its configuration stands in it. */
export interface StackText {
  text: string;
  config: YAMLMap;
  lineEnd: "\n" | "\r\n";
}

/** The configuration as values: key to value. */
export type ConfigValues = Record<string, unknown>;

/**
 * Changes one thing in a stack file. The change is put into the text, so that comments, order and indentation stay; reading it
 * again shows that it means what it should, and nothing else.
 *
 * @param file The stack file.
 * @param want Changes the configuration's values as they should read afterwards.
 * @param change Makes the changed text. Not called when `want` changes nothing.
 * @returns Whether the file was changed.
 * @throws Error when the file cannot be read, changed or written. It is as it was then.
 */
export function editStackFile(
  file: string,
  want: (config: ConfigValues) => void,
  change: (stack: StackText) => string,
): boolean {
  const text = readFileSync(file, "utf8");
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw error;
  const config = document.get("config");
  if (!isMap(config)) throw new TypeError("there is no configuration");
  const wanted = document.toJSON() as { config: ConfigValues };
  want(wanted.config);
  if (isDeepStrictEqual(document.toJSON(), wanted)) return false;
  const changed = change({ text, config, lineEnd: text.includes("\r\n") ? "\r\n" : "\n" });
  const read = parseDocument(changed);
  const isMeant = read.errors.length === 0 && isDeepStrictEqual(read.toJSON(), wanted);
  if (!isMeant) throw new TypeError("it would mean something else");
  write(file, changed);
  return true;
}

/** Adds lines behind the last key of the configuration: a key, and what stands below it. */
export function addKey({ text, config, lineEnd }: StackText, key: string, below: string): string {
  const [start, end] = config.range!;
  const indent = " ".repeat(start - (text.lastIndexOf("\n", start) + 1));
  return insertLine(text, end, [`${indent}${key}:`, `${indent}${indent}${below}`].join(lineEnd), lineEnd);
}

/** Adds an item to a list of the configuration, and the list itself where there is none. */
export function addItem(stack: StackText, key: string, item: string): string {
  const { text, config } = stack;
  const list = config.get(key);
  if (!isSeq(list)) return addKey(stack, key, `- ${item}`);
  const last = list.items.at(-1) as { range: [number, number, number] } | undefined;
  if (last === undefined) return text.slice(0, list.range![0]) + `[${item}]` + text.slice(list.range![1]);
  const end = last.range[1];
  // In its line where the list is one line, else in a line of its own.
  if (list.flow === true) return `${text.slice(0, end)}, ${item}${text.slice(end)}`;
  return addLineLike(stack, { like: last.range[0], end }, `- ${item}`);
}

/** Puts a line below the one in which something ends, indented as the one in which something else stands. */
export function addLineLike({ text, lineEnd }: StackText, place: { like: number; end: number }, line: string): string {
  const start = text.lastIndexOf("\n", place.like) + 1;
  const indent = /^[ ]*/.exec(text.slice(start))![0];
  return insertLine(text, place.end, indent + line, lineEnd);
}

function insertLine(text: string, end: number, line: string, lineEnd: string): string {
  const behind = text[end - 1] === "\n" ? end : text.indexOf("\n", end) + 1;
  if (behind === 0) return text + lineEnd + line + lineEnd;
  return text.slice(0, behind) + line + lineEnd + text.slice(behind);
}

/** Written beside and renamed, so that a run that is stopped leaves the file as it was. */
function write(file: string, text: string): void {
  const target = realpathSync(file);
  const beside = `${target}.${process.pid}`;
  writeFileSync(beside, text, { mode: statSync(target).mode });
  renameSync(beside, target);
}
