import { readdirSync, statSync, type Stats } from "node:fs";
import { join } from "node:path";
import { shownPath } from "../paths";
import { UserError } from "../user-error";

/** Stands for standard input among the paths. */
export const standardInput = "-";

/**
 * The files that paths mean: a file itself, whatever its name; of a folder every .yaml, .yml and .json file below it. What is
 * hidden, node_modules and links to folders are left out.
 *
 * @throws UserError naming every path that does not exist.
 */
export function findFiles(paths: readonly string[]): string[] {
  const found = new Set<string>();
  const missing: string[] = [];
  for (const path of paths) {
    if (path === standardInput) found.add(path);
    else {
      const stats = statOf(path);
      if (stats === undefined) missing.push(path);
      else if (stats.isDirectory()) for (const file of filesBelow(path)) found.add(file);
      else found.add(shownPath(path));
    }
  }
  if (missing.length > 0) {
    const list = missing.map((path) => `${path} does not exist, or may not be read.`).join("\n");
    throw new UserError(`${list}\nFix: name files or folders with Kubernetes YAML or JSON, or - for standard input.`);
  }
  return [...found];
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function* filesBelow(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory()) {
      if (entry.name !== "node_modules") yield* filesBelow(path);
    } else if (/\.(?:ya?ml|json)$/i.test(entry.name) && (entry.isFile() || statOf(path)?.isFile())) {
      yield shownPath(path);
    }
  }
}
