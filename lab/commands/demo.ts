import { createRequire } from "node:module";
import type { Command } from "commander";
import type * as demo from "../demo/run-demo";

const load = createRequire(__filename);

/** Adds `demo`. */
export function register(program: Command): void {
  program
    .command("demo")
    .description(
      "Play the whole product, from a credential in a ConfigMap to the report on it: real commands, real output, " +
        "each step checked. It has a stage and a copy of the program of its own, and takes both down at the end.",
    )
    .option(
      "--no-pause",
      "do not wait for Enter between the steps (nobody is waited for without a terminal, or with CI set)",
    )
    .option("--keep", "leave the stage up at the end, to look around", false)
    .addHelpText(
      "after",
      "\nExamples:\n" +
        "  npm run demo\n" +
        "  npm run demo -- --no-pause --keep\n" +
        "\nBuilding the stage's parts needs Go and Python 3 and takes about 20 minutes on two cores, once.\n" +
        "After that the demo takes two to three minutes. Ctrl-C takes down what was made.\n" +
        "Exit status: 0 every step did what it says, 1 one did not, 2 an error.",
    )
    .action(async (options: { pause: boolean; keep: boolean }) => {
      const { runDemo } = load("../demo/run-demo") as typeof demo;
      process.exitCode = await runDemo(options);
    });
}
