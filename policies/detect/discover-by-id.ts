import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";

const load = createRequire(__filename);

/**
 * Loads every file of a folder: each exports one thing as its default, whose id is the file's name. Nothing is registered by hand.
 *
 * @param folder The folder.
 * @param kind What each file exports, e.g. `"rule"`, for the message.
 * @param shown The folder as the message names it, e.g. `"policies/rules"`.
 * @returns In the order of their ids.
 * @throws Error when a file exports none, or one under another id.
 */
export function discoverById<T extends { id: string }>(folder: string, kind: string, shown: string): T[] {
  const files = fs.readdirSync(folder).filter((file) => /\.[jt]s$/.test(file) && !file.endsWith(".d.ts"));
  return files.sort().map((file) => {
    const { default: found } = load(path.join(folder, file)) as { default?: Partial<T> };
    const wanted = path.parse(file).name;
    if (found?.id !== wanted) {
      const given = found?.id === undefined ? `exports no ${kind}` : `exports the ${kind} "${found.id}"`;
      throw new Error(`${shown}/${file} ${given}; wanted export default { id: "${wanted}", ... }`);
    }
    return found as T;
  });
}
