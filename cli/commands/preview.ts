import { createRequire } from "node:module";
import { Option, type Command } from "commander";
import type * as preview from "../preview/preview";

const load = createRequire(__filename);

/** Adds `strongroom preview`. */
export function register(program: Command): void {
  program
    .command("preview")
    .description("Show what `pulumi up` would create, with the guard's verdict. Needs Node alone.")
    .argument("[environment]", "the stack: one of the program's Pulumi.ENVIRONMENT.yaml files (default: dev)")
    .option("--all", "every environment that has a stack file, those of production last")
    .option(
      "--program <dir>",
      "folder of the Pulumi program (default: this folder, if it holds one, else this project)",
    )
    .option("--base <dir>", "folder of the program as it was: says what changes against it")
    .option("--policy-pack <dir>", "folder of the policy pack (default: Strongroom's guard)")
    .option("--policy-pack-config <file>", "JSON file that sets levels and properties of policies")
    .option(
      "--stack-reference <stack=file>",
      "outputs of another stack, as pulumi stack output --json writes them; may be given again",
      (given: string, before: string[]) => [...before, given],
      [],
    )
    .addOption(
      new Option("--format <format>", "how the result is written")
        .choices(["text", "json", "github", "sarif"])
        .default("text"),
    )
    .option("--json", "short for --format json")
    .option("--summary <file>", "also add the result to this file, as Markdown: for $GITHUB_STEP_SUMMARY")
    .option("--sarif <file>", "also write the result to this file, as SARIF")
    .option("--verbose", "also name every resource's inputs, and say where the time went", false)
    .option("--no-color", "plain text, also on a terminal")
    .addHelpText("after", "\nExit status: 0 clean, 1 a mandatory rule is violated, 2 an error.")
    .action(async (environment: string | undefined, options: preview.PreviewOptions) => {
      const { runPreview } = load("../preview/preview") as typeof preview;
      process.exitCode = await runPreview(environment, options);
    });
}
