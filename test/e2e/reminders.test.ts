import assert from "node:assert/strict";
import { DescribeRuleCommand } from "@aws-sdk/client-eventbridge";
import { GetRoleCommand } from "@aws-sdk/client-iam";
import { GetScheduleCommand, ListSchedulesCommand } from "@aws-sdk/client-scheduler";
import { PutSecretValueCommand, RotateSecretCommand } from "@aws-sdk/client-secrets-manager";
import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  type PublishCommandInput,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { CreateQueueCommand, DeleteQueueCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import type { Stage } from "../../lab/stage/stage";
import { alertingRules } from "../../components/model/prometheus-rules";
import { type Account, openAccount } from "./aws";
import { Cluster, until } from "./cluster";
import { engine, resourcesOf } from "./engine";
import { bringUp, configure, takeDown } from "./environment";
import { sharedStage, startSeconds } from "./shared-stage";
import { apiValues, strongroom } from "./strongroom";

const number = "111122223333";
const group = "strongroom-dev-reminders";
const topic = `arn:aws:sns:eu-west-1:${number}:strongroom-dev-alerts`;
const roleArn = `arn:aws:iam::${number}:role/strongroom/dev/strongroom-dev-reminders`;
const settings = { enabled: true, emails: ["platform@example.com"], hour: 8, timezone: "Europe/Berlin" };

/** Needs the engine, the API server, the operator, and the emulator with its rotation function. */
describe("reminders and alarms", function () {
  this.timeout(600_000);
  let stage: Stage;
  let account: Account;
  let queue: string;

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    stage = await sharedStage();
    account = await openAccount(stage, number);
    await bringUp(stage, "dev");
    const { status, stderr } = await strongroom(stage, ["seed", "dev", "api"], { input: apiValues() });
    assert.equal(status, 0, stderr);
    // Long overdue, so that every one of its days lies in the past.
    configure(stage, "dev", {
      "strongroom:reminders": settings,
      "strongroom:rotations": { "dev/api/apple": "2025-03-01" },
    });
    await bringUp(stage, "dev");
    queue = await listen();
  });

  after(async () => {
    await account.sqs.send(new DeleteQueueCommand({ QueueUrl: queue }));
    await takeDown(stage, "dev");
  });

  it("stand in Scheduler for what is rotated by hand and has a value, however long it is overdue", async () => {
    assert.deepEqual(await expressions(), {
      "api.app.unrecorded": "cron(0 8 ? * MON *)",
      "api.apple.1-day-before": "cron(0 8 31 5 ? 2025-2199)",
      "api.apple.14-days-before": "cron(0 8 18 5 ? 2025-2199)",
      "api.apple.30-days-before": "cron(0 8 2 5 ? 2025-2199)",
      "api.apple.7-days-before": "cron(0 8 25 5 ? 2025-2199)",
      "api.apple.due-1": "cron(0 8 1-31 6 ? 2025-2199)",
      "api.apple.due-2": "cron(0 8 * 7-12 ? 2025-2199)",
      "api.apple.due-3": "cron(0 8 * 1-5 ? 2026-2199)",
      "billing.invoicing.unrecorded": "cron(0 8 ? * MON *)",
    });
    const schedule = await account.scheduler.send(
      new GetScheduleCommand({ GroupName: group, Name: "api.apple.due-1" }),
    );
    const { ScheduleExpressionTimezone, State, FlexibleTimeWindow, Target } = schedule;
    assert.deepEqual(
      [ScheduleExpressionTimezone, State, FlexibleTimeWindow?.Mode, Target?.Arn, Target?.RoleArn],
      ["Europe/Berlin", "ENABLED", "OFF", "arn:aws:scheduler:::aws-sdk:sns:publish", roleArn],
    );
  });

  it("publish as a role that Scheduler takes for this group alone", async () => {
    const { Role } = await account.iam.send(new GetRoleCommand({ RoleName: "strongroom-dev-reminders" }));
    const trust = JSON.parse(decodeURIComponent(Role!.AssumeRolePolicyDocument!)) as { Statement: object[] };
    assert.deepEqual(trust.Statement, [
      {
        Sid: "TakenBySchedules",
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: {
            "aws:SourceAccount": number,
            "aws:SourceArn": `arn:aws:scheduler:eu-west-1:${number}:schedule-group/${group}`,
          },
        },
      },
    ]);
    assert.equal(
      Role!.PermissionsBoundary?.PermissionsBoundaryArn,
      `arn:aws:iam::${number}:policy/strongroom/dev/strongroom-dev-boundary`,
    );
  });

  it("go to an encrypted topic, to those who are named and to owners", async () => {
    const { Attributes } = await account.sns.send(new GetTopicAttributesCommand({ TopicArn: topic }));
    assert.match(Attributes!["KmsMasterKeyId"]!, /^arn:aws:kms:eu-west-1:111122223333:key\//);
    const { Subscriptions } = await account.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic }));
    const addresses = Subscriptions!.filter(({ Protocol }) => Protocol === "email").map(({ Endpoint }) => Endpoint);
    assert.deepEqual(addresses.sort(), [
      "api-team@example.com",
      "fulfilment@example.com",
      "payments@example.com",
      "platform@example.com",
    ]);
  });

  it("are messages that SNS takes, and that say what to type", async () => {
    const schedule = await account.scheduler.send(
      new GetScheduleCommand({ GroupName: group, Name: "api.apple.due-1" }),
    );
    // What a universal target does: the input is the call's.
    await account.sns.send(new PublishCommand(JSON.parse(schedule.Target!.Input!) as PublishCommandInput));
    const { Subject, Message, MessageAttributes } = await heard("the reminder", "dev/api/apple is due");
    assert.equal(Subject, "DUE: rotate dev/api/apple, since 2025-06-01");
    assert.deepEqual(MessageAttributes, { owner: { Type: "String", Value: "api-team@example.com" } });
    assert.deepEqual(Message.split("\n"), [
      "dev/api/apple is due for rotation since 2025-06-01.",
      "",
      "Owner:   api <api-team@example.com>",
      "Runbook: https://runbooks.example.com/apple-shared-secret",
      "Read by: Deployment/api",
      "Rotated: 2025-03-01, every 92 days",
      "Sent:    every day until it is rotated",
      "",
      "Type: npx strongroom rotate dev api apple",
      "",
      "It records the day in the stack file; after the next update of dev the reminders are those of the next due day.",
    ]);
  });

  it("tell of a rotation that failed, and what to type", async () => {
    const rule = await account.events.send(new DescribeRuleCommand({ Name: "strongroom-dev-rotation-api.database" }));
    assert.equal(rule.State, "ENABLED");
    // The function finds no database in it.
    const put = { SecretId: "dev/api/database", SecretString: JSON.stringify({ username: "api" }) };
    await account.secretsManager.send(new PutSecretValueCommand(put));
    await account.secretsManager.send(new RotateSecretCommand({ SecretId: "dev/api/database" }));
    const { Message } = await heard("the alarm", "The rotation of dev/api/database");
    const [first, why, entry, ...others] = Message.split("\n").map((line) => JSON.parse(line) as string);
    assert.match(
      first!,
      /^The rotation of dev\/api\/database \(api, group database\) in dev did not end well: RotationFailed, at \d{4}-\S+Z\.$/,
    );
    assert.match(why!, /^AWS says: Error when executing lambda arn:aws:lambda:\S+ during createSecret step$/);
    assert.match(entry!, /^Entry: arn:aws:secretsmanager:eu-west-1:111122223333:secret:dev\/api\/database-\w{6}$/);
    assert.deepEqual(others, [
      "Owner: api (api-team@example.com)",
      "Runbook: https://runbooks.example.com/api",
      "Read by: Deployment/api",
      "See how it stands, and type: npx strongroom inventory dev --live",
      "Once the cause is gone, type: npx strongroom rotate dev api database",
    ]);
  });

  it("move with the day of a rotation that is recorded, and nothing else changes", async () => {
    configure(stage, "dev", { "strongroom:rotations": { "dev/api/apple": "2025-03-20" } });
    const { status, steps, text } = await engine(stage, "up", "dev");
    assert.equal(status, 0, text);
    const changed = steps.filter(({ operation }) => operation !== "same");
    const others = changed.filter(({ resource }) => !resource.startsWith("aws:scheduler/schedule:Schedule "));
    // Its tag says the day, and the exported inventory.
    assert.deepEqual(
      others.filter(({ resource }) => !resource.startsWith("pulumi:pulumi:Stack ")),
      [{ operation: "update", resource: "aws:secretsmanager/secret:Secret api-apple" }],
      text,
    );
    assert.deepEqual(resourcesOf(changed, "create"), ["aws:scheduler/schedule:Schedule reminders-api.apple.due-4"]);
    assert.deepEqual(await expressions(), {
      "api.app.unrecorded": "cron(0 8 ? * MON *)",
      "api.apple.1-day-before": "cron(0 8 19 6 ? 2025-2199)",
      "api.apple.14-days-before": "cron(0 8 6 6 ? 2025-2199)",
      "api.apple.30-days-before": "cron(0 8 21 5 ? 2025-2199)",
      "api.apple.7-days-before": "cron(0 8 13 6 ? 2025-2199)",
      "api.apple.due-1": "cron(0 8 20-31 6 ? 2025-2199)",
      "api.apple.due-2": "cron(0 8 * 7-12 ? 2025-2199)",
      "api.apple.due-3": "cron(0 8 1-19 6 ? 2026-2199)",
      "api.apple.due-4": "cron(0 8 * 1-5 ? 2026-2199)",
      "billing.invoicing.unrecorded": "cron(0 8 ? * MON *)",
    });
  });

  it("have the operator's metrics under the names and labels that the rules for Prometheus ask for", async () => {
    const rules = alertingRules({ environment: { name: "dev" }, namespaces: ["api"], refreshHours: 1 });
    const asked = rules.flatMap(({ expr }) => expr.match(/\b(externalsecret|clustersecretstore)_\w+/g) ?? []);
    const { items } = await new Cluster(stage).core.listNamespacedPod({
      namespace: "external-secrets",
      labelSelector: "app.kubernetes.io/name=external-secrets",
    });
    // It listens here at the same address in 127.0.0.0/8 (lab/kubelet/addresses.ts).
    const address = items.find(({ status }) => status?.phase === "Running")!.status!.podIP!.replace(/^10\./, "127.");
    const metrics = await until("the operator has synced", async () => {
      const text = await (await fetch(`http://${address}:8080/metrics`)).text();
      return text.includes('externalsecret_status_condition{condition="Ready"') ? text : undefined;
    });
    assert.deepEqual([...new Set(asked)].sort(), [
      "clustersecretstore_status_condition",
      "externalsecret_status_condition",
      "externalsecret_sync_calls_error",
      "externalsecret_sync_calls_total",
    ]);
    for (const name of new Set(asked)) assert.match(metrics, new RegExp(`^${name}\\{.*name="`, "m"), name);
    const series = /^externalsecret_\w+\{(.*)\}/gm;
    for (const [, labels] of metrics.matchAll(series)) {
      if (labels!.includes("provider=")) continue;
      assert.match(labels!, /(^|,)name="[^"]+",namespace="[^"]+"/);
    }
  });

  it("stay as they are at the next update", async () => {
    const { status, changes, text } = await engine(stage, "up", "dev");
    assert.equal(status, 0, text);
    assert.deepEqual(Object.keys(changes), ["same"], text);
  });

  /** Name to expression of every schedule in the group. */
  async function expressions(): Promise<Record<string, string>> {
    const { Schedules = [] } = await account.scheduler.send(new ListSchedulesCommand({ GroupName: group }));
    const all = await Promise.all(
      Schedules.map(({ Name }) => account.scheduler.send(new GetScheduleCommand({ GroupName: group, Name }))),
    );
    const pairs = all.map(({ Name, ScheduleExpression }) => [Name!, ScheduleExpression!] as const);
    return Object.fromEntries(pairs);
  }

  /** Somebody who hears of everything, and can be asked. */
  async function listen(): Promise<string> {
    const { QueueUrl } = await account.sqs.send(new CreateQueueCommand({ QueueName: "ear" }));
    const Endpoint = `arn:aws:sqs:eu-west-1:${number}:ear`;
    await account.sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: "sqs", Endpoint }));
    return QueueUrl!;
  }

  /** The message that says something; others of the topic, such as those of who reads, are passed over. */
  async function heard(what: string, says: string): Promise<Notification> {
    return until(`${what} has arrived`, async () => {
      const { Messages = [] } = await account.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10 }),
      );
      const notifications = Messages.map(({ Body }) => JSON.parse(Body!) as Notification);
      return notifications.find(({ Message }) => Message.includes(says));
    });
  }
});

/** As SNS hands it to a queue. */
interface Notification {
  Subject?: string;
  Message: string;
  MessageAttributes?: Record<string, { Type: string; Value: string }>;
}
