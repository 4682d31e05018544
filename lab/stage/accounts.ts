import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

const stacks = path.join(__dirname, "..", "..", "stacks");

/**
 * The AWS account of the first environment that is named.
 *
 * @param args A command's arguments, e.g. `["seed", "staging", "api"]`.
 * @returns Twelve digits, or nothing where none of the arguments is an environment of stacks/.
 */
export function accountAmong(args: readonly string[]): string | undefined {
  for (const argument of args) {
    if (!/^[A-Za-z0-9-]+$/.test(argument)) continue;
    const file = path.join(stacks, `Pulumi.${argument}.yaml`);
    if (!fs.existsSync(file)) continue;
    const { config } = parse(fs.readFileSync(file, "utf8")) as { config?: Record<string, unknown> };
    const account = config?.["strongroom:account"];
    if (typeof account === "string") return account;
  }
  return undefined;
}
