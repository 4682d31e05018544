import { environmentOnMain, isRepository, type GitHubRole } from "../components/model/github-roles";
import type { Colors } from "./colors";
import type { EnvironmentFacts, EnvironmentsDocument } from "./documents/environments";

const headings = ["ENVIRONMENT", "ACCOUNT", "REGION", "CLUSTER", "REPOSITORY", "DEPLOYS FROM", "PREVIEWS FROM"];

/** Writes environments for a terminal: a line for each repository that deploys one. */
export function renderEnvironmentsText(environments: readonly EnvironmentFacts[], colors: Colors): string {
  const rows = environments.flatMap(({ name, account, region, cluster, roles }) => {
    const repositories = [...new Set(roles.map(({ repository }) => repository))];
    const lines = repositories.map((repository) => [
      repository,
      ...(["deploy", "preview"] as const).map((purpose) => fromWhere(roleOf(roles, repository, purpose)!)),
    ]);
    return (lines.length > 0 ? lines : [["-", "-", "-"]]).map((line) => [name, account, region, cluster, ...line]);
  });
  const table = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
  return `${[colors.bold(lines[0]), ...lines.slice(1)].join("\n")}\n`;
}

/** Writes environments as JSON, for programs. report/schemas/environments.schema.json describes it. */
export function renderEnvironmentsJson(environments: readonly EnvironmentFacts[]): string {
  const document: EnvironmentsDocument = { version: 1, environments: [...environments] };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * Writes what workflows need to know, as lines for `$GITHUB_OUTPUT`: the environments that a repository deploys, in order for a `matrix` and by
 * name as `settings`. Each has its roles, with the GitHub environment that a job on main names for them. A role that no such job can take is
 * empty.
 *
 * @param repository Whose workflows ask, e.g. `"acme/platform"`.
 */
export function renderEnvironmentsGithub(environments: readonly EnvironmentFacts[], repository: string): string {
  const own = environments.filter(({ roles }) => roles.some((role) => isRepository(role.repository, repository)));
  const matrix = own.map(({ name, account, region, cluster, roles }) => {
    const [deploy, preview] = (["deploy", "preview"] as const).map((purpose) => {
      const role = roles.find((one) => one.purpose === purpose && isRepository(one.repository, repository))!;
      const environment = environmentOnMain(role.subject);
      return environment === undefined ? { role: "", environment: "" } : { role: role.arn, environment };
    });
    return { environment: name, account, region, cluster, deploy, preview };
  });
  const settings = Object.fromEntries(matrix.map((one) => [one.environment, one]));
  return `matrix=${JSON.stringify(matrix)}\nsettings=${JSON.stringify(settings)}\n`;
}

function roleOf(
  roles: readonly GitHubRole[],
  repository: string,
  purpose: GitHubRole["purpose"],
): GitHubRole | undefined {
  return roles.find((role) => role.repository === repository && role.purpose === purpose);
}

function fromWhere({ subject: { environment, branch, tag, ref } }: GitHubRole): string {
  if (environment !== undefined) return `environment ${environment}${ref === undefined ? "" : ` on ${ref}`}`;
  if (branch !== undefined) return `branch ${branch}`;
  return tag === undefined ? "pull requests" : `tag ${tag}`;
}
