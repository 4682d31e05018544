import { createRequire } from "node:module";
import { Option, type Command } from "commander";
import type * as environments from "../environments/run-environments";

const load = createRequire(__filename);

/** Adds `strongroom environments`. */
export function register(program: Command): void {
  program
    .command("environments")
    .description("Show every environment: account, region, cluster, and who deploys it from GitHub Actions.")
    .argument("[environment]", "the stack: one of the program's Pulumi.ENVIRONMENT.yaml files (default: all of them)")
    .addOption(
      new Option("--format <format>", "how the result is written; github is for $GITHUB_OUTPUT")
        .choices(["table", "json", "github"])
        .default("table"),
    )
    .option("--json", "short for --format json")
    .option("--repository <owner/name>", "only the roles of this repository's workflows")
    .option(
      "--program <dir>",
      "folder of the Pulumi program (default: this folder, if it holds one, else this project)",
    )
    .option("--no-color", "plain text, also on a terminal")
    .addHelpText("after", "\nExit status: 0 printed, 2 an error.")
    .action((environment: string | undefined, options: environments.EnvironmentsOptions) => {
      const { runEnvironments } = load("../environments/run-environments") as typeof environments;
      runEnvironments(environment, options);
      process.exitCode = 0;
    });
}
