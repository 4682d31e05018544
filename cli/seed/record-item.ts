import { shownPath } from "../paths";
import { UserError } from "../user-error";
import { addItem, editStackFile } from "./edit-stack-file";

/**
 * Adds an entry whose values were put to `strongroom:seeded` of a stack file.
 *
 * @param file The stack file.
 * @param entry For example `"prod/api/app"`.
 * @returns Whether it was added: false where it stands there already.
 * @throws UserError when the file cannot be changed, with the line to add by hand.
 */
export function recordSeeded(file: string, entry: string): boolean {
  return recordItem(file, "strongroom:seeded", entry, "has its values, but stands in no list");
}

/**
 * Adds an ARN to `strongroom:adopt` of a stack file.
 *
 * @param file The stack file.
 * @returns Whether it was added: false where it stands there already.
 * @throws UserError when the file cannot be changed, with the line to add by hand.
 */
export function recordAdopted(file: string, arn: string): boolean {
  return recordItem(file, "strongroom:adopt", arn, "would be made anew, and its name is taken");
}

/** Comments, order and indentation stay. */
function recordItem(file: string, key: string, item: string, otherwise: string): boolean {
  try {
    return editStackFile(
      file,
      (config) => {
        const list = config[key];
        const items: unknown[] = Array.isArray(list) ? list : [];
        if (!items.includes(item)) config[key] = [...items, item];
      },
      (stack) => addItem(stack, key, item),
    );
  } catch (error) {
    throw new UserError(
      `${shownPath(file)} could not be changed (${(error as { code?: string }).code ?? (error as Error).name}): ${item} ${otherwise}.\n` +
        `Fix: add the line - ${item} under ${key} in ${shownPath(file)}.`,
    );
  }
}
