import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "./project";

const files = ["index.ts", "Pulumi.yaml", "package.json", "tsconfig.json", "stacks", "services"];
const folders = ["components", "policies", "node_modules"];

/**
 * Copies the checkout's program to where it may be changed. Its name is the same, so the engine finds the same state. Of the
 * folders that hold code, only those that are to be changed are copied; the others are the checkout's, by symbolic links.
 *
 * @param folder Where it goes. It is made where it does not exist.
 * @param changed Folders of code to copy, too, e.g. `["components"]`. Default: none.
 */
export function copyProgram(folder: string, changed: readonly string[] = []): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of [...files, ...folders]) {
    const [from, to] = [join(checkout, name), join(folder, name)];
    if (files.includes(name) || changed.includes(name)) cpSync(from, to, { recursive: true });
    else symlinkSync(from, to);
  }
}
