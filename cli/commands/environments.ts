import { createRequire } from "node:module";
import type { Command } from "commander";
import { environmentArgument, formatOptions, groups, helpFooter, programOption } from "../command-options";
import type * as environments from "../environments/run-environments";

const load = createRequire(__filename);

/** Adds `strongroom environments`. */
export function register(program: Command): void {
  const command = program
    .command("environments")
    .helpGroup(groups.look)
    .description("Show every environment: account, region, cluster, and who deploys it from GitHub Actions.");
  environmentArgument(command, "all of them");
  formatOptions(command, ["table", "json", "github"], "how the result is written; github is for $GITHUB_OUTPUT");
  command.option("--repository <owner/name>", "only the roles of this repository's workflows");
  programOption(command);
  helpFooter(command, {
    examples: ["strongroom environments", "strongroom environments prod --json"],
    status: ["printed", undefined, "an error"],
  }).action((environment: string | undefined, options: environments.EnvironmentsOptions) => {
    const { runEnvironments } = load("../environments/run-environments") as typeof environments;
    runEnvironments(environment, options);
    process.exitCode = 0;
  });
}
