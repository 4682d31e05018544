import assert from "node:assert/strict";
import { AlertTopic, type AlertTopicArgs } from "../../components/alert-topic";
import type { InventoryItem } from "../../components/model/inventory";
import { RotationAlarms } from "../../components/rotation-alarms";
import { RotationReminder, type RotationReminderArgs } from "../../components/rotation-reminder";
import { apple } from "../model/inventory-item";
import { record, type Recorder } from "./mocks";

const environment = { name: "prod", account: "123456789012", region: "eu-west-1" };
const topicArn = "arn:aws:sns:eu-west-1:123456789012:strongroom-prod-alerts";
const database: InventoryItem = { ...apple, entry: "prod/api/database", group: "database", mode: "lambda" };

const types = {
  key: "aws:kms/key:Key",
  topic: "aws:sns/topic:Topic",
  policy: "aws:sns/topicPolicy:TopicPolicy",
  subscription: "aws:sns/topicSubscription:TopicSubscription",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  group: "aws:scheduler/scheduleGroup:ScheduleGroup",
  schedule: "aws:scheduler/schedule:Schedule",
  rule: "aws:cloudwatch/eventRule:EventRule",
  target: "aws:cloudwatch/eventTarget:EventTarget",
};

describe("AlertTopic", () => {
  const build = (args: Partial<AlertTopicArgs> = {}) =>
    record(() => new AlertTopic("alerts", { environment, ...args }));
  const endpoints = (recorder: Recorder) =>
    recorder
      .ofType(types.subscription)
      .map(({ inputs }) => [inputs["endpoint"], inputs["filterPolicy"]])
      .sort();

  it("is encrypted with a key of its own, and takes messages in production", async () => {
    const recorder = await build();
    assert.equal(recorder.value.topicArn, topicArn);
    const key = "arn:aws:kms:eu-west-1:123456789012:key/alerts-key";
    assert.equal(recorder.resource(types.topic).inputs["kmsMasterKeyId"], key);
    assert.deepEqual(JSON.parse(recorder.resource(types.policy).inputs["policy"] as string), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "PublishEvents",
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sns:Publish",
          Resource: topicArn,
        },
        {
          Sid: "PublishMetricAlarms",
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: "sns:Publish",
          Resource: topicArn,
          Condition: {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:strongroom-prod-*" },
          },
        },
        {
          Sid: "DenyPlainText",
          Effect: "Deny",
          Principal: "*",
          Action: "sns:Publish",
          Resource: topicArn,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
    assert.deepEqual(JSON.parse(recorder.resource(types.key).inputs["policy"] as string), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "ManageWithinAccount",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::123456789012:root" },
          Action: "kms:*",
          Resource: "*",
        },
        {
          Sid: "EncryptAlerts",
          Effect: "Allow",
          Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com"] },
          Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
          Resource: "*",
          Condition: { StringEquals: { "kms:EncryptionContext:aws:sns:topicArn": topicArn } },
        },
      ],
    });
  });

  it("tells addresses everything, and owners what is theirs", async () => {
    const owners = ["payments@example.com", "platform@example.com"];
    const recorder = await build({ emails: ["platform@example.com"], owners });
    assert.deepEqual(endpoints(recorder), [
      ["payments@example.com", '{"owner":["payments@example.com"]}'],
      ["platform@example.com", undefined],
    ]);
  });

  it("tells owners of alarms as well where nobody hears of everything", async () => {
    const recorder = await build({ owners: ["payments@example.com"] });
    assert.deepEqual(endpoints(recorder), [
      ["payments@example.com", '{"owner":["payments@example.com",{"exists":false}]}'],
    ]);
  });

  it("creates nothing outside of production, unless it is told to, and nothing for a topic that exists", async () => {
    const dev = { ...environment, name: "dev" };
    const off = await build({ environment: dev, emails: ["platform@example.com"] });
    assert.deepEqual([off.value.topicArn, off.resources.length], [undefined, 1]);
    const on = await build({ environment: dev, enabled: true });
    assert.equal(on.value.topicArn, topicArn.replace("prod", "dev"));
    const other = "arn:aws:sns:eu-west-1:123456789012:alarms";
    const given = await build({ topicArn: other });
    assert.deepEqual([given.value.topicArn, given.resources.length], [other, 1]);
  });

  it("refuses a topic and addresses that cannot be ones", async () => {
    await assert.rejects(build({ topicArn: "alarms", emails: ["platform"] }), {
      message:
        'AlertTopic "alerts" cannot be created:\n' +
        '  topicArn: must be the ARN of a topic, e.g. arn:aws:sns:eu-west-1:123456789012:alarms, not "alarms"\n' +
        '  emails[0]: must be an e-mail address, e.g. "platform@example.com", not "platform"',
    });
  });
});

describe("RotationReminder", () => {
  const build = (args: Partial<RotationReminderArgs> = {}) =>
    record(
      () =>
        new RotationReminder("reminders", {
          environment,
          inventory: [apple, database],
          topicArn,
          iam: { path: "/strongroom/prod/", permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary" },
          ...args,
        }),
    );

  it("publishes to one topic with a role that schedules of its group alone can take", async () => {
    const recorder = await build();
    const { inputs } = recorder.resource(types.role);
    assert.deepEqual(
      [inputs["name"], inputs["path"], inputs["permissionsBoundary"]],
      ["strongroom-prod-reminders", "/strongroom/prod/", "arn:aws:iam::123456789012:policy/boundary"],
    );
    assert.deepEqual(JSON.parse(inputs["assumeRolePolicy"] as string), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "TakenBySchedules",
          Effect: "Allow",
          Principal: { Service: "scheduler.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: {
              "aws:SourceAccount": "123456789012",
              "aws:SourceArn": "arn:aws:scheduler:eu-west-1:123456789012:schedule-group/strongroom-prod-reminders",
            },
          },
        },
      ],
    });
    assert.deepEqual(JSON.parse(recorder.resource(types.rolePolicy).inputs["policy"] as string), {
      Version: "2012-10-17",
      Statement: [
        { Sid: "PublishReminders", Effect: "Allow", Action: "sns:Publish", Resource: topicArn },
        {
          Sid: "EncryptReminders",
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: "arn:aws:kms:eu-west-1:123456789012:key/*",
          Condition: {
            StringEquals: {
              "kms:ViaService": ["sns.eu-west-1.amazonaws.com"],
              "kms:EncryptionContext:aws:sns:topicArn": topicArn,
            },
          },
        },
      ],
    });
  });

  it("tells of reminders that could not be sent", async () => {
    const { alarmDescription, ...alarm } = (await build()).resource("aws:cloudwatch/metricAlarm:MetricAlarm").inputs;
    assert.match(alarmDescription as string, /^Reminders of rotations in prod could not be sent: /);
    assert.deepEqual(alarm, {
      name: "strongroom-prod-reminders-not-sent",
      namespace: "AWS/Scheduler",
      metricName: "TargetErrorCount",
      dimensions: { ScheduleGroup: "strongroom-prod-reminders" },
      statistic: "Sum",
      period: 3600,
      evaluationPeriods: 1,
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      treatMissingData: "notBreaching",
      alarmActions: [topicArn],
      tags: { environment: "prod" },
    });
  });

  it("has a schedule for each reminder of what is rotated by hand, at the hour of the time zone", async () => {
    const recorder = await build({ hour: 7, timezone: "Europe/Berlin" });
    const schedules = recorder.ofType(types.schedule);
    assert.deepEqual(
      schedules.map(({ inputs }) => [inputs["name"], inputs["scheduleExpression"]]),
      [
        ["api.apple.30-days-before", "cron(0 7 19 1 ? 2027-2199)"],
        ["api.apple.14-days-before", "cron(0 7 4 2 ? 2027-2199)"],
        ["api.apple.7-days-before", "cron(0 7 11 2 ? 2027-2199)"],
        ["api.apple.1-day-before", "cron(0 7 17 2 ? 2027-2199)"],
        ["api.apple.due-1", "cron(0 7 18-31 2 ? 2027-2199)"],
        ["api.apple.due-2", "cron(0 7 * 3-12 ? 2027-2199)"],
        ["api.apple.due-3", "cron(0 7 1-17 2 ? 2028-2199)"],
        ["api.apple.due-4", "cron(0 7 * 1 ? 2028-2199)"],
      ],
    );
    const { inputs } = schedules[0]!;
    assert.equal(inputs["scheduleExpressionTimezone"], "Europe/Berlin");
    const target = inputs["target"] as Record<string, string>;
    assert.equal(target["arn"], "arn:aws:scheduler:::aws-sdk:sns:publish");
    const { Message, ...rest } = JSON.parse(target["input"]!) as Record<string, unknown>;
    assert.match(Message as string, /^prod\/api\/apple has to be rotated by 2027-02-18\.\n/);
    assert.deepEqual(rest, {
      TopicArn: topicArn,
      Subject: "Rotate prod/api/apple by 2027-02-18",
      MessageAttributes: { owner: { DataType: "String", StringValue: "payments@example.com" } },
    });
  });

  it("creates nothing without a topic", async () => {
    assert.equal((await build({ topicArn: undefined })).resources.length, 1);
  });

  it("refuses an hour at night and a time zone that does not exist", async () => {
    await assert.rejects(build({ hour: 2, timezone: "Berlin/Europe" }), {
      message:
        'RotationReminder "reminders" cannot be created:\n' +
        "  hour: must be a full hour from 4 to 21, e.g. 9, not 2: at night clocks are changed, and an hour may be missing\n" +
        '  timezone: must be the name of a time zone, e.g. "Europe/Berlin" or "UTC", not "Berlin/Europe"',
    });
  });
});

describe("RotationAlarms", () => {
  const secretArn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/api/database-AbCdEf";
  const build = (given: string | undefined) =>
    record(
      () =>
        new RotationAlarms("alarms", {
          environment,
          inventory: [apple, database],
          secretArns: { api: { database: secretArn } },
          topicArn: given,
        }),
    );

  it("watches each entry that AWS rotates", async () => {
    const recorder = await build(topicArn);
    const rule = recorder.resource(types.rule);
    assert.equal(rule.inputs["name"], "strongroom-prod-rotation-api.database");
    assert.deepEqual(JSON.parse(rule.inputs["eventPattern"] as string), {
      source: ["aws.secretsmanager"],
      "detail-type": ["AWS Service Event via CloudTrail"],
      detail: {
        eventSource: ["secretsmanager.amazonaws.com"],
        eventName: ["RotationFailed", "RotationAbandoned"],
        additionalEventData: { SecretId: [secretArn] },
      },
    });
    const target = recorder.resource(types.target);
    assert.equal(target.inputs["arn"], topicArn);
    assert.equal(recorder.parentOf(target)?.urn, rule.urn);
  });

  it("creates nothing without a topic", async () => {
    assert.equal((await build(undefined)).resources.length, 1);
  });
});
