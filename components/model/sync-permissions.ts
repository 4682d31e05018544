import type { AccessScope } from "./access-scope";
import { syncQueueArn, syncRulePrefix } from "./event-sync-names";
import { arn, type PolicyStatement } from "./iam";
import { manageRuleCalls, readRuleCalls } from "./rule-calls";

/** Rules that follow the entries of an environment. */
function syncRules({ environment }: AccessScope): string {
  return arn("events", environment, `rule/${syncRulePrefix(environment.name)}*`);
}

/**
 * What the AWS provider calls to read queue, rules and targets.
 *
 * Source: the Read functions in internal/service/{sqs,events} of hashicorp/terraform-provider-aws.
 */
export function readSyncStatements(scope: AccessScope): PolicyStatement[] {
  return [
    {
      Sid: "ReadSyncQueue",
      Effect: "Allow",
      Action: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"],
      Resource: syncQueueArn(scope.environment),
    },
    {
      Sid: "ReadSyncRules",
      Effect: "Allow",
      Action: readRuleCalls,
      Resource: syncRules(scope),
    },
  ];
}

/** What `pulumi up` and `pulumi destroy` call for them. No message is read or sent. */
export function syncStatements(scope: AccessScope): PolicyStatement[] {
  return [
    {
      Sid: "ManageSyncQueue",
      Effect: "Allow",
      Action: ["sqs:CreateQueue", "sqs:DeleteQueue", "sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:UntagQueue"],
      Resource: syncQueueArn(scope.environment),
    },
    {
      Sid: "ManageSyncRules",
      Effect: "Allow",
      Action: manageRuleCalls,
      Resource: syncRules(scope),
    },
  ];
}
