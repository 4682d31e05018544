import { createRequire } from "node:module";
import type { Command } from "commander";
import type * as stageModule from "../stage/stage";
import type * as status from "../stage/status";

const load = createRequire(__filename);

/** Adds `status`. */
export function register(program: Command): void {
  program
    .command("status")
    .description("Show every part of the stage: its process, whether it works, where it listens, where its log is.")
    .addHelpText(
      "after",
      "\nExample:\n  npm run lab -- status\n\nExit status: 0 every part works, 1 some do not, 2 an error.",
    )
    .action(async () => {
      const { readStage, stageName } = load("../stage/stage") as typeof stageModule;
      const { stageStatus, statusTable } = load("../stage/status") as typeof status;
      const statuses = await stageStatus(readStage(stageName()));
      process.stdout.write(`${statusTable(statuses)}\n`);
      process.exitCode = statuses.every(({ state }) => state === "works") ? 0 : 1;
    });
}
