import type { Statement } from "./document";
import { fitsGlob } from "./glob";
import { isKnown, known, type Texts } from "./texts";

/** Whether a statement is about an action, e.g. `"secretsmanager:GetSecretValue"`. What is not known yet is not counted. */
export function coversAction({ actions, notActions }: Statement, action: string): boolean {
  const fits = (texts: Texts) => known(texts).some((text) => fitsGlob(text.toLowerCase(), action.toLowerCase()));
  if (actions) return fits(actions);
  return notActions !== undefined && isKnown(notActions) && !fits(notActions);
}

/** Whether a statement is about a resource. Policy variables count as some text, so a pattern with one covers only its own. */
export function coversResource({ resources, notResources }: Statement, arn: string): boolean {
  const fits = (texts: Texts) => known(texts).some((text) => fitsGlob(withoutVariables(text), arn));
  if (resources) return fits(resources);
  return notResources !== undefined && isKnown(notResources) && !fits(notResources);
}

/**
 * Writes policy variables as plain letters: `${aws:PrincipalTag/team}` holds colons that are none of the ARN's. `${*}`,
 * `${?}` and `${$}` stand for the character itself, which is no wildcard either.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function withoutVariables(text: string): string {
  return text.replace(/\$\{[^}]*\}/g, "variable");
}
