import * as fs from "node:fs";
import * as path from "node:path";
import { UserError } from "../user-error";

/**
 * Writes files into the folder of an incident, for their owner alone: they say who may read what.
 *
 * @param folder Made where it is missing.
 * @param files Name to text. A file that is there is replaced as a whole.
 * @returns Their paths, in the same order.
 * @throws UserError when the folder cannot be written to.
 */
export function writeFiles(folder: string, files: Record<string, string>): string[] {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    return Object.entries(files).map(([name, text]) => {
      const file = path.join(folder, name);
      const half = `${file}.${process.pid}.new`;
      fs.writeFileSync(half, text, { mode: 0o600 });
      fs.renameSync(half, file);
      return file;
    });
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new UserError(
      `${folder} cannot be written to (${code}). Nothing but files was to be written.\nFix: free space or change its owner, then run this again.`,
    );
  }
}
