import { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { Schedule } from "@pulumi/aws/scheduler/schedule";
import { ScheduleGroup } from "@pulumi/aws/scheduler/scheduleGroup";
import * as pulumi from "@pulumi/pulumi";
import {
  reminderAlarmName,
  reminderGroupName,
  reminderPolicy,
  reminderRoleName,
  reminderTrust,
} from "./model/alert-topic";
import { arn, type IamPlacement } from "./model/iam";
import type { InventoryItem } from "./model/inventory";
import type { EnvironmentRef } from "./model/references";
import { type Reminder, reminders } from "./model/reminder";
import { reminderTimeProblems } from "./model/reminder-arguments";
import type { ReminderTime } from "./model/reminder-schedule";
import { tagKeys } from "./model/tags";
import { refuseProblems } from "./refuse";

/** What a RotationReminder is made of. */
export interface RotationReminderArgs {
  /** The environment of the entries. Its name is part of the group's and of the role's name. */
  environment: EnvironmentRef;
  /** The entries, as ServiceSecrets says them. Those that are rotated by hand are reminded of. */
  inventory: readonly InventoryItem[];
  /** Where reminders go: `topicArn` of AlertTopic. Without one nothing is created. */
  topicArn: string | undefined;
  /** Where the role lives in IAM, and what bounds it. */
  iam: IamPlacement;
  /** Whether group, role and alarm exist already, because another stack of the environment has them. Default false. */
  joins?: boolean;
  /** Full hour of the day at which reminders are sent, 4 to 21. Default 9. */
  hour?: number;
  /** Time zone of the hour, e.g. `"Europe/Berlin"`. Daylight saving is followed. Default `"UTC"`. */
  timezone?: string;
}

/**
 * Reminds of rotations by hand, 30, 14, 7 and 1 days ahead and daily from the due day on: EventBridge Scheduler publishes to a
 * topic. The due day follows from the day of the last rotation that is recorded, and from nothing else.
 *
 * ```typescript
 * new RotationReminder("reminders", { environment, inventory, topicArn: alerts.topicArn, iam: { path: "/strongroom/prod/" } });
 * ```
 *
 * A reminder that cannot be sent is no reminder: an alarm on what Scheduler fails to publish goes to the same topic.
 *
 * An entry whose last rotation nobody recorded is reminded of every Monday; one that still awaits its value is not. An entry has 5
 * to 8 schedules. Scheduler costs nothing up to 14 million invocations a month, the alarm 0.10 USD.
 */
export class RotationReminder extends pulumi.ComponentResource {
  /** Names of the schedules. */
  readonly scheduleNames: string[];

  /** @throws pulumi.RunError with every wrong argument, before anything is registered. */
  constructor(name: string, args: RotationReminderArgs, opts?: pulumi.ComponentResourceOptions) {
    const { inventory, topicArn, hour = 9, timezone = "UTC" } = args;
    refuseProblems("RotationReminder", name, reminderTimeProblems({ hour, timezone }));
    super("strongroom:index:RotationReminder", name, {}, opts);

    const wanted = topicArn === undefined ? [] : reminders(inventory, hour);
    this.scheduleNames = wanted.map((reminder) => reminder.name);
    if (topicArn !== undefined) {
      const around = args.joins === true ? this.join(args) : this.createAround(name, args, topicArn);
      for (const reminder of wanted) this.createSchedule(name, reminder, { ...around, topicArn, timezone });
    }
    this.registerOutputs({ scheduleNames: this.scheduleNames });
  }

  private createAround(name: string, args: RotationReminderArgs, topicArn: string): Around {
    const role = this.createRole(name, args, topicArn);
    const group = this.createGroup(name, args.environment);
    this.watch(name, args.environment, topicArn);
    return { groupName: group.name, roleArn: role.arn, parent: group };
  }

  private join({ environment, iam }: RotationReminderArgs): Around {
    const role = `role${iam.path}${reminderRoleName(environment)}`;
    return { groupName: reminderGroupName(environment.name), roleArn: arn("iam", environment, role), parent: this };
  }

  private createRole(name: string, { environment, iam }: RotationReminderArgs, topicArn: string): Role {
    const role = new Role(
      `${name}-role`,
      {
        name: reminderRoleName(environment),
        description: `Reminders of ${environment.name}: publishes to one topic.`,
        path: iam.path,
        permissionsBoundary: iam.permissionsBoundary,
        assumeRolePolicy: JSON.stringify(reminderTrust(environment)),
        tags: { [tagKeys.environment]: environment.name },
      },
      { parent: this },
    );
    new RolePolicy(
      `${name}-policy`,
      { name: "publish-reminders", role: role.name, policy: JSON.stringify(reminderPolicy(environment, topicArn)) },
      { parent: role },
    );
    return role;
  }

  private createGroup(name: string, environment: EnvironmentRef): ScheduleGroup {
    const tags = { [tagKeys.environment]: environment.name };
    return new ScheduleGroup(`${name}-group`, { name: reminderGroupName(environment.name), tags }, { parent: this });
  }

  /** Scheduler tries for a day; each try that fails counts, so a role or topic that was broken shows within the hour. */
  private watch(name: string, environment: EnvironmentRef, topicArn: string): void {
    new MetricAlarm(
      `${name}-alarm`,
      {
        name: reminderAlarmName(environment.name),
        alarmDescription:
          `Reminders of rotations in ${environment.name} could not be sent: Scheduler may not publish to the topic. ` +
          `Look at the role ${reminderRoleName(environment)} and at the topic's key, and type: npx strongroom inventory ${environment.name}`,
        // https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html
        namespace: "AWS/Scheduler",
        metricName: "TargetErrorCount",
        dimensions: { ScheduleGroup: reminderGroupName(environment.name) },
        statistic: "Sum",
        period: 3600,
        evaluationPeriods: 1,
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        treatMissingData: "notBreaching",
        alarmActions: [topicArn],
        tags: { [tagKeys.environment]: environment.name },
      },
      { parent: this },
    );
  }

  private createSchedule(name: string, reminder: Reminder, surroundings: Surroundings): void {
    const { groupName, roleArn, parent, topicArn, timezone } = surroundings;
    new Schedule(
      `${name}-${reminder.name}`,
      {
        name: reminder.name,
        groupName,
        description: reminder.subject,
        scheduleExpression: reminder.expression,
        scheduleExpressionTimezone: timezone,
        flexibleTimeWindow: { mode: "OFF" },
        target: { arn: publishTarget, roleArn, input: JSON.stringify(publication(reminder, topicArn)) },
      },
      { parent },
    );
  }
}

/** The group of schedules, the role that they publish with, and what they hang below. */
interface Around {
  groupName: pulumi.Input<string>;
  roleArn: pulumi.Input<string>;
  parent: pulumi.Resource;
}

/** What all schedules of a component share. */
interface Surroundings extends Around {
  topicArn: string;
  timezone: ReminderTime["timezone"];
}

/**
 * SNS's own call rather than Scheduler's template for topics, which knows no subject and no attributes.
 *
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
 */
const publishTarget = "arn:aws:scheduler:::aws-sdk:sns:publish";

function publication({ subject, message, owner }: Reminder, topicArn: string) {
  return {
    TopicArn: topicArn,
    Subject: subject,
    Message: message,
    MessageAttributes: { owner: { DataType: "String", StringValue: owner } },
  };
}
