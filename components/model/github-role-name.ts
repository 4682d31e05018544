import { fittingName } from "./fitting-name";
import type { GitHubRepository } from "./github-subject";

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
  return fittingName(name, withoutIds(entry.repository).toLowerCase(), { mark: "-" });
}

/** The classic form of a repository's name, to which GitHub's immutable form adds ids: `"acme@12/platform@34"` is `"acme/platform"`. */
export function withoutIds(repository: string): string {
  return repository.replaceAll(/@\d+(?=\/|$)/g, "");
}
