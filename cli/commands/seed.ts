import { createRequire } from "node:module";
import type { Command } from "commander";
import {
  collect,
  environmentArgument,
  formatOptions,
  groups,
  helpFooter,
  programOption,
  serviceArgument,
  verboseOption,
} from "../command-options";
import type * as seed from "../seed/run-seed";

const load = createRequire(__filename);

/** Adds `strongroom seed`. */
export function register(program: Command): void {
  const command = program
    .command("seed")
    .helpGroup(groups.onboard)
    .description("Put the values that a service's entries in Secrets Manager still lack, and record the entries.");
  serviceArgument(environmentArgument(command))
    .option("--group <name>", "this group alone; may be repeated", collect, [])
    .option("--replace", "also put keys that have a value already", false)
    .option("--dry-run", "put nothing: say what is missing", false);
  formatOptions(command, ["text", "json"]);
  programOption(command);
  verboseOption(command);
  helpFooter(command, {
    notes: [
      "On a terminal it asks for each value, hidden. Otherwise standard input is JSON:\n" +
        '{ "GROUP": { "KEY": "value" } }, or { "KEY": "value" } where one group alone has the key.',
    ],
    examples: ["strongroom seed prod api", "strongroom seed prod api --group app < values.json"],
    status: ["nothing is missing any more", "something still is", "an error"],
  }).action(async (environment: string, service: string, options: seed.SeedOptions) => {
    const { runSeed } = load("../seed/run-seed") as typeof seed;
    process.exitCode = await runSeed(environment, service, options);
  });
}
