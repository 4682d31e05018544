import { createHash } from "node:crypto";

/**
 * Characters that IAM, EventBridge and Scheduler take for the name of a role, a rule and a schedule.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html,
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html,
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
 */
const longest = 64;

/** Eight characters that tell texts apart, the same on every run. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/**
 * A name of at most 64 characters: one that is longer is cut, and gets a hash before its end.
 *
 * @param name What may be cut.
 * @param unique What the hash is made of: it tells apart what begins alike.
 * @param options `mark`: what stands before the hash, `"-"` or `"."`. `end`: what is never cut. Default: nothing.
 * @example fittingName("strongroom-prod-deploy-platform", "acme/platform", { mark: "-" })
 */
export function fittingName(name: string, unique: string, { mark, end = "" }: { mark: string; end?: string }): string {
  if (name.length + end.length <= longest) return name + end;
  const behind = `${mark}${shortHash(unique)}${end}`;
  return name.slice(0, longest - behind.length) + behind;
}
