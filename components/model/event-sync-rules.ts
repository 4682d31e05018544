import { entrySpellings } from "./entry-spellings";

/** What a rule of EventBridge looks for. */
export type EventPattern = Record<string, unknown>;

/** What a rule's target makes of an event. */
export interface InputTransformer {
  /** Name to the place in the event that it is taken from. */
  inputPaths: Record<string, string>;
  /** The message, with `<name>` where the event's own text goes. */
  inputTemplate: string;
}

/**
 * An entry whose changes are followed.
 *
 * @typeParam Arn What gives an ARN: a text where it is known, an input or output of Pulumi where a resource makes it.
 */
export interface FollowedEntry<Arn = string> {
  /** What ExternalSecrets name it by in `remoteRef.key`: its name, or its ARN where an AWS service owns it. */
  name: string;
  /** Its ARN, with the six characters that Secrets Manager puts behind the name. */
  arn: Arn;
}

/**
 * Calls after which an entry may have another current value. PutSecretValue is among them although a rotation function's
 * comes before AWSCURRENT moves: a value that a person puts is current at once. The promotion is a call of its own, and
 * a completed rotation an event of the service.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
 */
const changingCalls = ["PutSecretValue", "UpdateSecret", "UpdateSecretVersionStage"];

/**
 * The events that concern one entry. A caller may name the entry by its name, its ARN, or its ARN without the last six
 * characters; CloudTrail shows what was typed, so all three are looked for, each as a whole. A refused call changes nothing and
 * has an `errorCode`.
 *
 * Sources: https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html,
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 *
 * @example changePattern({ name: "prod/api/app", arn: "arn:aws:secretsmanager:...:secret:prod/api/app-AbCdEf" })
 */
export function changePattern({ name, arn }: FollowedEntry): EventPattern {
  const eventSource = ["secretsmanager.amazonaws.com"];
  return {
    source: ["aws.secretsmanager"],
    $or: [
      {
        "detail-type": ["AWS Service Event via CloudTrail"],
        detail: { eventSource, eventName: ["RotationSucceeded"], additionalEventData: { SecretId: [arn] } },
      },
      {
        "detail-type": ["AWS API Call via CloudTrail"],
        detail: {
          eventSource,
          eventName: changingCalls,
          requestParameters: { secretId: entrySpellings({ name, arn }) },
          errorCode: [{ exists: false }],
        },
      },
    ],
  };
}

/**
 * The message that the companion reads of an event. It compares `secretId` with `remoteRef.key`, so it gets that spelling,
 * whatever the event's own is. `eventTime` becomes an annotation, and only a changed annotation makes the operator sync: events
 * are dated by the second, and a rotation has several in one, so the event's id stands behind the time. The same event twice is
 * no change.
 *
 * Source: parseEvent and _apply in https://github.com/external-secrets/reloader/tree/v0.2.0/internal
 *
 * @param name What ExternalSecrets name the entry by.
 */
export function companionMessage(name: string): InputTransformer {
  return {
    inputPaths: { id: "$.id", time: "$.detail.eventTime" },
    inputTemplate: JSON.stringify({
      detail: { eventTime: "<time> <id>", requestParameters: { secretId: name } },
    }),
  };
}
