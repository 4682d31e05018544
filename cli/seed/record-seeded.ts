import { type YAMLSeq, isSeq } from "yaml";
import { shownPath } from "../paths";
import { UserError } from "../user-error";
import { type StackText, addKey, addLineLike, editStackFile } from "./edit-stack-file";

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
    return editStackFile(
      file,
      (config) => {
        const list = config[key];
        const seeded: unknown[] = Array.isArray(list) ? list : [];
        if (!seeded.includes(entry)) config[key] = [...seeded, entry];
      },
      (stack) => withEntry(stack, entry),
    );
  } catch (error) {
    throw new UserError(
      `${shownPath(file)} could not be changed (${(error as { code?: string }).code ?? (error as Error).name}): ${entry} has its values, ` +
        `but stands in no list.\nFix: add the line - ${entry} under ${key} in ${shownPath(file)}.`,
    );
  }
}

function withEntry(stack: StackText, entry: string): string {
  const list = stack.config.get(key);
  return isSeq(list) ? withItem(stack, list, entry) : addKey(stack, key, `- ${entry}`);
}

/** Behind the last item: in its line where the list is one line, else in a line of its own. */
function withItem(stack: StackText, list: YAMLSeq, entry: string): string {
  const { text } = stack;
  const last = list.items.at(-1) as { range: [number, number, number] } | undefined;
  if (last === undefined) return text.slice(0, list.range![0]) + `[${entry}]` + text.slice(list.range![1]);
  const end = last.range[1];
  if (list.flow === true) return `${text.slice(0, end)}, ${entry}${text.slice(end)}`;
  return addLineLike(stack, { like: last.range[0], end }, `- ${entry}`);
}
