import { readFileSync, realpathSync, renameSync, statSync, writeFileSync } from "node:fs";
import { isMap, isSeq, parseDocument, type Document, type ToStringOptions } from "yaml";
import { shownPath } from "../paths";
import { UserError } from "../user-error";

const key = "strongroom:seeded";

/** The ways in which people and `pulumi config set` write a stack file. */
const styles: readonly ToStringOptions[] = [2, 4].flatMap((indent) =>
  [true, false].map((indentSeq) => ({ indent, indentSeq, lineWidth: 0 })),
);

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
    const document = parseDocument(before);
    const [error] = document.errors;
    if (error) throw error;
    const style = styles.find((one) => document.toString(one) === before.replaceAll("\r\n", "\n")) ?? styles[0]!;
    if (!add(document, entry)) return false;
    const text = document.toString(style);
    write(file, before.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text);
    return true;
  } catch (error) {
    throw new UserError(
      `${shownPath(file)} could not be changed (${(error as { code?: string }).code ?? (error as Error).name}): ${entry} has its values, ` +
        `but stands in no list.\nFix: add the line - ${entry} under ${key} in ${shownPath(file)}.`,
    );
  }
}

function add(document: Document, entry: string): boolean {
  const list = document.getIn(["config", key]);
  if (isSeq(list)) {
    if (list.toJSON().includes(entry)) return false;
    // An empty list is written as []: one a line from now on.
    if (list.items.length === 0) list.flow = false;
    list.add(document.createNode(entry));
    return true;
  }
  if (!isMap(document.get("config"))) throw new TypeError("there is no configuration");
  document.setIn(["config", key], [entry]);
  return true;
}

/** Written beside and renamed, so that a run that is stopped leaves the file as it was. */
function write(file: string, text: string): void {
  const target = realpathSync(file);
  const beside = `${target}.${process.pid}`;
  writeFileSync(beside, text, { mode: statSync(target).mode });
  renameSync(beside, target);
}
