import { githubPath } from "./access-scope";
import type { Environment } from "./environment";
import { githubRoleName, withoutIds } from "./github-role-name";
import { defaultSubject, hasWildcard, type GitHubSubject } from "./github-subject";
import { arn } from "./iam";
import { defaultIamPath } from "./iam-path";

/** A role that GitHubOidc makes for the workflows of a repository. */
export interface GitHubRole {
  /** As the stack file names it, with ids or without. */
  repository: string;
  purpose: "deploy" | "preview";
  arn: string;
  /** Which runs may take it. */
  subject: GitHubSubject;
}

/** The roles of an environment that workflows take, as GitHubOidc makes them: two for each repository. */
export function githubRoles(environment: Pick<Environment, "name" | "account" | "region" | "github">): GitHubRole[] {
  const path = githubPath(defaultIamPath(environment.name));
  return environment.github.repositories.flatMap((entry) =>
    (["deploy", "preview"] as const).map((purpose) => ({
      repository: entry.repository,
      purpose,
      arn: arn("iam", environment, `role${path}${githubRoleName(environment.name, purpose, entry)}`),
      subject: entry[purpose] ?? defaultSubject,
    })),
  );
}

/**
 * What a job that runs on the branch main has to name so that its token fits a role.
 *
 * @returns The GitHub environment; empty where it must name none. Nothing where no job on main can take the role.
 * @example environmentOnMain({ environment: "prod" }) // "prod"
 * @example environmentOnMain({ branch: "main" }) // ""
 * @example environmentOnMain({ pullRequest: true }) // undefined
 */
export function environmentOnMain({ environment, ref, branch }: GitHubSubject): string | undefined {
  if (branch === "main") return "";
  const isOnMain = ref === undefined || ref === "refs/heads/main";
  return environment !== undefined && !hasWildcard(environment) && isOnMain ? environment : undefined;
}

/** Whether an entry of a stack file means a repository, whose name GitHub compares without regard to case. */
export function isRepository(entry: string, name: string): boolean {
  return withoutIds(entry).toLowerCase() === withoutIds(name).toLowerCase();
}
