import { policyDocument, type PolicyDocument } from "./iam";

/**
 * Which runs of a repository's workflows may take a role: exactly one of `environment`, `branch`, `tag` and, for the
 * preview role, `pullRequest`. Each is optional here because a stack file gives them; GitHubOidc checks them.
 */
export interface GitHubSubject {
  /** The GitHub environment that the job names, e.g. `"prod"`: its reviewers and branch rules then guard the role. */
  environment?: string;
  /** With `environment` only: the ref that the job must run on. Default `"refs/heads/main"`. */
  ref?: string;
  /** For example `"main"`, or `"release/*"` with `allowWildcard: true`. */
  branch?: string;
  /** For example `"v1.2.3"`, or `"v*"` with `allowWildcard: true`. */
  tag?: string;
  /** Any pull request of the repository. For preview only. Runs of a fork get no token unless GitHub is told so. */
  pullRequest?: boolean;
  /** True where a value holds `*` or `?` on purpose. Refused elsewhere. Default false. */
  allowWildcard?: boolean;
}

/** A repository whose workflows deploy and preview an environment. */
export interface GitHubRepository {
  /**
   * `"acme/platform"`; or `"acme@1234/platform@5678"` (owner's and repository's id) where GitHub issues immutable subjects,
   * as it does for repositories created, renamed or transferred after 15 July 2026. The two forms do not match each other.
   */
  repository: string;
  /** Last part of the roles' names. Default: the repository's name, here `"platform"`. */
  name?: string;
  /** Who may take the deploy role. Default: the branch `main`. */
  deploy?: GitHubSubject;
  /** Who may take the preview role. Default: the branch `main`. */
  preview?: GitHubSubject;
}

/** What a repository means when it stands alone: a wildcard has to be typed on purpose. */
export const defaultSubject: GitHubSubject = { branch: "main" };
/** The ref that a job in an environment must run on unless the declaration says otherwise. */
const defaultRef = "refs/heads/main";
/** The audience that AWS's login action asks GitHub for. */
export const audience = "sts.amazonaws.com";

/** True where IAM's StringLike would match more than the text itself. */
export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}

/**
 * The `sub` claim that GitHub puts into a token for this repository and subject.
 *
 * Source: https://docs.github.com/en/actions/reference/security/oidc (a colon inside a value is sent as `%3A`).
 *
 * @example subjectClaim("acme/platform", { tag: "v1" }) // "repo:acme/platform:ref:refs/tags/v1"
 */
export function subjectClaim(repository: string, subject: GitHubSubject): string {
  const prefix = `repo:${repository}`;
  const { environment, branch, tag } = subject;
  if (environment !== undefined) return `${prefix}:environment:${environment.replaceAll(":", "%3A")}`;
  if (branch !== undefined) return `${prefix}:ref:refs/heads/${branch}`;
  if (tag !== undefined) return `${prefix}:ref:refs/tags/${tag}`;
  return `${prefix}:pull_request`;
}

/**
 * The trust policy of a role that a GitHub Actions workflow takes. Each claim is compared with StringEquals, and with
 * StringLike only where a wildcard was asked for. No `ForAllValues:`, which passes when a claim is missing.
 *
 * @param providerArn ARN of the IAM OIDC provider. What follows `oidc-provider/` is the prefix of the condition keys: an
 * enterprise's own issuer has its slug there.
 * @example trustPolicy("arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com", "acme/platform", {
 *   environment: "prod",
 * })
 */
export function trustPolicy(providerArn: string, repository: string, subject: GitHubSubject): PolicyDocument {
  const issuer = providerArn.slice(providerArn.indexOf("oidc-provider/") + "oidc-provider/".length);
  const claims: Record<string, string> = {
    [`${issuer}:aud`]: audience,
    [`${issuer}:sub`]: subjectClaim(repository, subject),
  };
  // With an environment the subject no longer holds the ref, and any branch could name the environment.
  if (subject.environment !== undefined) claims[`${issuer}:ref`] = subject.ref ?? defaultRef;
  const exact = Object.entries(claims).filter(([, value]) => !hasWildcard(value));
  const like = Object.entries(claims).filter(([, value]) => hasWildcard(value));
  return policyDocument({
    Sid: "GitHubActions",
    Effect: "Allow",
    Principal: { Federated: providerArn },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: Object.fromEntries(exact),
      ...(like.length > 0 && { StringLike: Object.fromEntries(like) }),
    },
  });
}
