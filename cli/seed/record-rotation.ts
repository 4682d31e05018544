import { type Scalar, type YAMLMap, isMap, isScalar } from "yaml";
import type { Day } from "../../components/model/days";
import { shownPath } from "../paths";
import { UserError } from "../user-error";
import { type StackText, addKey, addLineLike, editStackFile } from "./edit-stack-file";

const key = "strongroom:rotations";

/**
 * Writes the day of an entry's last rotation under `strongroom:rotations` of a stack file. Comments, order and indentation stay.
 *
 * @param file The stack file.
 * @param entry For example `"prod/api/apple"`.
 * @param day For example `"2026-11-20"`.
 * @returns Whether it was written: false where it stands there already.
 * @throws UserError when the file cannot be changed, with the line to write by hand.
 */
export function recordRotation(file: string, entry: string, day: Day): boolean {
  try {
    return editStackFile(
      file,
      (config) => {
        const rotations = config[key] ?? {};
        config[key] = { ...rotations, [entry]: day };
      },
      (stack) => withDay(stack, entry, day),
    );
  } catch (error) {
    throw new UserError(
      `${shownPath(file)} could not be changed (${(error as { code?: string }).code ?? (error as Error).name}): ${entry} was rotated on ${day}, ` +
        `but its day is not recorded.\nFix: write the line ${entry}: "${day}" under ${key} in ${shownPath(file)}.`,
    );
  }
}

/** The day stands in quotes, because YAML may read it as a point in time otherwise. */
function withDay(stack: StackText, entry: string, day: Day): string {
  const { text, config } = stack;
  const rotations = config.get(key);
  const line = `${entry}: "${day}"`;
  if (!isMap(rotations)) return addKey(stack, key, line);
  const [start, end] = rotations.range!;
  const last = rotations.items.at(-1);
  if (last === undefined) return `${text.slice(0, start)}{ ${line} }${text.slice(end)}`;
  const before = valueOf(rotations, entry);
  if (before) return `${text.slice(0, before.range![0])}"${day}"${text.slice(before.range![1])}`;
  const value = last.value as Scalar;
  const behind = value.range![1];
  if (rotations.flow === true) return `${text.slice(0, behind)}, ${line}${text.slice(behind)}`;
  return addLineLike(stack, { like: (last.key as Scalar).range![0], end: behind }, line);
}

function valueOf(rotations: YAMLMap, entry: string): Scalar | undefined {
  const value = rotations.get(entry, true);
  return isScalar(value) ? value : undefined;
}
