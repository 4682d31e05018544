import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Copies a file or a folder out of Go's module cache. There everything is read-only, which a plain copy would keep: then
 * nothing could be replaced in it, and nobody but root could delete it.
 *
 * @param from What to copy.
 * @param to Its new path.
 */
export function copyWritable(from: string, to: string): void {
  if (statSync(from).isDirectory()) {
    mkdirSync(to, { recursive: true });
    for (const name of readdirSync(from)) copyWritable(join(from, name), join(to, name));
  } else {
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, readFileSync(from));
  }
}
