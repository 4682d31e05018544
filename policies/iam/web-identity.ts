import { unknown } from "../engine/value";
import { demandOfDeny, demandsValue, isUndecided, type Condition } from "./conditions";
import { coversAction } from "./coverage";
import type { PolicyDocument, Statement } from "./document";

/** Who signs the tokens: what the claims of a subject mean depends on it. */
export type IssuerKind = "github" | "eks" | "consumer" | "other";

/** A statement that lets the holder of an OIDC token take the role. */
export interface WebIdentityTrust {
  statement: Statement;
  /** Host and path of the issuer, e.g. `token.actions.githubusercontent.com`; empty while it is not known. */
  issuer: string;
  kind: IssuerKind;
  /** What a token has to fulfil, of this statement and of those that deny. */
  demands: readonly Condition[];
}

const action = "sts:AssumeRoleWithWebIdentity";

/** The trusts of a role's document. One whose conditions are not known yet is left out: it is judged during the update. */
export function webIdentityTrusts({ statements }: PolicyDocument): WebIdentityTrust[] {
  const denied = statements.filter(({ effect }) => effect === "Deny").flatMap(demandsOfDeny);
  return statements
    .filter((statement) => statement.effect === "Allow" && coversAction(statement, action))
    .filter(({ conditions }) => !isUndecided(conditions))
    .flatMap((statement) =>
      issuersOf(statement).map((issuer) => ({
        statement,
        issuer,
        kind: kindOf(issuer),
        demands: [...statement.conditions.filter((condition) => isDemand(condition, issuer)), ...denied],
      })),
    );
}

/** A Deny of one condition, such as "unless sub is one of these", demands as much as a condition of the Allow. */
function demandsOfDeny(statement: Statement): Condition[] {
  if (statement.conditions.length !== 1 || !coversAction(statement, action)) return [];
  const demand = demandOfDeny(statement.conditions[0]!);
  return demand === undefined ? [] : [demand];
}

/** `IfExists` demands nothing of a claim that the token lacks, and a misspelled claim is one. A token always has its own. */
function isDemand(condition: Condition, issuer: string): boolean {
  if (demandsValue(condition)) return true;
  const isOwn = [`${issuer}:sub`, `${issuer}:aud`].includes(condition.key);
  return condition.ifExists && isOwn && demandsValue({ ...condition, ifExists: false });
}

/** Web identity providers of the statement: those for SAML, AWS accounts and services are another matter. */
function issuersOf({ principals = [], conditions }: Statement): string[] {
  const fromKeys = conditions
    .map(({ key }) => /^(.+):(sub|aud)$/.exec(key)?.[1])
    .find((issuer) => issuer !== undefined);
  const issuers = principals
    .filter(({ kind }) => kind.toLowerCase() === "federated" || kind === "*")
    .flatMap(({ id }) => {
      if (id === unknown || id === "*") return [fromKeys ?? ""];
      if (id.includes(":saml-provider/")) return [];
      return [id.replace(/^.*:oidc-provider\//, "").toLowerCase()];
    });
  return [...new Set(issuers)];
}

/**
 * Identity providers for an application's customers: everyone may sign in there, and the audience is the application.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
const consumers = new Set([
  "accounts.google.com",
  "cognito-identity.amazonaws.com",
  "graph.facebook.com",
  "www.amazon.com",
]);

/**
 * GitHub's issuers that sign for one enterprise alone: the common host with the enterprise's slug behind it, and the host of an
 * enterprise with data residency.
 * Source: https://docs.github.com/en/enterprise-cloud@latest/actions/reference/security/oidc
 */
const enterpriseIssuer = /^token\.actions\.(githubusercontent\.com\/[a-z0-9-]+|[a-z0-9-]+\.ghe\.com(\/[a-z0-9-]+)?)$/;

/** Whether GitHub signs with an issuer that only one enterprise's repositories get tokens from. */
export function isEnterpriseIssuer({ issuer }: WebIdentityTrust): boolean {
  return enterpriseIssuer.test(issuer);
}

function kindOf(issuer: string): IssuerKind {
  if (enterpriseIssuer.test(issuer) || issuer === "token.actions.githubusercontent.com") return "github";
  if (/^oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/id\//.test(issuer)) return "eks";
  return consumers.has(issuer) ? "consumer" : "other";
}

/** The demands on one claim, e.g. `sub`. */
export function demandsOn({ demands }: WebIdentityTrust, ...claims: string[]): Condition[] {
  return demands.filter(({ key }) => claims.some((claim) => key.endsWith(`:${claim}`)));
}
