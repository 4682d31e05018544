import { createRequire } from "node:module";
import type { Command } from "commander";
import { leakedArguments } from "../leaked-arguments";
import type * as drill from "../respond/run-drill";

const load = createRequire(__filename);

/** Adds `strongroom drill`. */
export function register(program: Command): void {
  leakedArguments(program.command("drill"))
    .description("Practise the response to a leak, timed. In the lab for real, elsewhere by reading alone.")
    .option("--leaked-at <time>", "since when CloudTrail is asked, e.g. 2026-11-27T03:00:00Z (default: now)")
    .option("--yes", "ask for no confirmation", false)
    .option("--timeout <seconds>", "how long each wait may take", "600")
    .option(
      "--program <dir>",
      "folder of the Pulumi program (default: this folder, if it holds one, else this project)",
    )
    .addHelpText(
      "after",
      "\nIn the lab: npm run lab -- strongroom drill dev api app/STRIPE_SECRET_KEY" +
        "\n\nExit status: 0 every step is done, 1 a step failed, 2 an error.",
    )
    .action(
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
