import { createHash } from "node:crypto";
import type { GitHubRepository } from "./github-subject";

/** IAM's limit for the name of a role. */
const longestRoleName = 64;

/** A repository's name without owner and ids, unless it was given another one: `"platform"`. */
export function repositoryLabel({ repository, name }: Pick<GitHubRepository, "repository" | "name">): string {
  return name ?? withoutIds(repository).split("/")[1] ?? repository;
}

/**
 * Name of the role that a repository's workflows take: the same on every run and in every stack, unique in the account
 * because the environment is part of it. A name beyond 64 characters is cut and gets a hash of the repository, which
 * does not change when GitHub's immutable form replaces the classic one.
 *
 * @example githubRoleName("prod", "deploy", { repository: "acme/platform" }) // "strongroom-prod-deploy-platform"
 */
export function githubRoleName(
  environment: string,
  purpose: "deploy" | "preview",
  entry: Pick<GitHubRepository, "repository" | "name">,
): string {
  const name = `strongroom-${environment}-${purpose}-${repositoryLabel(entry)}`;
  if (name.length <= longestRoleName) return name;
  const hash = createHash("sha256").update(withoutIds(entry.repository).toLowerCase()).digest("hex").slice(0, 8);
  return `${name.slice(0, longestRoleName - hash.length - 1)}-${hash}`;
}

function withoutIds(repository: string): string {
  return repository.replaceAll(/@\d+(?=\/|$)/g, "");
}
