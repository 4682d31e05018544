import { EventRule } from "@pulumi/aws/cloudwatch/eventRule";
import { EventTarget } from "@pulumi/aws/cloudwatch/eventTarget";
import * as pulumi from "@pulumi/pulumi";
import type { InventoryItem } from "./model/inventory";
import type { EnvironmentRef } from "./model/references";
import { failedRotation, type RotationAlarm, rotationAlarms } from "./model/rotation-alarm";
import { tagKeys } from "./model/tags";

/** What RotationAlarms is made of. */
export interface RotationAlarmsArgs {
  /** The environment of the entries. Its name is part of the rules' names. */
  environment: EnvironmentRef;
  /** The entries, as ServiceSecrets says them. Those that AWS rotates are watched. */
  inventory: readonly InventoryItem[];
  /** Service to group to the ARN of the entry: `secretArns` of each ServiceSecrets. */
  secretArns: Record<string, Record<string, pulumi.Input<string>>>;
  /** Where alarms go: `topicArn` of AlertTopic. Without one nothing is created. */
  topicArn: string | undefined;
}

/**
 * Tells of each rotation by AWS that failed or was broken off: what failed and why, whose it is, its runbook, and what to type.
 *
 * ```typescript
 * new RotationAlarms("rotation-alarms", { environment, inventory, secretArns, topicArn: alerts.topicArn });
 * ```
 *
 * The events come from CloudTrail: a trail must log management events in this region, as one does in any account that follows
 * AWS's advice. Events of AWS's own services cost nothing. An account holds 300 rules a bus unless it asks for more; each
 * entry that AWS rotates has one.
 */
export class RotationAlarms extends pulumi.ComponentResource {
  /** Names of the rules. */
  readonly ruleNames: string[];

  /**
   * Registers a rule for each entry that AWS rotates.
   *
   * @param name Begins the names of all children.
   */
  constructor(name: string, args: RotationAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:index:RotationAlarms", name, {}, opts);
    const { environment, inventory, topicArn } = args;
    const alarms = topicArn === undefined ? [] : rotationAlarms(environment, inventory);
    for (const alarm of alarms) this.createAlarm(`${name}-${alarm.service}.${alarm.group}`, alarm, args);
    this.ruleNames = alarms.map(({ ruleName }) => ruleName);
    this.registerOutputs({ ruleNames: this.ruleNames });
  }

  private createAlarm(name: string, alarm: RotationAlarm, { environment, secretArns, topicArn }: RotationAlarmsArgs) {
    const { service, group, ruleName, description, inputPaths, inputTemplate } = alarm;
    const rule = new EventRule(
      name,
      {
        name: ruleName,
        description,
        eventPattern: pulumi.output(secretArns[service]![group]!).apply((arn) => JSON.stringify(failedRotation(arn))),
        tags: { [tagKeys.environment]: environment.name },
      },
      { parent: this },
    );
    new EventTarget(
      name,
      { rule: rule.name, targetId: "alerts", arn: topicArn!, inputTransformer: { inputPaths, inputTemplate } },
      { parent: rule },
    );
  }
}
