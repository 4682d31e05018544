import { shortHash } from "./fitting-name";
import { arn } from "./iam";
import type { EnvironmentRef } from "./references";

/** Name of the companion's service account, and of everything else that it is in the cluster. */
export const companionName = "event-sync";

/** Name of the queue that the events go through, e.g. `strongroom-prod-event-sync`. */
export function syncQueueName(environment: string): string {
  return `strongroom-${environment}-event-sync`;
}

/** ARN of the queue, known before it exists. */
export function syncQueueArn(environment: EnvironmentRef): string {
  return arn("sqs", environment, syncQueueName(environment.name));
}

/** Name of the companion's IAM role. */
export function syncRoleName(environment: EnvironmentRef): string {
  return `strongroom-${environment.name}-event-sync`;
}

/** What the names of all rules begin with: the queue takes messages of rules with such a name, and of no others. */
export function syncRulePrefix(environment: string): string {
  return `strongroom-${environment}-sync-`;
}

/** EventBridge allows 64 characters: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
const longestRuleName = 64;

/**
 * Name of the rule that follows an entry. Entries may have longer names than rules, so a fingerprint stands behind what fits.
 *
 * @param entry Name of the entry, or its ARN where an AWS service owns it.
 * @param stack The stack that makes the rule. Another than the environment's own gives another fingerprint: two stacks never mean
 *   the same rule, also while an entry moves from the one to the other. Default: the environment's own.
 * @example syncRuleName("prod", "prod/api/app") // "strongroom-prod-sync-api-app-b3686e90"
 */
export function syncRuleName(environment: string, entry: string, stack = environment): string {
  const prefix = syncRulePrefix(environment);
  const fingerprint = shortHash(stack === environment ? entry : `${stack} ${entry}`);
  const own = entry.replace(/^arn:.*:secret:/, "").replace(new RegExp(`^${environment}/`), "");
  const readable = own.replace(/[^A-Za-z0-9]+/g, "-").slice(0, longestRuleName - prefix.length - 9);
  return `${prefix}${readable.replace(/^-|-$/g, "")}-${fingerprint}`;
}
