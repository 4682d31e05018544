import { shownPath } from "../paths";
import { addItem, editStackFile } from "../seed/edit-stack-file";
import { UserError } from "../user-error";

const key = "strongroom:adopt";

/**
 * Adds an ARN to `strongroom:adopt` of a stack file. Comments, order and indentation stay.
 *
 * @param file The stack file.
 * @returns Whether it was added: false where it stands there already.
 * @throws UserError when the file cannot be changed, with the line to add by hand.
 */
export function recordAdopted(file: string, arn: string): boolean {
  try {
    return editStackFile(
      file,
      (config) => {
        const list = config[key];
        const adopted: unknown[] = Array.isArray(list) ? list : [];
        if (!adopted.includes(arn)) config[key] = [...adopted, arn];
      },
      (stack) => addItem(stack, key, arn),
    );
  } catch (error) {
    throw new UserError(
      `${shownPath(file)} could not be changed (${(error as { code?: string }).code ?? (error as Error).name}): ${arn} would be made anew, ` +
        `and its name is taken.\nFix: add the line - ${arn} under ${key} in ${shownPath(file)}.`,
    );
  }
}
