/**
 * What the AWS provider calls to read rules of EventBridge and their targets.
 *
 * Source: the Read functions in internal/service/events of hashicorp/terraform-provider-aws.
 */
export const readRuleCalls = ["events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule"];

/** What `pulumi up` and `pulumi destroy` call to create, change and delete them. */
export const manageRuleCalls = [
  "events:DeleteRule",
  "events:PutRule",
  "events:PutTargets",
  "events:RemoveTargets",
  "events:TagResource",
  "events:UntagResource",
];
