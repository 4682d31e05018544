import { createRequire } from "node:module";
import type { Command } from "commander";
import type * as seed from "../seed/run-seed";

const load = createRequire(__filename);

/** Adds `strongroom seed`. */
export function register(program: Command): void {
  program
    .command("seed")
    .description("Put the values that a service's entries in Secrets Manager still lack, and record the entries.")
    .argument("<environment>", "the stack: one of the program's Pulumi.ENVIRONMENT.yaml files")
    .argument("<service>", "the service: the name of its file in services/, e.g. api")
    .option("--group <name>", "this group alone; may be repeated", collect, [])
    .option("--replace", "also put keys that have a value already", false)
    .option("--dry-run", "put nothing: say what is missing", false)
    .option(
      "--program <dir>",
      "folder of the Pulumi program (default: this folder, if it holds one, else this project)",
    )
    .addHelpText(
      "after",
      "\nOn a terminal it asks for each value, hidden. Otherwise standard input is JSON:" +
        '\n{ "GROUP": { "KEY": "value" } }, or { "KEY": "value" } where one group alone has the key.' +
        "\n\nExit status: 0 nothing is missing any more, 1 something still is, 2 an error.",
    )
    .action(async (environment: string, service: string, options: seed.SeedOptions) => {
      const { runSeed } = load("../seed/run-seed") as typeof seed;
      process.exitCode = await runSeed(environment, service, options);
    });
}

function collect(name: string, before: string[]): string[] {
  return [...before, name];
}
