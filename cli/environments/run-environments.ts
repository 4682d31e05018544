import { githubRoles, isRepository } from "../../components/model/github-roles";
import { deploymentOrder } from "../../components/model/production";
import { chooseColors } from "../../report/colors";
import type { EnvironmentFacts } from "../../report/documents/environments";
import { renderEnvironmentsGithub, renderEnvironmentsJson, renderEnvironmentsText } from "../../report/environments";
import { loadPrograms } from "../inventory/load-programs";
import { UserError } from "../user-error";

/** What may be typed behind `strongroom environments`. */
export interface EnvironmentsOptions {
  format: "table" | "json" | "github";
  /** Only what this repository's workflows deploy. */
  repository?: string;
  /** Folder of the program. */
  program?: string;
  color: boolean;
}

/**
 * Prints environments with their accounts, clusters and the roles that GitHub Actions takes, from the stack files alone.
 *
 * @param environment For example `"prod"`. Absent: all, in the order in which they are deployed.
 * @throws UserError for a stack file that is wrong, and where the repository is missing that the format needs.
 */
export function runEnvironments(environment: string | undefined, options: EnvironmentsOptions): void {
  const { format, repository } = options;
  if (format === "github" && repository === undefined) {
    throw new UserError(
      '--format github needs to know whose workflows ask.\nFix: --repository "$GITHUB_REPOSITORY", which is OWNER/NAME.',
    );
  }
  const programs = new Map(loadPrograms(environment, options.program).map((one) => [one.environment.stack, one]));
  const facts = deploymentOrder([...programs.keys()]).map((name): EnvironmentFacts => {
    const { environment: loaded } = programs.get(name)!;
    const { account, region, cluster } = loaded;
    const roles = githubRoles(loaded).filter((role) => !repository || isRepository(role.repository, repository));
    return { name, account, region, cluster: cluster.name, roles };
  });
  process.stdout.write(render(facts, options));
}

function render(facts: EnvironmentFacts[], options: EnvironmentsOptions): string {
  switch (options.format) {
    case "json":
      return renderEnvironmentsJson(facts);
    case "github":
      return renderEnvironmentsGithub(facts, options.repository!);
    case "table":
      return renderEnvironmentsText(facts, chooseColors(options.color, process.stdout, process.env));
  }
}
