import { readFileSync, realpathSync, renameSync, statSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import { shownPath } from "../paths";
import { UserError } from "../user-error";

const key = "strongroom:seeded";

/**
 * Adds an entry to `strongroom:seeded` of a stack file. Comments, order and indentation stay.
 *
 * @param file The stack file.
 * @param entry For example `"prod/api/app"`.
 * @returns Whether it was added: false where it stands there already.
 * @throws UserError when the file cannot be changed, with the line to add by hand.
 */
export function recordSeeded(file: string, entry: string): boolean {
  try {
    const before = readFileSync(file, "utf8");
    const after = withEntry(before, entry);
    if (after === before) return false;
    write(file, after);
    return true;
  } catch (error) {
    throw new UserError(
      `${shownPath(file)} could not be changed (${(error as { code?: string }).code ?? (error as Error).name}): ${entry} has its values, ` +
        `but stands in no list.\nFix: add the line - ${entry} under ${key} in ${shownPath(file)}.`,
    );
  }
}

/** A line is put into the text, so that everything else stays as it is; reading it again shows that it means what it should. */
function withEntry(text: string, entry: string): string {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw error;
  const config = document.get("config");
  if (!isMap(config)) throw new TypeError("there is no configuration");
  const list = config.get(key);
  const seeded = isSeq(list) ? list.toJSON() : [];
  if (seeded.includes(entry)) return text;

  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const changed = isSeq(list) ? withItem(text, list, entry, lineEnd) : withList(text, config, entry, lineEnd);
  const wanted = document.toJSON() as { config: Record<string, unknown> };
  wanted.config[key] = [...seeded, entry];
  const read = parseDocument(changed);
  const isMeant = read.errors.length === 0 && isDeepStrictEqual(read.toJSON(), wanted);
  if (!isMeant) throw new TypeError("it would mean something else");
  return changed;
}

/** Behind the last item: in its line where the list is one line, else in a line of its own. */
function withItem(text: string, list: YAMLSeq, entry: string, lineEnd: string): string {
  const last = list.items.at(-1) as { range: [number, number, number] } | undefined;
  if (last === undefined) return text.slice(0, list.range![0]) + `[${entry}]` + text.slice(list.range![1]);
  const end = last.range[1];
  if (list.flow === true) return `${text.slice(0, end)}, ${entry}${text.slice(end)}`;
  const start = text.lastIndexOf("\n", last.range[0]) + 1;
  const indent = /^[ ]*/.exec(text.slice(start))![0];
  return insertLine(text, end, `${indent}- ${entry}`, lineEnd);
}

/** Behind the last key of the configuration. */
function withList(text: string, config: YAMLMap, entry: string, lineEnd: string): string {
  const [start, end] = config.range!;
  const indent = " ".repeat(start - (text.lastIndexOf("\n", start) + 1));
  return insertLine(text, end, [`${indent}${key}:`, `${indent}${indent}- ${entry}`].join(lineEnd), lineEnd);
}

/** Below the line in which something ends. */
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
