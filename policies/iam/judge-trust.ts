import { formatNestedKeyPath } from "../engine/key-path";
import type { Finding, FindingLevel } from "../engine/rule";
import type { PolicyDocument } from "./document";
import { narrows } from "./conditions";
import { admitsPullRequests, pinned, reachOfSubjects } from "./subjects";
import { demandsOn, isEnterpriseIssuer, webIdentityTrusts, type WebIdentityTrust } from "./web-identity";

/** The property of a role that says who may take it. */
export const trustProperty = "assumeRolePolicy";

/** Says what is wrong with the web identities that a role trusts, except for pull requests: those depend on the role. */
export function judgeTrust(document: PolicyDocument): Finding[] {
  return webIdentityTrusts(document).flatMap((trust) => [
    ...judgeForAllValues(trust),
    ...judgeSubject(trust),
    ...judgeAudience(trust),
  ]);
}

/** Says which statements let the run of a pull request take the role. */
export function judgePullRequests(document: PolicyDocument): Finding[] {
  return webIdentityTrusts(document)
    .filter((trust) => admitsPullRequests(trust) && !isOpen(trust))
    .map((trust) =>
      finding(
        trust,
        "mandatory",
        "lets the run of any pull request take a role that can change things",
        'name what deploys, such as "repo:<owner>/<repository>:environment:prod" or ":ref:refs/heads/main",\n' +
          "and give pull requests a role of their own that only reads (preview in GitHubOidc).",
      ),
    );
}

/** Whether the subject alone is a finding, so that pull requests are not worth another. */
function isOpen(trust: WebIdentityTrust): boolean {
  return judgeForAllValues(trust).length > 0 || judgeSubject(trust).some(({ level }) => level === "mandatory");
}

/** Keys of the request, such as the tags of a session, are many-valued and may be missing; claims of a token are neither. */
function judgeForAllValues(trust: WebIdentityTrust): Finding[] {
  const { conditions } = trust.statement;
  const isClaim = (key: string) => /[./][^:]*:[a-z_]+$/.test(key) && !/^(aws|sts):/.test(key);
  const isRequired = (wanted: string) =>
    conditions.some(({ operator, key, values }) => operator === "null" && key === wanted && values.includes("false"));
  const has = conditions.some(({ qualifier, key }) => qualifier === "forallvalues" && isClaim(key) && !isRequired(key));
  if (!has) return [];
  const fix = "compare with StringEquals alone: a token has one value for each claim.";
  return [
    finding(trust, "mandatory", "compares a claim with ForAllValues:, which passes when the claim is missing", fix),
  ];
}

/** Whom an issuer's tokens are for. */
function everybody(trust: WebIdentityTrust): string {
  const who: Readonly<Record<WebIdentityTrust["kind"], string>> = {
    github: isEnterpriseIssuer(trust) ? "every repository of the enterprise" : "every repository on GitHub",
    eks: "every service account of the cluster",
    consumer: "everybody who signs in there",
    other: "every identity of the issuer",
  };
  return who[trust.kind];
}

function judgeSubject(trust: WebIdentityTrust): Finding[] {
  const { kind, statement } = trust;
  const pin = kind === "github" ? pinned(trust) : undefined;
  if (kind === "consumer" || pin === "repository") return [];
  const reach = reachOfSubjects(trust);
  if (reach === "one" || (pin === "workflow" && reach === "owner")) return [];
  const isCompared = statement.conditions.some(
    ({ qualifier, key }) => qualifier === "forallvalues" && key.endsWith(":sub"),
  );
  if (reach === undefined && isCompared) return [];
  const say = (level: FindingLevel, text: string) => [finding(trust, level, text, subjectFix(trust))];
  if (reach === "partly") return say("advisory", partly[kind] ?? "has a wildcard in its sub");
  if (pin === "workflow") return say("advisory", "names a workflow, which any repository may call that can read it");
  if (reach === "owner" || pin === "owner") return say("mandatory", "trusts every repository of an owner, or several");
  if (reach === undefined) return say("mandatory", `has no condition on sub, so it trusts ${everybody(trust)}`);
  if (kind === "github") return say("mandatory", `has a sub that names no owner, so it trusts ${everybody(trust)}`);
  if (kind === "eks") {
    return say("mandatory", "has a wildcard for the namespace in its sub, so it trusts every namespace of the cluster");
  }
  return say("mandatory", "has a sub that fits every identity of the issuer");
}

const partly: Partial<Record<WebIdentityTrust["kind"], string>> = {
  github: "has a wildcard for an id in its sub, so a name that somebody else takes over would still fit",
  eks: "has a wildcard within the namespace in its sub",
};

function judgeAudience(trust: WebIdentityTrust): Finding[] {
  const { kind } = trust;
  const claims = kind === "consumer" ? ["aud", "app_id", "oaud", "azp", "sub"] : ["aud"];
  if (demandsOn(trust, ...claims).some((condition) => narrows({ ...condition, ifExists: false }))) return [];
  const isSaid = trust.statement.conditions.some(
    ({ qualifier, key }) => qualifier === "forallvalues" && claims.some((claim) => key.endsWith(`:${claim}`)),
  );
  if (isSaid) return [];
  const level = kind === "other" ? "advisory" : "mandatory";
  const value = kind === "github" || kind === "eks" ? "sts.amazonaws.com" : "<client id>";
  const key = `${printableIssuer(trust)}:aud`;
  const fix = `add to its StringEquals: "${key}": "${value}".`;
  return [finding(trust, level, "has no condition on aud, so a token that was made for another service fits", fix)];
}

function subjectFix(trust: WebIdentityTrust): string {
  const key = `${printableIssuer(trust)}:sub`;
  const example: Record<WebIdentityTrust["kind"], string> = {
    github: '"repo:<owner>/<repository>:ref:refs/heads/main", or end it with ":environment:<name>"',
    eks: '"system:serviceaccount:<namespace>:<name>"',
    consumer: '"<subject>"',
    other: '"<subject>"',
  };
  return `name one subject in its StringEquals: "${key}": ${example[trust.kind]}.`;
}

function printableIssuer({ issuer }: WebIdentityTrust): string {
  return /^[\w.-]+(\/[\w.-]+)*$/.test(issuer) && issuer.length <= 200 ? issuer : "<issuer>";
}

function finding({ statement }: WebIdentityTrust, level: FindingLevel, text: string, fix: string): Finding {
  const keyPath = formatNestedKeyPath([trustProperty], statement.at);
  return { level, keyPath, text: `${keyPath} ${text}.`, fix };
}
