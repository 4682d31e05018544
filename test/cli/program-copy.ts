import * as fs from "node:fs";
import * as path from "node:path";
import { root } from "./run-cli";

/** A copy of the program whose services and stacks a test may change. The components are the project's own. */
export function copyProgram(): string {
  const folder = fs.mkdtempSync(path.join(root, "test", "cli", ".program-"));
  for (const item of ["index.ts", "Pulumi.yaml", "services", "stacks"]) {
    fs.cpSync(path.join(root, item), path.join(folder, item), { recursive: true });
  }
  for (const room of ["components", "policies"]) fs.symlinkSync(path.join(root, room), path.join(folder, room));
  return folder;
}
