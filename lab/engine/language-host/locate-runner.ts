import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** Programs of the SDK that run something of the user's. */
export type Runner = "run" | "run-plugin" | "run-policy-pack";

/**
 * Finds a runner of the SDK that the program itself has installed.
 *
 * @param folder The program's folder, e.g. `/work/program`.
 * @param runner For example `"run"`.
 * @throws Error that tells the user to install the SDK.
 */
export function locateRunner(folder: string, runner: Runner): string {
  try {
    // A link to a folder finds what the folder finds, as Node does for whatever it loads.
    return createRequire(join(realpathSync(folder), "index.js")).resolve(`@pulumi/pulumi/cmd/${runner}`);
  } catch {
    throw new Error(`The Pulumi SDK is not installed for ${folder}.\nFix: run npm install there.`);
  }
}
