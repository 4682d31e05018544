import * as fs from "node:fs";
import * as path from "node:path";
import { copyProgram as copyInto } from "../../lab/engine/program-copy";
import { root } from "./run-cli";

/** A copy of the program whose services and stacks a test may change. The components are the project's own. */
export function copyProgram(): string {
  const folder = fs.mkdtempSync(path.join(root, "test", "cli", ".program-"));
  copyInto(folder);
  return folder;
}
