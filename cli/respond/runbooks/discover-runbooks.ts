import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import type { Runbook } from "./runbook";

const load = createRequire(__filename);
const folder = path.join(__dirname, "kinds");

/**
 * Every runbook: one file each in `kinds/`, which exports it as `runbook`.
 *
 * @throws Error when a file's name is not its runbook's id.
 */
export function discoverRunbooks(): Runbook[] {
  const files = fs.readdirSync(folder).filter((file) => file.endsWith(".ts"));
  return files.sort().map((file) => {
    const { runbook } = load(path.join(folder, file)) as { runbook?: Runbook };
    const id = path.basename(file, ".ts");
    if (runbook?.id === id) return runbook;
    throw new Error(`${file} has to export a runbook with the id "${id}", not "${runbook?.id ?? "none"}"`);
  });
}
