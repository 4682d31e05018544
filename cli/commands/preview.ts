import { createRequire } from "node:module";
import type { Command } from "commander";
import {
  environmentArgument,
  formatOptions,
  groups,
  helpFooter,
  programOption,
  stackReferenceOption,
} from "../command-options";
import type * as preview from "../preview/preview";

const load = createRequire(__filename);

/** Adds `strongroom preview`. */
export function register(program: Command): void {
  const command = program
    .command("preview")
    .helpGroup(groups.check)
    .description("Show what `pulumi up` would create, with the guard's verdict. Needs Node alone.");
  environmentArgument(command, "dev").option(
    "--all",
    "every environment that has a stack file, those of production last",
  );
  programOption(command)
    .option("--base <dir>", "folder of the program as it was: says what changes against it")
    .option("--policy-pack <dir>", "folder of the policy pack (default: Strongroom's guard)")
    .option("--policy-pack-config <file>", "JSON file that sets levels and properties of policies");
  stackReferenceOption(command);
  formatOptions(command, ["text", "json", "github", "sarif"])
    .option("--summary <file>", "also add the result to this file, as Markdown: for $GITHUB_STEP_SUMMARY")
    .option("--sarif <file>", "also write the result to this file, as SARIF")
    .option(
      "--verbose",
      "also name every resource's inputs, show long outputs whole, and say where the time went",
      false,
    );
  helpFooter(command, {
    examples: ["strongroom preview prod", "strongroom preview --all --base ../main --format github"],
    status: ["clean", "a mandatory rule is violated", "an error"],
  }).action(async (environment: string | undefined, options: preview.PreviewOptions) => {
    const { runPreview } = load("../preview/preview") as typeof preview;
    process.exitCode = await runPreview(environment, options);
  });
}
