import { EventRule } from "@pulumi/aws/cloudwatch/eventRule";
import { EventTarget } from "@pulumi/aws/cloudwatch/eventTarget";
import { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm";
import * as pulumi from "@pulumi/pulumi";
import { seesReads } from "./model/audit-patterns";
import { auditProblems, type AuditRule, auditRules, declaredReaders, type SecretAuditArgs } from "./model/audit-rules";
import { isProduction } from "./model/production";
import type { EnvironmentRef } from "./model/references";
import { tagKeys } from "./model/tags";
import { refuseProblems } from "./refuse";

export type { SecretAuditArgs };

/**
 * Tells of reads by others than the operator, rotation functions and declared readers; of deleted entries, changed policies,
 * ended rotations; of a key that was disabled or is to be deleted; and, with an alarm of its own, of many reads at once.
 *
 * ```typescript
 * new SecretAudit("audit", { environment, topicArn: alerts.topicArn, storeRoleArns: [storeRoleArn] });
 * ```
 *
 * The events come from CloudTrail: a trail must log management events in this region, for reads those of type Read as well, as
 * one does by default (docs/audit.md says how to look). Events of AWS's services cost nothing, the alarm 0.10 USD a month.
 * Reads of a replica are seen in its own region alone: watch them by another SecretAudit with a provider of that region.
 */
export class SecretAudit extends pulumi.ComponentResource {
  /** Names of the rules. */
  readonly ruleNames: string[];

  /** @throws pulumi.RunError with every wrong argument, before anything is registered. */
  constructor(name: string, args: SecretAuditArgs, opts?: pulumi.ComponentResourceOptions) {
    const { environment, topicArn, storeRoleArns, rotationFunctionArns = [], readers = [], reads = true } = args;
    const declared = declaredReaders(readers);
    const known = { ...declared, roles: [...storeRoleArns, ...declared.roles], functions: rotationFunctionArns };
    const { serviceOwnedArns: serviceOwned = [], kmsKeyArn } = args;
    const scope = { environment, serviceOwned, kmsKeyArn, known, reads };
    refuseProblems("SecretAudit", name, auditProblems(scope, args.burst, readers));
    super("strongroom:index:SecretAudit", name, {}, opts);

    const isOn = (args.enabled ?? isProduction(environment.name)) && topicArn !== undefined;
    const rules = isOn ? auditRules(scope) : [];
    for (const rule of rules) {
      this.watch(`${name}-${rule.id}`, rule, environment, topicArn!);
      if (rule.reads) this.countReads(`${name}-${rule.id}-burst`, rule, environment, topicArn!, args.burst ?? 10);
    }
    this.ruleNames = rules.map(({ ruleName }) => ruleName);
    this.registerOutputs({ ruleNames: this.ruleNames });
  }

  private watch(name: string, rule: AuditRule, environment: EnvironmentRef, topicArn: string): void {
    const { ruleName, description, pattern, reads, inputPaths, inputTemplate } = rule;
    const created = new EventRule(
      name,
      {
        name: ruleName,
        description,
        eventPattern: JSON.stringify(pattern),
        state: reads ? seesReads : "ENABLED",
        tags: { [tagKeys.environment]: environment.name },
      },
      { parent: this },
    );
    new EventTarget(
      name,
      { rule: created.name, targetId: "alerts", arn: topicArn, inputTransformer: { inputPaths, inputTemplate } },
      { parent: created },
    );
  }

  /** Nothing read is no data, and no data is no burst. */
  private countReads(name: string, rule: AuditRule, environment: EnvironmentRef, topicArn: string, burst: number) {
    new MetricAlarm(
      name,
      {
        name: `${rule.ruleName}-burst`,
        alarmDescription:
          `${burst} or more reads of secrets of ${environment.name} within five minutes, by others than their readers. ` +
          `docs/runbooks.md says what to do, by the kind of the secret.`,
        namespace: "AWS/Events",
        metricName: "MatchedEvents",
        dimensions: { RuleName: rule.ruleName },
        statistic: "Sum",
        period: 300,
        evaluationPeriods: 1,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        threshold: burst,
        treatMissingData: "notBreaching",
        alarmActions: [topicArn],
        tags: { [tagKeys.environment]: environment.name },
      },
      { parent: this },
    );
  }
}
