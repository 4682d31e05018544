import type { Principals, Statement } from "./document";

/**
 * How a statement of a resource's policy names a caller: as itself, as its account (which leaves the decision to the caller's
 * own policies), as anyone, or not at all.
 */
export type Reach = "principal" | "account" | "anyone" | "none";

/** Who is compared with a statement's principals. */
export interface Named {
  /** ARN of a role or OIDC provider, or the name of a service. */
  id: string;
  kind: "AWS" | "Federated" | "Service";
  /** Twelve digits; empty for a service. */
  account: string;
}

/**
 * How a statement names somebody.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function reachOf({ principals, notPrincipals }: Statement, who: Named): Reach {
  if (principals) return reach(principals, who);
  // It names everyone but these, so the caller as itself, too.
  return notPrincipals && reach(notPrincipals, who) === "none" ? "anyone" : "none";
}

function reach(principals: Principals, { id, kind, account }: Named): Reach {
  const ids = principals.filter((group) => group.kind === kind).flatMap((group) => group.ids);
  if (ids.includes(id)) return "principal";
  if (principals.some((group) => group.kind === "*") || (kind === "AWS" && ids.includes("*"))) return "anyone";
  const isAccount = (text: string) => text === account || /^arn:[^:]+:iam::(\d{12}):root$/.exec(text)?.[1] === account;
  return kind === "AWS" && ids.some(isAccount) ? "account" : "none";
}
