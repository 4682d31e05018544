import { readdirSync, statSync, type Dirent, type Stats } from "node:fs";
import { join } from "node:path";
import type { ScanProblem } from "../../report/scan-report";
import { shownPath } from "../paths";
import { UserError } from "../user-error";

/** Stands for standard input among the paths. */
export const standardInput = "-";

const nothing = "no .yaml, .yml or .json file (what is hidden and node_modules were left out)";

/** What a scan is about. */
export interface FoundFiles {
  files: string[];
  /** Folders that could not be listed, so that nothing of them is among the files. */
  problems: ScanProblem[];
}

/**
 * The files that paths mean: a file itself, whatever its name; of a folder every .yaml, .yml and .json file below it. What is
 * hidden, node_modules and links to folders are left out.
 *
 * @throws UserError naming every path that does not exist and every folder without such a file: a mistyped path must not look clean.
 */
export function findFiles(paths: readonly string[]): FoundFiles {
  const files = new Set<string>();
  const problems: ScanProblem[] = [];
  const wrong: string[] = [];
  for (const path of paths) {
    const stats = path === standardInput ? undefined : statOf(path);
    if (path === standardInput) files.add(path);
    else if (stats === undefined) wrong.push(`${path} does not exist, or may not be read.`);
    else if (stats.isDirectory()) {
      const below: FoundFiles = { files: [], problems: [] };
      collectBelow(path, below);
      if (below.files.length + below.problems.length === 0) wrong.push(`${path} holds ${nothing}.`);
      for (const file of below.files) files.add(file);
      problems.push(...below.problems);
    } else files.add(shownPath(path));
  }
  if (wrong.length > 0) {
    const fix = "name files or folders with Kubernetes YAML or JSON, or - for standard input.";
    throw new UserError(`${wrong.join("\n")}\nNothing was scanned.\nFix: ${fix}`);
  }
  return { files: [...files], problems };
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function collectBelow(folder: string, found: FoundFiles): void {
  for (const entry of list(folder, found.problems)) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory()) {
      if (entry.name !== "node_modules") collectBelow(path, found);
    } else if (/\.(?:ya?ml|json)$/i.test(entry.name) && (entry.isFile() || statOf(path)?.isFile())) {
      found.files.push(shownPath(path));
    }
  }
}

/** What lies in a folder, in the order of the names. One that cannot be listed is a problem, and the rest is looked at. */
function list(folder: string, problems: ScanProblem[]): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    problems.push({ file: shownPath(folder), message: `The folder could not be listed (${code}).` });
    return [];
  }
}
