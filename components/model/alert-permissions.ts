import type { AccessScope } from "./access-scope";
import { alertPrefix, reminderGroupName, topicContext } from "./alert-topic";
import { arn, type PolicyStatement } from "./iam";
import type { EnvironmentRef } from "./references";
import { manageRuleCalls, readRuleCalls } from "./rule-calls";
import { viaServices } from "./via-services";

/** ARNs of an environment's topics, rules, alarms and schedules: all names begin alike. */
function alertArns({ environment }: AccessScope) {
  const prefix = alertPrefix(environment.name);
  const group = reminderGroupName(environment.name);
  return {
    topics: arn("sns", environment, `${prefix}*`),
    rules: arn("events", environment, `rule/${prefix}*`),
    alarms: arn("cloudwatch", environment, `alarm:${prefix}*`),
    group: arn("scheduler", environment, `schedule-group/${group}`),
    schedules: arn("scheduler", environment, `schedule/${group}/*`),
  };
}

/** What the provider calls to read topics, subscriptions, schedules, rules, alarms and their key. */
export function alertReadStatements(scope: AccessScope): PolicyStatement[] {
  const { topics, rules, alarms, group, schedules } = alertArns(scope);
  const { environment } = scope;
  return [
    {
      Sid: "ReadAlerts",
      Effect: "Allow",
      Action: [
        "cloudwatch:DescribeAlarms",
        "cloudwatch:ListTagsForResource",
        ...readRuleCalls,
        "scheduler:GetSchedule",
        "scheduler:GetScheduleGroup",
        "scheduler:ListTagsForResource",
        "sns:GetSubscriptionAttributes",
        "sns:GetTopicAttributes",
        "sns:ListTagsForResource",
      ],
      Resource: [alarms, group, rules, schedules, topics],
    },
    {
      Sid: "ReadAlertKey",
      Effect: "Allow",
      Action: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"],
      Resource: arn("kms", environment, "key/*"),
      Condition: { StringEquals: { "aws:ResourceTag/environment": environment.name } },
    },
  ];
}

/**
 * What `pulumi up` calls to create, change and delete them. The key is missing on purpose: whoever writes its policy decides who
 * reads, so an administrator makes it, with the update that first enables reminders.
 */
export function alertStatements(scope: AccessScope): PolicyStatement[] {
  const { topics, rules, alarms, group, schedules } = alertArns(scope);
  return [
    {
      Sid: "ManageAlerts",
      Effect: "Allow",
      Action: [
        "cloudwatch:DeleteAlarms",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
        ...manageRuleCalls,
        "scheduler:CreateSchedule",
        "scheduler:CreateScheduleGroup",
        "scheduler:DeleteSchedule",
        "scheduler:DeleteScheduleGroup",
        "scheduler:TagResource",
        "scheduler:UntagResource",
        "scheduler:UpdateSchedule",
        "sns:CreateTopic",
        "sns:DeleteTopic",
        "sns:SetSubscriptionAttributes",
        "sns:SetTopicAttributes",
        "sns:TagResource",
        "sns:Unsubscribe",
        "sns:UntagResource",
      ],
      Resource: [alarms, group, rules, schedules, topics],
    },
    {
      // An address has to confirm; a queue or a function would hear at once.
      Sid: "SubscribeAddresses",
      Effect: "Allow",
      Action: "sns:Subscribe",
      Resource: topics,
      Condition: { StringEquals: { "sns:Protocol": "email" } },
    },
  ];
}

/**
 * What a role of the environment may ever do with topics: publish, and use their keys for that.
 *
 * @param topicArn A topic that is not one of the environment's own, if reminders go there.
 */
export function alertBoundary(environment: EnvironmentRef, topicArn?: string): PolicyStatement[] {
  const own = arn("sns", environment, `${alertPrefix(environment.name)}*`);
  const topics = topicArn === undefined ? [own] : [own, topicArn];
  return [
    { Sid: "PublishAlerts", Effect: "Allow", Action: "sns:Publish", Resource: topics },
    {
      Sid: "EncryptAlerts",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: arn("kms", environment, "key/*"),
      Condition: {
        StringEquals: { "kms:ViaService": viaServices(environment.region, "sns") },
        ArnLike: { [topicContext]: topics },
      },
    },
  ];
}
