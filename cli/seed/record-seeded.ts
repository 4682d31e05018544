import { shownPath } from "../paths";
import { UserError } from "../user-error";
import { addItem, editStackFile } from "./edit-stack-file";

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
      (stack) => addItem(stack, key, entry),
    );
  } catch (error) {
    throw new UserError(
      `${shownPath(file)} could not be changed (${(error as { code?: string }).code ?? (error as Error).name}): ${entry} has its values, ` +
        `but stands in no list.\nFix: add the line - ${entry} under ${key} in ${shownPath(file)}.`,
    );
  }
}
