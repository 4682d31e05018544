import { alertPrefix } from "./alert-topic";
import { fittingName } from "./fitting-name";
import type { InventoryItem } from "./inventory";
import type { EnvironmentRef } from "./references";
import { rotateCommand } from "./rotation-commands";

/** One EventBridge rule, and what its target makes of an event. */
export interface RotationAlarm {
  service: string;
  group: string;
  /** Name of the rule, at most 64 characters, e.g. `"strongroom-prod-rotation-api.database"`. */
  ruleName: string;
  description: string;
  /** Names in the template to where their value stands in the event. */
  inputPaths: Record<string, string>;
  /** Lines in double quotes, as EventBridge takes a text of several lines. At most 8,192 characters. */
  inputTemplate: string;
}

/**
 * An alarm for each entry that AWS rotates: it names entry, owner, runbook and what to type. One rule an entry, because a
 * template cannot look up who owns what. An account holds 300 rules a bus unless it asks for more.
 *
 * Secrets Manager reports a rotation that failed as an "AWS Service Event via CloudTrail" with the entry's ARN in
 * `additionalEventData.SecretId`. `RotationAbandoned` is one that somebody broke off by putting another value.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
 */
export function rotationAlarms(environment: EnvironmentRef, items: readonly InventoryItem[]): RotationAlarm[] {
  return items
    .filter(({ mode }) => mode !== "manual")
    .map((item) => ({
      service: item.service,
      group: item.group,
      ruleName: ruleName(environment, item),
      description: `Failed rotations of ${item.service}, group ${item.group}.`,
      inputPaths: {
        event: "$.detail.eventName",
        time: "$.time",
        secret: "$.detail.additionalEventData.SecretId",
        error: "$.detail.errorMessage",
      },
      inputTemplate: template(item),
    }));
}

/** Which events are about the rotation of one entry. @param secretArn Its ARN, with the six characters that AWS adds to a name. */
export function failedRotation(secretArn: string): object {
  return {
    source: ["aws.secretsmanager"],
    "detail-type": ["AWS Service Event via CloudTrail"],
    detail: {
      eventSource: ["secretsmanager.amazonaws.com"],
      eventName: ["RotationFailed", "RotationAbandoned"],
      additionalEventData: { SecretId: [secretArn] },
    },
  };
}

function template(item: InventoryItem): string {
  const { entry, environment, service, group, owner, runbook, consumers } = item;
  const lines = [
    `The rotation of ${entry} (${service}, group ${group}) in ${environment} did not end well: <event>, at <time>.`,
    "AWS says: <error>",
    "Entry: <secret>",
    `Owner: ${owner}`.replaceAll(/[<>]/g, (sign) => (sign === "<" ? "(" : ")")),
    `Runbook: ${runbook}`,
    `Read by: ${consumers.join(", ") || "no workload"}`,
    `See how it stands, and type: npx strongroom inventory ${environment} --live`,
    `Once the cause is gone, type: ${rotateCommand(item)}`,
  ];
  return lines.map((line) => JSON.stringify(line)).join("\n");
}

function ruleName({ name: environment }: EnvironmentRef, { service, group, entry }: InventoryItem): string {
  return fittingName(`${alertPrefix(environment)}rotation-${service}.${group}`, entry, { mark: "." });
}
