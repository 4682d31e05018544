import { unknown } from "../engine/value";
import { takesWildcards, type Condition } from "./conditions";
import { fitsGlob, hasWildcard, literalStart } from "./glob";
import { demandsOn, type WebIdentityTrust } from "./web-identity";

/** How far a subject reaches. From `everyone` to `one` each is narrower than the one before. */
export type Reach = "everyone" | "owner" | "partly" | "one";

const order: readonly Reach[] = ["everyone", "owner", "partly", "one"];

/**
 * How far the subjects of a trust reach; undefined when nothing is demanded of `sub`.
 *
 * Within a condition one value is enough for a token, so the widest counts; every condition has to be met, so the narrowest
 * of them counts.
 */
export function reachOfSubjects(trust: WebIdentityTrust): Reach | undefined {
  const reaches = demandsOn(trust, "sub").map((condition) => widest(condition, trust));
  return reaches.sort((one, other) => order.indexOf(other) - order.indexOf(one))[0];
}

function widest(condition: Condition, trust: WebIdentityTrust): Reach {
  const reaches = condition.values.map((value) =>
    value === unknown ? "one" : reachOf(value, takesWildcards(condition) && hasWildcard(value), trust),
  );
  return reaches.sort((one, other) => order.indexOf(one) - order.indexOf(other))[0] ?? "one";
}

function reachOf(subject: string, isPattern: boolean, { kind, issuer }: WebIdentityTrust): Reach {
  const fixed = isPattern ? literalStart(subject) : subject;
  if (kind === "github") return reachOfGitHub(subject, fixed, isPattern);
  if (!isPattern) return "one";
  if (kind === "eks") return reachOfServiceAccount(subject, fixed);
  const tenant = Object.entries(tenants).find(([host]) => issuer === host)?.[1];
  if (tenant) return tenant.test(fixed) ? "one" : "everyone";
  return /[a-z0-9]/i.test(subject) ? "one" : "everyone";
}

/**
 * A subject begins with `repo:OWNER/REPO:`, with ids behind each name (`OWNER@1/REPO@2`) where GitHub issues immutable ones.
 * An organization may choose other claims for it, and then anybody may choose the same ones: a subject that names no
 * repository and no owner, such as `environment:prod`, is open to everyone.
 *
 * Source: https://docs.github.com/en/actions/reference/security/oidc
 */
function reachOfGitHub(subject: string, fixed: string, isPattern: boolean): Reach {
  const end = isPattern ? ":" : "(:|$)";
  if (new RegExp(`(^|:)(repo|repository|job_workflow_ref|workflow_ref):[^/:]+/[^:]+${end}`).test(fixed)) return "one";
  if (new RegExp(`(^|:)repository_id:[^:]+${end}`).test(fixed)) return "one";
  // Only ids are open: a name that was given up and taken by somebody else would still fit.
  if (/^repo:[^/:@*?]+(@[^/:]+)?\/[^/:@*?]+(@[^/:]+)?:/.test(subject)) return "partly";
  if (/(^|:)(repo|repository|job_workflow_ref|workflow_ref):[^/:]+\//.test(fixed)) return "owner";
  if (new RegExp(`(^|:)(repository_owner|repository_owner_id|enterprise|enterprise_id):[^:]+${end}`).test(fixed)) {
    return "owner";
  }
  return "everyone";
}

/** A namespace is where Kubernetes separates teams: all accounts of one are one, a wildcard within its name is some. */
function reachOfServiceAccount(subject: string, fixed: string): Reach {
  if (/^system:serviceaccount:[^:]+:/.test(fixed)) return "one";
  return /^system:serviceaccount:[^:*?]+/.test(fixed) && /^system:serviceaccount:[^:]+:/.test(subject)
    ? "partly"
    : "everyone";
}

/** Issuers that all their customers share, and what a subject begins with that names one customer. */
const tenants: Readonly<Record<string, RegExp>> = {
  "agent.buildkite.com": /^organization:[^:]+:/,
  "api.pulumi.com/oidc": /^pulumi:[a-z]+:org:[^:]+:/,
  "app.terraform.io": /^organization:[^:]+:/,
  "gitlab.com": /^project_path:[^/:]+\//,
};

/**
 * Whether other claims say which repository, which workflow, or at least which owner. A workflow alone can be called by
 * whoever may read it.
 */
export function pinned(trust: WebIdentityTrust): "repository" | "workflow" | "owner" | undefined {
  const isExact = (claim: string) =>
    demandsOn(trust, claim).some((condition) =>
      condition.values.every((value) => value === unknown || !(takesWildcards(condition) && hasWildcard(value))),
    );
  if (["repository", "repository_id", "workflow_ref"].some(isExact)) return "repository";
  if (isExact("job_workflow_ref")) return "workflow";
  const owners = ["repository_owner", "repository_owner_id", "enterprise", "enterprise_id"];
  return owners.some(isExact) ? "owner" : undefined;
}

/** Whether the run of a pull request can have a token that fits: its subject ends with `:pull_request`. */
export function admitsPullRequests(trust: WebIdentityTrust): boolean {
  if (trust.kind !== "github") return false;
  const fits = (claims: string[], run: string) =>
    demandsOn(trust, ...claims).every((condition) =>
      condition.values.some((value) => value !== unknown && fitsClaim(condition, value, run)),
    );
  return (
    demandsOn(trust, "sub").every((condition) =>
      condition.values.some((value) => endsAsPullRequest(condition, value)),
    ) &&
    fits(["ref"], "refs/pull/1/merge") &&
    fits(["event_name"], "pull_request") &&
    demandsOn(trust, "environment").length === 0
  );
}

function fitsClaim(condition: Condition, value: string, run: string): boolean {
  return takesWildcards(condition) ? fitsGlob(value, run) : value === run;
}

function endsAsPullRequest(condition: Condition, value: string | typeof unknown): boolean {
  if (value === unknown) return false;
  if (!takesWildcards(condition)) return value.endsWith(":pull_request");
  // The repository's own part stands as it is, so that only what follows it has to fit.
  const repository = /^repo:[^:]*?(?=[:*?])/.exec(value)?.[0] ?? "repo:any/any";
  return fitsGlob(value, `${repository}:pull_request`);
}
