import { createRequire } from "node:module";
import type { Command } from "commander";
import { groups, helpFooter, leakedArguments, programOption, timeoutOption, verboseOption } from "../command-options";
import type * as drill from "../respond/run-drill";

const load = createRequire(__filename);

/** Adds `strongroom drill`. */
export function register(program: Command): void {
  const command = program
    .command("drill")
    .helpGroup(groups.leak)
    .description("Practise the response to a leak, timed. In the lab for real, elsewhere by reading alone.");
  leakedArguments(command)
    .option("--leaked-at <time>", "since when CloudTrail is asked, e.g. 2026-11-27T03:00:00Z (default: now)")
    .option("--yes", "ask for no confirmation", false);
  timeoutOption(command);
  programOption(command);
  verboseOption(command);
  helpFooter(command, {
    notes: ["In the lab: npm run lab -- strongroom drill dev api app/STRIPE_SECRET_KEY"],
    examples: ["strongroom drill prod api database", "strongroom drill prod --repository acme/platform"],
    status: ["every step is done", "a step failed", "an error"],
  }).action(
    async (
      environment: string,
      service: string | undefined,
      group: string | undefined,
      options: drill.DrillOptions,
    ) => {
      const { runDrill } = load("../respond/run-drill") as typeof drill;
      process.exitCode = await runDrill({ environment, service, group }, options);
    },
  );
}
