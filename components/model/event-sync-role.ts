import { companionName, syncRulePrefix } from "./event-sync-names";
import { arn, type PolicyDocument, policyDocument } from "./iam";
import { type ClusterIdentity, serviceAccountTrust } from "./operator-role";
import type { EnvironmentRef } from "./references";

/** What the companion calls. It asks for no attributes today; they tell an engineer with its role what the queue holds. */
export const companionCalls: readonly string[] = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

/**
 * Who may take the companion's role: its service account.
 *
 * @param namespace Namespace of the companion, e.g. `"external-secrets"`.
 */
export function companionTrust(cluster: ClusterIdentity, namespace: string): PolicyDocument {
  return serviceAccountTrust("CompanionServiceAccount", cluster, namespace, companionName);
}

/** What the companion may do: take messages from its queue. It reads no entry: the operator does. */
export function companionPolicy(queueArn: string): PolicyDocument {
  return policyDocument({ Sid: "TakeEvents", Effect: "Allow", Action: [...companionCalls], Resource: queueArn });
}

/**
 * Who may put messages into the queue: EventBridge, for this environment's own rules, whichever of its stacks makes them, and nobody
 * without TLS. Other principals of the account need a policy of their own, and none of this program's has it.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sqs-permissions
 */
export function queuePolicy(environment: EnvironmentRef, queueArn: string): PolicyDocument {
  return policyDocument(
    {
      Sid: "RulesSend",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queueArn,
      Condition: {
        ArnLike: { "aws:SourceArn": arn("events", environment, `rule/${syncRulePrefix(environment.name)}*`) },
        StringEquals: { "aws:SourceAccount": environment.account },
      },
    },
    {
      Sid: "DenyWithoutTls",
      Effect: "Deny",
      Principal: "*",
      Action: "sqs:*",
      Resource: queueArn,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  );
}
