import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeRuleCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
} from "@aws-sdk/client-iam";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, DeleteQueueCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { acquaintances } from "../../cli/respond/audit/acquaintances";
import { type Audit, auditReads } from "../../cli/respond/audit/audit-reads";
import { writeAudit } from "../../cli/respond/audit/write-audit";
import type { IncidentFacts } from "../../cli/respond/communicate/facts";
import { sendInternal } from "../../cli/respond/communicate/send-internal";
import { writeMessages } from "../../cli/respond/communicate/write-messages";
import { loadProgram } from "../../cli/load-program";
import { region, stageEnvironment } from "../../lab/stage/environment";
import type { Stage } from "../../lab/stage/stage";
import { type Account, openAccount } from "./aws";
import { Cluster, until } from "./cluster";
import { bringUp, configure, takeDown } from "./environment";
import { sharedStage, startSeconds } from "./shared-stage";
import { apiValues, strongroom } from "./strongroom";

const number = "111122223333";
const entry = "dev/api/app";
const topic = `arn:aws:sns:${region}:${number}:strongroom-dev-alerts`;
const storeRole = `arn:aws:iam::${number}:role/strongroom/dev/strongroom-dev-store-aws-secrets-manager`;
const administrator = `arn:aws:iam::${number}:role/lab-administrator`;
const mallory = `arn:aws:iam::${number}:user/mallory`;

/** Needs the engine, the API server, the operator and the emulator. */
describe("the audit of reads", function () {
  this.timeout(600_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "audit-"));
  const begin = new Date();
  let stage: Stage;
  let account: Account;
  let queue: string;
  let outsider: SecretsManagerClient;
  let keyId: string;
  let values: ReturnType<typeof apiValues>;

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    stage = await sharedStage();
    account = await openAccount(stage, number);
    await bringUp(stage, "dev");
    values = apiValues();
    const { status, stderr } = await strongroom(stage, ["seed", "dev", "api"], { input: values });
    assert.equal(status, 0, stderr);
    configure(stage, "dev", {
      "strongroom:reminders": { enabled: true },
      "strongroom:audit": { enabled: true, readers: [administrator] },
    });
    await bringUp(stage, "dev");
    await new Cluster(stage).forceSync("api", "api-secrets");
    queue = await listen();
    outsider = await stolenKey();
  });

  after(async () => {
    await account.iam.send(new DeleteAccessKeyCommand({ UserName: "mallory", AccessKeyId: keyId }));
    await account.iam.send(new DeleteUserCommand({ UserName: "mallory" }));
    await account.sqs.send(new DeleteQueueCommand({ QueueUrl: queue }));
    await takeDown(stage, "dev");
    fs.rmSync(folder, { recursive: true });
  });

  it("has its rules and its alarm after an update", async () => {
    const states: Record<string, string> = {};
    for (const id of ["reads", "changes"]) {
      const rule = await account.events.send(new DescribeRuleCommand({ Name: `strongroom-dev-audit-${id}` }));
      states[id] = rule.State!;
    }
    assert.deepEqual(states, { reads: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", changes: "ENABLED" });
    const { MetricAlarms } = await account.cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: ["strongroom-dev-audit-reads-burst"] }),
    );
    const [{ Dimensions, AlarmActions, Threshold } = {}] = MetricAlarms!;
    assert.deepEqual(
      [Dimensions, AlarmActions, Threshold],
      [[{ Name: "RuleName", Value: "strongroom-dev-audit-reads" }], [topic], 10],
    );
  });

  it("tells of an outsider's read at once, and of nobody else's", async () => {
    // The operator and a declared reader, and only then the outsider: the one message is the outsider's.
    await new Cluster(stage).forceSync("api", "api-secrets");
    await account.secretsManager.send(new GetSecretValueCommand({ SecretId: entry }));
    await outsider.send(new GetSecretValueCommand({ SecretId: entry }));
    const body = await until("the alarm has arrived", async () => {
      const { Messages } = await account.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue }));
      return Messages?.[0]?.Body;
    });
    const { Message } = JSON.parse(body) as { Message: string };
    const [first, secret, who, from] = Message.split("\n").map((line) => JSON.parse(line) as string);
    assert.match(first!, /^A secret of dev was asked for by somebody who is not known to read it: GetSecretValue, at /);
    assert.deepEqual([secret, who, from], [`Secret: ${entry}`, `By: IAMUser ${mallory}`, "From: 127.0.0.1"]);
  });

  it("names the outsider first, with address and count, and the operator as known", async () => {
    await outsider.send(new GetSecretValueCommand({ SecretId: entry }));
    const { outsideUse, actors, timeline } = await audit();
    assert.equal(outsideUse, "yes");
    const [first, ...others] = actors;
    assert.deepEqual(
      [first!.actor.name, first!.standing, first!.reads, first!.addresses, first!.actor.accessKeyId],
      [mallory, "unknown", 2, { "127.0.0.1": 2 }, keyId],
    );
    const operator = others.find(({ actor }) => actor.role === storeRole);
    assert.equal(operator?.standing, "operator");
    assert.ok(operator.reads >= 2, `${operator.reads} reads`);
    assert.deepEqual(
      others.filter(({ standing }) => standing === "unknown"),
      [],
    );
    assert.ok(timeline.some(({ name, standing }) => name === "PutSecretValue" && standing === "declared"));
  });

  it("sums up what a leaked key was used for", async () => {
    const { outsideUse, actors, regions } = await audit({ entry: undefined, accessKeyIds: [keyId] });
    assert.deepEqual([outsideUse, regions], ["possible", [region, "us-east-1"]]);
    assert.deepEqual(
      actors.map(({ actor, calls }) => [actor.name, calls]),
      [[mallory, { GetSecretValue: 2 }]],
    );
  });

  it("is written down and told inside, without a value", async () => {
    const found = await audit();
    const facts: IncidentFacts = {
      id: "dev-api-app",
      environment: { name: "dev", account: number, region },
      subject: entry,
      what: `${entry} of service api, every key`,
      kind: "Stripe secret key",
      owner: "api <api-team@example.com>",
      runbook: "https://runbooks.example.com/api",
      consumers: ["Deployment/api"],
      leakedAt: begin.toISOString(),
      startedAt: new Date().toISOString(),
      isDrill: false,
      responder: administrator,
      steps: [{ title: "Revoke the key at Stripe", state: "open" }],
      audit: found,
    };
    const files = [...writeAudit(found, folder), ...writeMessages(facts, folder)];
    assert.deepEqual(
      files.map((file) => path.basename(file)),
      ["audit.md", "audit.json", "internal-message.md", "post-mortem.md", "customer-draft.md"],
    );
    const texts = files.map((file) => fs.readFileSync(file, "utf8")).join("\n");
    for (const value of [values.app.STRIPE_SECRET_KEY, values.database.password]) {
      assert.equal(texts.includes(value), false);
    }
    await asAdministrator(() => sendInternal(facts, { topicArn: topic }));
    const subject = await until("the message has arrived", async () => {
      const { Messages = [] } = await account.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue }));
      const subjects = Messages.map(({ Body }) => (JSON.parse(Body!) as { Subject?: string }).Subject);
      return subjects.find((one) => one?.startsWith("[dev]"));
    });
    assert.equal(subject, `[dev] leaked Stripe secret key: ${entry} (in progress)`);
  });

  /** What CloudTrail says of the entry since this file began. */
  function audit(change: object = {}): Promise<Audit> {
    const { environment, services } = loadProgram("dev", path.join(stage.directory, "project"));
    const subject = {
      environment,
      replicaRegions: [],
      entry: { name: entry },
      accessKeyIds: [],
      roleArns: [],
      leakedAt: begin,
      known: acquaintances(environment, services),
      elsewhere: [],
      ...change,
    };
    return asAdministrator(() => auditReads(subject));
  }

  /** Runs what reads its keys from the environment, as commands do. */
  async function asAdministrator<T>(work: () => Promise<T>): Promise<T> {
    const before = { ...process.env };
    Object.assign(process.env, await stageEnvironment(stage, { account: number }));
    try {
      return await work();
    } finally {
      process.env = before;
    }
  }

  async function listen(): Promise<string> {
    const { QueueUrl } = await account.sqs.send(new CreateQueueCommand({ QueueName: "audit-ear" }));
    const Endpoint = `arn:aws:sqs:${region}:${number}:audit-ear`;
    await account.sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: "sqs", Endpoint }));
    return QueueUrl!;
  }

  /** A client with the key of a user whom nobody knows. */
  async function stolenKey(): Promise<SecretsManagerClient> {
    await account.iam.send(new CreateUserCommand({ UserName: "mallory" }));
    const { AccessKey } = await account.iam.send(new CreateAccessKeyCommand({ UserName: "mallory" }));
    keyId = AccessKey!.AccessKeyId!;
    const credentials = { accessKeyId: keyId, secretAccessKey: AccessKey!.SecretAccessKey! };
    return new SecretsManagerClient({ region, endpoint: stage.aws.endpoint, credentials });
  }
});
