import { createRequire } from "node:module";
import { Option, type Command } from "commander";
import type * as inventory from "../inventory/run-inventory";

const load = createRequire(__filename);

/** Adds `strongroom inventory`. */
export function register(program: Command): void {
  program
    .command("inventory")
    .description("Show every group of secrets: who owns it, how it rotates, when it is due. No value is read.")
    .argument("[environment]", "the stack: one of the program's Pulumi.ENVIRONMENT.yaml files (default: all of them)")
    .addOption(
      new Option("--format <format>", "how the result is written")
        .choices(["table", "markdown", "json", "csv"])
        .default("table"),
    )
    .option("--json", "short for --format json")
    .option("--live", "also ask AWS: when it rotated, when values were put, which entries are missing", false)
    .option("--today <day>", "count from this day, YYYY-MM-DD (default: today in UTC)")
    .option(
      "--program <dir>",
      "folder of the Pulumi program (default: this folder, if it holds one, else this project)",
    )
    .option("--no-color", "plain text, also on a terminal")
    .addHelpText("after", "\nExit status: 0 nothing is overdue, 1 a rotation is, 2 an error.")
    .action(async (environment: string | undefined, options: inventory.InventoryOptions) => {
      const { runInventory } = load("../inventory/run-inventory") as typeof inventory;
      process.exitCode = await runInventory(environment, options);
    });
}
