import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import type { DeclaredService } from "./parse-services";
import type { ServiceDeclaration } from "./service";

/** The folder is the registry, so the modules' names are known at run time only. */
const load = createRequire(__filename);

/**
 * Loads every declaration of a folder: each `<name>.ts` (or `.js`) exports one as its default. Nothing is registered by hand.
 *
 * @param folder The folder with the declarations, e.g. `path.join(__dirname, "services")`.
 * @throws Error when a file exports no declaration.
 */
export function discoverServices(folder: string): DeclaredService[] {
  const files = fs.readdirSync(folder).filter((file) => /^[^.].*\.[jt]s$/.test(file) && !file.endsWith(".d.ts"));
  return files.sort().map((file) => {
    const shown = `${path.basename(folder)}/${file}`;
    const declaration = (load(path.join(folder, file)) as { default?: ServiceDeclaration }).default;
    if (!declaration) throw new Error(`${shown} exports no declaration: write export default defineService({ ... })`);
    return { file: shown, expectedName: path.parse(file).name, declaration };
  });
}
