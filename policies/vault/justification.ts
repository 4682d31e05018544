import { isMap, unknown, type Value } from "../engine/value";

/** Why a team may run Vault beside Secrets Manager. */
export const vaultReasons = ["multi-cloud", "pki", "transit", "dynamic-credentials"] as const;

/** Says which of the reasons applies. VaultStore writes it. */
export const reasonAnnotation = "strongroom/vault-reason";
/** Says why, in a sentence. VaultStore writes it. */
export const whyAnnotation = "strongroom/vault-why";

/** Characters of a sentence that says something. */
const shortestWhy = 20;

/** What is wrong with a justification, `unknown` while that is not known, undefined when it is justified. */
export type Problem = string | typeof unknown | undefined;

/**
 * Judges whether annotations justify a use of Vault.
 *
 * @returns A problem is to be read after "it uses Vault, and".
 */
export function justificationProblem(annotations: Value | undefined): Problem {
  if (annotations === unknown) return unknown;
  const given = isMap(annotations) ? annotations : {};
  const reason = given[reasonAnnotation];
  const why = given[whyAnnotation];
  if (reason === undefined && why === undefined) return "no reason is written down";
  if (reason !== unknown && !vaultReasons.some((known) => known === reason)) {
    return `its annotation ${reasonAnnotation} is none of ${vaultReasons.join(", ")}`;
  }
  if (why !== unknown && !isSentence(why)) {
    return `its annotation ${whyAnnotation} is no sentence of at least ${shortestWhy} characters`;
  }
  return reason === unknown || why === unknown ? unknown : undefined;
}

function isSentence(why: Value | undefined): boolean {
  return typeof why === "string" && why.trim().length >= shortestWhy && why.trim().split(/\s+/).length >= 3;
}
