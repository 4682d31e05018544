import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import {
  CloudTrailClient,
  LookupEventsCommand,
  type LookupAttributeKey,
  type LookupEventsCommandInput,
} from "@aws-sdk/client-cloudtrail";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { CreateQueueCommand, ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { auditRules } from "../../components/model/audit-rules";
import { seesReads } from "../../components/model/audit-patterns";
import { queuePolicy } from "../../components/model/event-sync-role";
import { randomValue } from "../e2e/strongroom";
import { account, type ClientConfig, describeEmulator, errorName, region } from "./emulator-process";

const entry = "dev/api/app";

describeEmulator("the emulator's CloudTrail", (emulator) => {
  let administrator: ClientConfig;
  let trail: CloudTrailClient;
  let secrets: SecretsManagerClient;
  let outsider: SecretsManagerClient;
  let keyId: string;
  let arn: string;
  const value = randomValue();

  before(async () => {
    administrator = await emulator.administrator();
    trail = new CloudTrailClient(administrator);
    secrets = new SecretsManagerClient(administrator);
    const iam = new IAMClient(administrator);
    await iam.send(new CreateUserCommand({ UserName: "mallory" }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "mallory" }));
    keyId = AccessKey!.AccessKeyId!;
    const credentials = { accessKeyId: keyId, secretAccessKey: AccessKey!.SecretAccessKey! };
    outsider = new SecretsManagerClient({ ...administrator, credentials });
    arn = (await secrets.send(new CreateSecretCommand({ Name: entry, SecretString: value }))).ARN!;
  });

  /** Asks at the pace that CloudTrail allows. */
  async function lookUp(key: LookupAttributeKey, AttributeValue: string, more: LookupEventsCommandInput = {}) {
    await wait(600);
    const LookupAttributes = [{ AttributeKey: key, AttributeValue }];
    return trail.send(new LookupEventsCommand({ LookupAttributes, ...more }));
  }

  it("tells who read an entry, by what name, from where, and never a value", async () => {
    await outsider.send(new GetSecretValueCommand({ SecretId: entry }));
    await outsider.send(new GetSecretValueCommand({ SecretId: arn }));
    const { Events } = await lookUp("ResourceName", entry);
    const [read, created] = Events!;
    assert.deepEqual(
      [read!.EventName, read!.Username, read!.AccessKeyId, read!.ReadOnly, read!.EventSource, created!.EventName],
      ["GetSecretValue", "mallory", keyId, "true", "secretsmanager.amazonaws.com", "CreateSecret"],
    );
    const record = JSON.parse(read!.CloudTrailEvent!) as Record<string, unknown>;
    assert.deepEqual(record["requestParameters"], { secretId: entry });
    assert.equal(record["sourceIPAddress"], "127.0.0.1");
    assert.match(record["userAgent"] as string, /^aws-sdk-js\//);
    assert.deepEqual(record["userIdentity"], {
      ...(record["userIdentity"] as object),
      type: "IAMUser",
      arn: `arn:aws:iam::${account}:user/mallory`,
      accountId: account,
      accessKeyId: keyId,
      userName: "mallory",
    });
    assert.equal(JSON.stringify(Events).includes(value), false);
    assert.equal((await lookUp("ResourceName", arn)).Events!.length, 1);
  });

  it("tells of refused calls, and what sessions are of which role", async () => {
    await assert.rejects(secrets.send(new GetSecretValueCommand({ SecretId: "dev/api/none" })));
    const [refused] = (await lookUp("ResourceName", "dev/api/none")).Events!;
    const record = JSON.parse(refused!.CloudTrailEvent!) as {
      errorCode: string;
      userIdentity: { type: string; sessionContext: { sessionIssuer: { arn: string } } };
    };
    assert.equal(record.errorCode, "ResourceNotFoundException");
    assert.equal(record.userIdentity.type, "AssumedRole");
    assert.match(record.userIdentity.sessionContext.sessionIssuer.arn, /:role\/lab-administrator$/);
  });

  it("tells what an access key was used for, STS and IAM as well", async () => {
    const credentials = { accessKeyId: keyId, secretAccessKey: "not-compared" };
    await new STSClient({ ...administrator, credentials }).send(new GetCallerIdentityCommand({}));
    const { Events } = await lookUp("AccessKeyId", keyId);
    assert.equal(Events![0]!.EventName, "GetCallerIdentity");
    const global = new CloudTrailClient({ ...administrator, region: "us-east-1" });
    const made = await global.send(
      new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "CreateAccessKey" }] }),
    );
    const { requestParameters } = JSON.parse(made.Events![0]!.CloudTrailEvent!) as { requestParameters: object };
    assert.deepEqual(requestParameters, { userName: "mallory" });
  });

  it("answers page by page, the newest first, with a token that belongs to its question", async () => {
    for (let count = 0; count < 4; count++) await outsider.send(new GetSecretValueCommand({ SecretId: entry }));
    const first = await lookUp("Username", "mallory", { MaxResults: 4 });
    assert.equal(first.Events!.length, 4);
    await outsider.send(new GetSecretValueCommand({ SecretId: entry }));
    const second = await lookUp("Username", "mallory", { MaxResults: 4, NextToken: first.NextToken });
    const ids = [...first.Events!, ...second.Events!].map(({ EventId }) => EventId);
    assert.equal(new Set(ids).size, ids.length);
    const other = lookUp("EventName", "GetSecretValue", { NextToken: first.NextToken });
    assert.equal(await errorName(other), "InvalidNextTokenException");
  });

  it("refuses two attributes and a time that ends before it begins, and keeps to a time", async () => {
    const attribute = { AttributeKey: "EventName", AttributeValue: "GetSecretValue" } as const;
    await wait(600);
    const two = trail.send(new LookupEventsCommand({ LookupAttributes: [attribute, attribute] }));
    assert.equal(await errorName(two), "InvalidLookupAttributesException");
    const [early, late] = [new Date("2026-01-01"), new Date("2026-02-01")];
    assert.equal(
      await errorName(lookUp("EventName", "GetSecretValue", { StartTime: late, EndTime: early })),
      "InvalidTimeRangeException",
    );
    assert.deepEqual((await lookUp("EventName", "GetSecretValue", { EndTime: early })).Events, []);
  });

  it("throttles at two calls a second", async () => {
    await wait(1100);
    const call = () => errorName(trail.send(new LookupEventsCommand({})));
    const names = [await call(), await call(), await call()];
    assert.ok(names.includes("ThrottlingException"), names.join(", "));
  });

  it("hands an outsider's read to the rules of SecretAudit, and a deletion, and nothing of a known reader", async () => {
    const events = new EventBridgeClient(administrator);
    const queues = new SQSClient(administrator);
    const queueArn = `arn:aws:sqs:${region}:${account}:audit`;
    const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: "audit" }));
    const environment = { name: "dev", account, region };
    const Policy = JSON.stringify(queuePolicy(environment, queueArn)).replaceAll("-sync-", "-audit-");
    await queues.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    const known = {
      roles: [`arn:aws:iam::${account}:role/lab-administrator`],
      functions: ["arn:aws:lambda:x"],
      users: [],
    };
    for (const rule of auditRules({ environment, serviceOwned: [], known, reads: true })) {
      const State = rule.reads ? seesReads : "ENABLED";
      await events.send(new PutRuleCommand({ Name: rule.ruleName, EventPattern: JSON.stringify(rule.pattern), State }));
      const InputTransformer = { InputPathsMap: rule.inputPaths, InputTemplate: rule.inputTemplate };
      await events.send(
        new PutTargetsCommand({ Rule: rule.ruleName, Targets: [{ Id: "queue", Arn: queueArn, InputTransformer }] }),
      );
    }
    const heard = async () => {
      const { Messages = [] } = await queues.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
      );
      return Messages.map(({ Body }) => Body!.split("\n").map((line) => JSON.parse(line) as string));
    };
    await secrets.send(new GetSecretValueCommand({ SecretId: entry }));
    await secrets.send(new PutSecretValueCommand({ SecretId: entry, SecretString: value }));
    assert.deepEqual(await heard(), []);
    await outsider.send(new GetSecretValueCommand({ SecretId: arn }));
    const [[first, secret, who, from] = [], ...others] = await heard();
    assert.equal(others.length, 0);
    assert.match(
      first!,
      /^A secret of dev was asked for by somebody who is not known to read it: GetSecretValue, at \d{4}/,
    );
    assert.deepEqual(
      [secret, who, from],
      [`Secret: ${arn}`, `By: IAMUser arn:aws:iam::${account}:user/mallory`, "From: 127.0.0.1"],
    );
    await secrets.send(new DeleteSecretCommand({ SecretId: entry }));
    const [[deleted] = []] = await heard();
    assert.match(deleted!, /^A secret of dev lost something: DeleteSecret, at /);
  });
});
