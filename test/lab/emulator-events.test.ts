import assert from "node:assert/strict";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { alertTopicPolicy } from "../../components/model/alert-topic";
import { queuePolicy } from "../../components/model/event-sync-role";
import { changePattern, companionMessage } from "../../components/model/event-sync-rules";
import { randomValue } from "../e2e/strongroom";
import { account, describeEmulator, region } from "./emulator-process";

const environment = { name: "dev", account, region };
const queueArn = `arn:aws:sqs:${region}:${account}:events`;
const entry = "dev/api/app";

interface Message {
  detail: { eventTime: string; requestParameters: { secretId: string } };
}

describeEmulator("the emulator's events", (emulator) => {
  let secrets: SecretsManagerClient;
  let events: EventBridgeClient;
  let queues: SQSClient;
  let QueueUrl: string;
  let arn: string;

  before(async () => {
    const administrator = await emulator.administrator();
    secrets = new SecretsManagerClient(administrator);
    events = new EventBridgeClient(administrator);
    queues = new SQSClient(administrator);
    ({ QueueUrl } = (await queues.send(new CreateQueueCommand({ QueueName: "events" }))) as { QueueUrl: string });
    const policy = JSON.stringify(queuePolicy(environment, queueArn));
    await queues.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: policy } }));
    const created = await secrets.send(new CreateSecretCommand({ Name: entry, SecretString: randomValue() }));
    arn = created.ARN!;
    await secrets.send(new CreateSecretCommand({ Name: `${entry}-two`, SecretString: randomValue() }));
    await follow("strongroom-dev-sync-api-app", JSON.stringify(changePattern({ name: entry, arn })));
  });

  async function follow(Name: string, EventPattern: string, State: "ENABLED" | "DISABLED" = "ENABLED") {
    await events.send(new PutRuleCommand({ Name, EventPattern, State }));
    const { inputPaths, inputTemplate } = companionMessage(entry);
    const InputTransformer = { InputPathsMap: inputPaths, InputTemplate: inputTemplate };
    const Targets = [{ Id: "queue", Arn: queueArn, InputTransformer }];
    await events.send(new PutTargetsCommand({ Rule: Name, Targets }));
  }

  /** What lies in the queue, and takes it out. */
  async function messages(): Promise<string[]> {
    const { Messages = [] } = await queues.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
    );
    return Messages.map(({ Body }) => Body!);
  }

  async function pending(): Promise<{ VersionId: string; before: string }> {
    const described = await secrets.send(new DescribeSecretCommand({ SecretId: entry }));
    const [before] = Object.entries(described.VersionIdsToStages!).find(([, labels]) => labels.includes("AWSCURRENT"))!;
    const put = { SecretId: entry, SecretString: randomValue(), VersionStages: ["AWSPENDING"] };
    return { VersionId: (await secrets.send(new PutSecretValueCommand(put))).VersionId!, before };
  }

  it("tell of each change of an entry, whatever it was called by, in the words that the companion reads", async () => {
    for (const SecretId of [entry, arn, arn.replace(/-[A-Za-z0-9]{6}$/, "")]) {
      await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: randomValue() }));
      const [body, ...others] = await messages();
      assert.equal(others.length, 0);
      const { detail } = JSON.parse(body!) as Message;
      assert.deepEqual(detail.requestParameters, { secretId: entry });
      assert.match(detail.eventTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ [0-9a-f-]{36}$/);
    }
    await secrets.send(new UpdateSecretCommand({ SecretId: entry, SecretString: randomValue() }));
    assert.equal((await messages()).length, 1);
  });

  it("tell of a value that is staged, and of its promotion", async () => {
    const { VersionId, before } = await pending();
    assert.equal((await messages()).length, 1);
    const move = { VersionStage: "AWSCURRENT", MoveToVersionId: VersionId, RemoveFromVersionId: before };
    await secrets.send(new UpdateSecretVersionStageCommand({ SecretId: entry, ...move }));
    assert.equal((await messages()).length, 1);
  });

  it("tell nothing of reads, of refused calls and of an entry whose name goes on", async () => {
    await secrets.send(new GetSecretValueCommand({ SecretId: entry }));
    await secrets.send(new PutSecretValueCommand({ SecretId: `${entry}-two`, SecretString: randomValue() }));
    await assert.rejects(secrets.send(new PutSecretValueCommand({ SecretId: entry, SecretString: "" })));
    assert.deepEqual(await messages(), []);
  });

  it("get lost where a rule is off, or where the queue does not take its messages", async () => {
    const everything = JSON.stringify({ source: ["aws.secretsmanager"] });
    await follow("strongroom-dev-sync-off", everything, "DISABLED");
    await follow("somebody-else", everything);
    await secrets.send(new PutSecretValueCommand({ SecretId: `${entry}-two`, SecretString: randomValue() }));
    assert.deepEqual(await messages(), []);
    assert.match(emulator.log(), /EventBridge: the rule somebody-else may not send to arn:aws:sqs:/);
  });

  it("hold no value, and come whole where nothing transforms them", async () => {
    const Name = "strongroom-dev-sync-whole";
    await events.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify({ source: ["aws.secretsmanager"] }) }));
    await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: "queue", Arn: queueArn }] }));
    const value = randomValue();
    await secrets.send(new PutSecretValueCommand({ SecretId: `${entry}-two`, SecretString: value }));
    const [body] = await messages();
    assert.equal(body!.includes(value), false);
    const { detail, ...event } = JSON.parse(body!) as Record<string, unknown> & { detail: Record<string, unknown> };
    assert.deepEqual(
      { source: event["source"], type: event["detail-type"], account: event["account"] },
      { source: "aws.secretsmanager", type: "AWS API Call via CloudTrail", account },
    );
    assert.deepEqual(Object.keys(detail["requestParameters"] as object).sort(), ["clientRequestToken", "secretId"]);
    assert.match((detail["responseElements"] as { arn: string }).arn, /:secret:dev\/api\/app-two-\w{6}$/);
  });

  it("of others go the same way", async () => {
    await messages();
    const Detail = JSON.stringify({ eventTime: "now" });
    const Entries = [{ Source: "aws.secretsmanager", DetailType: "test", Detail }];
    await events.send(new PutEventsCommand({ Entries }));
    const [body] = await messages();
    const { detail, time } = JSON.parse(body!) as { detail: object; time: string };
    assert.deepEqual(detail, { eventTime: "now" });
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it("get lost where a topic asks for the rule's source, which EventBridge does not say to one", async () => {
    await messages();
    const topics = new SNSClient(await emulator.administrator());
    const { TopicArn } = await topics.send(new CreateTopicCommand({ Name: "strongroom-dev-alerts" }));
    const [services, ...others] = alertTopicPolicy(environment).Statement;
    const narrow = { ...services!, Condition: { StringEquals: { "aws:SourceAccount": account } } };
    await topics.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: queueArn }));
    const Name = "strongroom-dev-to-a-topic";
    await events.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify({ source: ["topic"] }) }));
    await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: "topic", Arn: TopicArn }] }));
    const told = async (...Statement: object[]): Promise<number> => {
      const AttributeValue = JSON.stringify({ Version: "2012-10-17", Statement });
      await topics.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }));
      await events.send(new PutEventsCommand({ Entries: [{ Source: "topic", DetailType: "test", Detail: "{}" }] }));
      return (await messages()).length;
    };
    assert.equal(await told(services!, ...others), 1);
    assert.equal(await told(narrow, ...others), 0);
  });
});
