import { arn, policyDocument, type PolicyDocument } from "./iam";
import type { EnvironmentRef } from "./references";
import { viaServices } from "./via-services";

/** What an AlertTopic is made of. */
export interface AlertTopicArgs {
  /** The environment that it speaks of. Its name is part of the topic's name. */
  environment: EnvironmentRef;
  /** Whether there is one at all. Default: in production only, see `isProduction`. */
  enabled?: boolean;
  /**
   * A topic that exists already and that takes messages of `events.amazonaws.com` and of the reminders' role; where it is
   * encrypted, so must its key. Nothing is created then. Default: a topic of its own.
   */
  topicArn?: string;
  /** Addresses that hear of everything, e.g. `["platform@example.com"]`. Each confirms by the link that AWS sends. Default: none. */
  emails?: string[];
  /**
   * Addresses that hear of what concerns them: messages whose attribute `owner` is theirs. Where nobody hears of everything, of
   * messages without that attribute, too. Default: none.
   */
  owners?: string[];
}

/** Begins the names of an environment's topics, schedule groups and rules: what its roles may touch. */
export function alertPrefix(environment: string): string {
  return `strongroom-${environment}-`;
}

/** Name of the topic, e.g. `strongroom-prod-alerts`. */
export function alertTopicName(environment: string): string {
  return `${alertPrefix(environment)}alerts`;
}

/**
 * ARN of the topic, computed before it exists: policies and schedules name it at preview.
 *
 * @example alertTopicArn(prod) // "arn:aws:sns:eu-west-1:123456789012:strongroom-prod-alerts"
 */
export function alertTopicArn(environment: EnvironmentRef): string {
  return arn("sns", environment, alertTopicName(environment.name));
}

/**
 * Which services may publish: EventBridge, and CloudWatch for this environment's alarms. Roles of the account publish by their own
 * policies. Nothing is published in plain text over the network.
 *
 * EventBridge says nothing of the rule when it publishes to a topic, so a condition on it would never hold and every message would
 * be lost without a trace.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
 */
export function alertTopicPolicy(environment: EnvironmentRef): PolicyDocument {
  const Resource = alertTopicArn(environment);
  const { name, account } = environment;
  return policyDocument(
    {
      Sid: "PublishEvents",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sns:Publish",
      Resource,
    },
    {
      Sid: "PublishMetricAlarms",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource,
      Condition: {
        StringEquals: { "aws:SourceAccount": account },
        ArnLike: { "aws:SourceArn": arn("cloudwatch", environment, `alarm:${alertPrefix(name)}*`) },
      },
    },
    {
      Sid: "DenyPlainText",
      Effect: "Deny",
      Principal: "*",
      Action: "sns:Publish",
      Resource,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  );
}

/**
 * Who may use the topic's key: this account's administrators as IAM says, and the two services for messages of this topic.
 * SNS's own key (`alias/aws/sns`) would not do, because no service may use it. EventBridge sends no source with its use of a key,
 * so the condition is the topic, which SNS states on every use.
 *
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export function alertKeyPolicy(environment: EnvironmentRef): PolicyDocument {
  return policyDocument(
    {
      Sid: "ManageWithinAccount",
      Effect: "Allow",
      Principal: { AWS: arn("iam", environment, "root") },
      Action: "kms:*",
      Resource: "*",
    },
    {
      Sid: "EncryptAlerts",
      Effect: "Allow",
      Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com"] },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: "*",
      Condition: { StringEquals: { [topicContext]: alertTopicArn(environment) } },
    },
  );
}

/** SNS encrypts the messages of a topic with its ARN as context. Source: https://docs.aws.amazon.com/sns/latest/dg/sns-data-encryption.html */
export const topicContext = "kms:EncryptionContext:aws:sns:topicArn";

/** Name of the role that schedules publish with. */
export function reminderRoleName(environment: EnvironmentRef): string {
  return `${alertPrefix(environment.name)}reminders`;
}

/** Name of the group of schedules, e.g. `strongroom-prod-reminders`. */
export function reminderGroupName(environment: string): string {
  return `${alertPrefix(environment)}reminders`;
}

/** Name of the alarm on reminders that could not be sent. */
export function reminderAlarmName(environment: string): string {
  return `${alertPrefix(environment)}reminders-not-sent`;
}

/**
 * Scheduler takes the role for schedules of this group alone.
 *
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
export function reminderTrust(environment: EnvironmentRef): PolicyDocument {
  const group = arn("scheduler", environment, `schedule-group/${reminderGroupName(environment.name)}`);
  return policyDocument({
    Sid: "TakenBySchedules",
    Effect: "Allow",
    Principal: { Service: "scheduler.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "aws:SourceAccount": environment.account, "aws:SourceArn": group } },
  });
}

/**
 * Publishing to one topic, and using its key for that, whichever key it is.
 *
 * @param topicArn The topic that reminders go to.
 */
export function reminderPolicy(environment: EnvironmentRef, topicArn: string): PolicyDocument {
  return policyDocument(
    { Sid: "PublishReminders", Effect: "Allow", Action: "sns:Publish", Resource: topicArn },
    {
      Sid: "EncryptReminders",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: arn("kms", environment, "key/*"),
      Condition: {
        StringEquals: { "kms:ViaService": viaServices(environment.region, "sns"), [topicContext]: topicArn },
      },
    },
  );
}
