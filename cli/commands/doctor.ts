import { createRequire } from "node:module";
import { Option, type Command } from "commander";
import type * as doctor from "../doctor/run-doctor";

const load = createRequire(__filename);

/** Adds `strongroom doctor`. */
export function register(program: Command): void {
  program
    .command("doctor")
    .description(
      "Look whether this machine, account, state and cluster are ready, each line with its fix. Nothing is changed.",
    )
    .argument(
      "[environment]",
      "the stack: one of the program's Pulumi.ENVIRONMENT.yaml files (default: this machine alone)",
    )
    .addOption(new Option("--format <format>", "how the result is written").choices(["text", "json"]).default("text"))
    .option("--json", "short for --format json")
    .option("--timeout <seconds>", "the longest that one look may take", "30")
    .option(
      "--program <dir>",
      "folder of the Pulumi program (default: this folder, if it holds one, else this project)",
    )
    .option("--no-color", "plain text, also on a terminal")
    .addHelpText(
      "after",
      "\nNo value is read. A look that fails says why, and is no pass. A warning does not change the exit status." +
        "\n\nExamples:" +
        "\n  strongroom doctor                 this machine, and the environments that there are" +
        "\n  strongroom doctor prod            with its account, state, cluster and secrets" +
        "\n  strongroom doctor prod --json     for programs" +
        "\n\nExit status: 0 ready, 1 something is wrong or could not be looked at, 2 an error.",
    )
    .action(async (environment: string | undefined, options: doctor.DoctorOptions) => {
      const { runDoctor } = load("../doctor/run-doctor") as typeof doctor;
      process.exitCode = await runDoctor(environment, options);
    });
}
