import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { AddPermissionCommand, CreateFunctionCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { ensurePart } from "../../lab/parts/parts";
import { account, describeEmulator, errorMessage, errorName } from "./emulator-process";

const arnOf = (name: string): string => `arn:aws:lambda:eu-west-1:${account}:function:${name}`;
const rules = { ScheduleExpression: "rate(30 days)", Duration: "3h" };

/** A rotation function as AWS's templates are written: each step finds its version by its token. */
const python = `
import boto3, json, os
def handler(event, context):
    client = boto3.client("secretsmanager")
    secret, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    described = client.describe_secret(SecretId=secret)
    stages = described["VersionIdsToStages"]
    assert "AWSPENDING" in stages[token], stages
    if "SUFFIX" not in os.environ or (step == os.environ.get("FAILS_ONCE_AT") and not described.get("Tags")):
        client.tag_resource(SecretId=secret, Tags=[{"Key": "failed", "Value": step}])
        raise ValueError("as asked")
    if step == "createSecret":
        current = json.loads(client.get_secret_value(SecretId=secret, VersionStage="AWSCURRENT")["SecretString"])
        current["password"] = "rotated-" + os.environ["SUFFIX"]
        client.put_secret_value(
            SecretId=secret, ClientRequestToken=token, SecretString=json.dumps(current), VersionStages=["AWSPENDING"])
    elif step == "testSecret":
        pending = client.get_secret_value(SecretId=secret, VersionId=token, VersionStage="AWSPENDING")
        assert json.loads(pending["SecretString"])["password"]
    elif step == "finishSecret":
        before = next(version for version, labels in stages.items() if "AWSCURRENT" in labels)
        client.update_secret_version_stage(
            SecretId=secret, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=before)
`;

const node = `
const { STSClient, GetCallerIdentityCommand } = require("@aws-sdk/client-sts");
exports.handler = async (event) => {
  console.log("a function may print");
  if (event.fail) throw new TypeError("as asked");
  const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  return { arn: Arn, arguments: process.argv.slice(2), given: event.given, setting: process.env.SETTING };
};
`;

describeEmulator("the emulator's rotation", (emulator) => {
  let client: SecretsManagerClient;
  let lambda: LambdaClient;
  before(async () => {
    const administrator = await emulator.administrator();
    client = new SecretsManagerClient(administrator);
    lambda = new LambdaClient(administrator);
    const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
    await new IAMClient(administrator).send(
      new CreateRoleCommand({
        RoleName: "rotation",
        AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
      }),
    );
    await createFunction("rotate", "index.py", python, { SUFFIX: "well" });
    await createFunction("broken", "index.py", python, {});
    await createFunction("shaky", "index.py", python, { SUFFIX: "well", FAILS_ONCE_AT: "testSecret" });
    await createFunction("node", "index.js", node, { SETTING: "set" });
    for (const name of ["rotate", "broken", "shaky"]) await allow(name);
  });

  async function createFunction(name: string, file: string, code: string, Variables: Record<string, string>) {
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Runtime: file.endsWith(".py") ? "python3.12" : "nodejs20.x",
        Role: `arn:aws:iam::${account}:role/rotation`,
        Handler: "index.handler",
        Timeout: 60,
        Environment: { Variables },
        Code: { ZipFile: await zip(file, code) },
      }),
    );
  }

  async function allow(name: string): Promise<void> {
    const Principal = "secretsmanager.amazonaws.com";
    const input = { FunctionName: name, StatementId: "rotation", Action: "lambda:InvokeFunction", Principal };
    await lambda.send(new AddPermissionCommand(input));
  }

  async function create(name: string): Promise<string> {
    const input = { Name: name, SecretString: JSON.stringify({ username: "app", password: "first" }) };
    return (await client.send(new CreateSecretCommand(input))).VersionId!;
  }

  function rotate(name: string, more: object = {}): Promise<{ VersionId?: string }> {
    const input = { SecretId: name, RotationLambdaARN: arnOf("rotate"), RotationRules: rules, ...more };
    return client.send(new RotateSecretCommand(input));
  }

  async function password(name: string): Promise<string> {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
    return (JSON.parse(SecretString!) as { password: string }).password;
  }

  async function describeUntil(
    name: string,
    done: (described: DescribeSecretCommandOutput) => boolean,
  ): Promise<DescribeSecretCommandOutput> {
    for (;;) {
      const described = await client.send(new DescribeSecretCommand({ SecretId: name }));
      if (done(described)) return described;
      await wait(100);
    }
  }

  it("runs the function step by step, and keeps the schedule", async () => {
    const before = await create("rotated");
    const { VersionId } = await rotate("rotated");
    const described = await describeUntil("rotated", ({ LastRotatedDate }) => LastRotatedDate !== undefined);
    assert.equal(await password("rotated"), "rotated-well");
    assert.deepEqual(described.VersionIdsToStages, {
      [before]: ["AWSPREVIOUS"],
      [VersionId!]: ["AWSPENDING", "AWSCURRENT"],
    });
    assert.deepEqual(described.RotationRules, rules);
    assert.equal(described.RotationEnabled, true);
    assert.equal(described.RotationLambdaARN, arnOf("rotate"));
    assert.ok(described.NextRotationDate! > new Date());
  });

  it("rotates again by the function that it knows", async () => {
    await create("again");
    const first = await rotate("again");
    await describeUntil("again", ({ LastRotatedDate }) => LastRotatedDate !== undefined);
    const { VersionId } = await client.send(new RotateSecretCommand({ SecretId: "again" }));
    const described = await describeUntil("again", ({ VersionIdsToStages }) =>
      VersionIdsToStages![VersionId!]!.includes("AWSCURRENT"),
    );
    assert.deepEqual(described.VersionIdsToStages![first.VersionId!], ["AWSPREVIOUS"]);
    assert.deepEqual(described.RotationRules, rules);
  });

  it("only tests the function where it is not to rotate at once", async () => {
    const version = await create("later");
    await rotate("later", { RotateImmediately: false });
    const described = await describeUntil(
      "later",
      ({ VersionIdsToStages }) => Object.keys(VersionIdsToStages!).length === 1,
    );
    assert.deepEqual(described.VersionIdsToStages, { [version]: ["AWSCURRENT"] });
    assert.equal(described.RotationEnabled, true);
    assert.equal(await password("later"), "first");
  });

  it("tries all steps again where one fails", async () => {
    await create("retried");
    const { VersionId } = await rotate("retried", { RotationLambdaARN: arnOf("shaky") });
    const { Tags } = await describeUntil("retried", ({ VersionIdsToStages }) =>
      VersionIdsToStages![VersionId!]!.includes("AWSCURRENT"),
    );
    assert.deepEqual(Tags, [{ Key: "failed", Value: "testSecret" }]);
    assert.equal(await password("retried"), "rotated-well");
  });

  it("leaves a failed rotation pending, and takes it up again", async () => {
    const before = await create("failed");
    const { VersionId } = await rotate("failed", { RotationLambdaARN: arnOf("broken") });
    const { Tags, VersionIdsToStages } = await describeUntil("failed", (described) => described.Tags !== undefined);
    assert.deepEqual(Tags, [{ Key: "failed", Value: "createSecret" }]);
    assert.deepEqual(VersionIdsToStages, { [before]: ["AWSCURRENT"], [VersionId!]: ["AWSPENDING"] });
    assert.equal(await password("failed"), "first");
    assert.equal(
      await errorMessage(rotate("failed")),
      "A previous rotation isn't complete. That rotation will be reattempted.",
    );
    await describeUntil("failed", ({ VersionIdsToStages: stages }) => stages![VersionId!]!.includes("AWSCURRENT"));
    assert.equal(await password("failed"), "rotated-well");
  });

  it("tells EventBridge how each rotation began and what it came to, with the entry's ARN", async () => {
    const administrator = await emulator.administrator();
    const [events, queues] = [new EventBridgeClient(administrator), new SQSClient(administrator)];
    const Arn = `arn:aws:sqs:eu-west-1:${account}:rotations`;
    const statement = {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: Arn,
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const { QueueUrl } = await queues.send(
      new CreateQueueCommand({ QueueName: "rotations", Attributes: { Policy, VisibilityTimeout: "600" } }),
    );
    const EventPattern = JSON.stringify({ "detail-type": ["AWS Service Event via CloudTrail"] });
    await events.send(new PutRuleCommand({ Name: "rotations", EventPattern }));
    await events.send(new PutTargetsCommand({ Rule: "rotations", Targets: [{ Id: "queue", Arn }] }));

    await create("told/well");
    await create("told/badly");
    await rotate("told/well");
    await rotate("told/badly", { RotationLambdaARN: arnOf("broken") });
    const told: string[] = [];
    while (told.length < 4) {
      const { Messages = [] } = await queues.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
      for (const { Body } of Messages) {
        const { detail } = JSON.parse(Body!) as {
          detail: { eventName: string; requestParameters: null; additionalEventData: { SecretId: string } };
        };
        assert.equal(detail.requestParameters, null);
        const entry = detail.additionalEventData.SecretId.replace(/^.*:secret:(.*)-\w{6}$/, "$1");
        // A rotation of the tests before may end only now.
        if (entry.startsWith("told/")) told.push(`${entry} ${detail.eventName}`);
      }
    }
    assert.deepEqual(told.sort(), [
      "told/badly RotationFailed",
      "told/badly RotationStarted",
      "told/well RotationStarted",
      "told/well RotationSucceeded",
    ]);
  });

  it("replaces the password of an entry that an AWS service manages", async () => {
    // Elsewhere only the service itself can put this tag.
    const Tags = [{ Key: "aws:secretsmanager:owningService", Value: "rds" }];
    const SecretString = JSON.stringify({ username: "admin", password: "first" });
    await client.send(new CreateSecretCommand({ Name: "managed", SecretString, Tags }));
    await client.send(new RotateSecretCommand({ SecretId: "managed", RotationRules: rules }));
    await describeUntil("managed", ({ LastRotatedDate }) => LastRotatedDate !== undefined);
    const { SecretString: rotated } = await client.send(new GetSecretValueCommand({ SecretId: "managed" }));
    const { username, password: replaced } = JSON.parse(rotated!) as Record<string, string>;
    assert.equal(username, "admin");
    assert.notEqual(replaced, "first");
  });

  it("refuses an entry without a value, a function that is missing or closed to it, and no function at all", async () => {
    await client.send(new CreateSecretCommand({ Name: "unseeded" }));
    assert.equal(await errorName(rotate("unseeded")), "ResourceNotFoundException");
    await create("refused");
    const missing = rotate("refused", { RotationLambdaARN: arnOf("missing") });
    assert.equal(await errorName(missing), "ResourceNotFoundException");
    assert.equal(
      await errorMessage(rotate("refused", { RotationLambdaARN: arnOf("node") })),
      "Secrets Manager cannot invoke the specified Lambda function. " +
        "Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.",
    );
    const none = client.send(new RotateSecretCommand({ SecretId: "refused" }));
    assert.equal(await errorName(none), "InvalidRequestException");
  });

  it("stops rotating, and takes values as before", async () => {
    await create("cancelled");
    await rotate("cancelled", { RotateImmediately: false });
    await client.send(new CancelRotateSecretCommand({ SecretId: "cancelled" }));
    const described = await client.send(new DescribeSecretCommand({ SecretId: "cancelled" }));
    assert.equal(described.RotationEnabled, false);
    await client.send(new PutSecretValueCommand({ SecretId: "cancelled", SecretString: '{"password":"by-hand"}' }));
    assert.equal(await password("cancelled"), "by-hand");
  });

  it("runs a Node function with its variables and its role's keys, and nothing in its arguments", async () => {
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: "node", Payload: JSON.stringify({ given: 1 }) }),
    );
    assert.equal(FunctionError, undefined);
    assert.deepEqual(JSON.parse(Buffer.from(Payload!).toString()), {
      arn: `arn:aws:sts::${account}:assumed-role/rotation/node`,
      arguments: [],
      given: 1,
      setting: "set",
    });
  });

  it("says which error a function ended with", async () => {
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: "node", Payload: JSON.stringify({ fail: true }) }),
    );
    assert.equal(FunctionError, "Handled");
    assert.deepEqual(JSON.parse(Buffer.from(Payload!).toString()), {
      errorType: "TypeError",
      errorMessage: "as asked",
    });
  });
});

/** A function's code as Lambda takes it, packed by the emulator's own Python. */
async function zip(file: string, code: string): Promise<Uint8Array> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "function-"));
  try {
    fs.writeFileSync(path.join(folder, file), code);
    const { python: program } = await ensurePart("emulator", () => undefined);
    const packed = spawnSync(program, ["-m", "zipfile", "-c", "code.zip", file], { cwd: folder, encoding: "utf8" });
    assert.equal(packed.status, 0, packed.stderr);
    return fs.readFileSync(path.join(folder, "code.zip"));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
