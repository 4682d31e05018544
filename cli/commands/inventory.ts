import { createRequire } from "node:module";
import type { Command } from "commander";
import {
  environmentArgument,
  formatOptions,
  groups,
  helpFooter,
  liveOptions,
  programOption,
  verboseOption,
} from "../command-options";
import type * as inventory from "../inventory/run-inventory";

const load = createRequire(__filename);

/** Adds `strongroom inventory`. */
export function register(program: Command): void {
  const command = program
    .command("inventory")
    .helpGroup(groups.rotate)
    .description("Show every group of secrets: who owns it, how it rotates, when it is due. No value is read.");
  environmentArgument(command, "all of them");
  formatOptions(command, ["table", "markdown", "json", "csv"]);
  liveOptions(command);
  programOption(command);
  verboseOption(command);
  helpFooter(command, {
    examples: ["strongroom inventory", "strongroom inventory prod --live", "strongroom inventory --format csv"],
    status: ["nothing is overdue", "a rotation is", "an error"],
  }).action(async (environment: string | undefined, options: inventory.InventoryOptions) => {
    const { runInventory } = load("../inventory/run-inventory") as typeof inventory;
    process.exitCode = await runInventory(environment, options);
  });
}
