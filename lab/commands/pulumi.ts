import { createRequire } from "node:module";
import type { Command } from "commander";
import type * as engine from "../engine/run-pulumi";
import type * as stageModule from "../stage/stage";

const load = createRequire(__filename);

/** Adds `pulumi`. */
export function register(program: Command): void {
  program
    .command("pulumi")
    .description("Run the real Pulumi engine on this program, against the stage. Everything behind it goes to Pulumi.")
    .argument("[arguments...]", "as Pulumi takes them")
    .passThroughOptions()
    .allowUnknownOption()
    .helpOption(false)
    .addHelpText(
      "after",
      "\nExamples:\n" +
        "  npm run lab -- pulumi preview --stack dev\n" +
        "  npm run lab -- pulumi up --stack dev --yes\n" +
        "\nExit status: that of Pulumi; 2 an error of the lab.",
    )
    .action(async (args: string[]) => {
      const { readStage, stageName } = load("../stage/stage") as typeof stageModule;
      const { runPulumi } = load("../engine/run-pulumi") as typeof engine;
      process.exitCode = await runPulumi(readStage(stageName()), args);
    });
}
