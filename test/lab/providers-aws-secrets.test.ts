import assert from "node:assert/strict";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { Asked } from "./provider-client";
import { type Properties, textOf } from "../../lab/providers/core/values";
import {
  adopt,
  assertSettled,
  change,
  configuration,
  describeAws,
  make,
  plan,
  refresh,
  remove,
} from "./provider-lifecycle";

const denyAll = { Effect: "Deny", Principal: "*", Action: "secretsmanager:GetSecretValue", Resource: "*" };

function document(...statements: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

describeAws("Secrets Manager in the lab's AWS provider", (aws, emulator) => {
  let client: SecretsManagerClient;
  before(async () => {
    client = new SecretsManagerClient(await emulator.administrator());
  });
  afterEach(() => emulator.control("DELETE", "/lab/faults"));

  const secrets = (): Asked => aws().of("aws:secretsmanager/secret:Secret");
  const versions = (): Asked => aws().of("aws:secretsmanager/secretVersion:SecretVersion");

  it("makes an entry, changes it in place, and replaces it for another name or region", async () => {
    const given = { name: "dev/api/app", description: "Secrets.", recoveryWindowInDays: 0, tags: { namespace: "api" } };
    const made = await make(secrets(), given);
    assert.match(made.id, /^arn:aws:secretsmanager:eu-west-1:111122223333:secret:dev\/api\/app-\w{6}$/);
    await assertSettled(made, given);
    const later = { ...given, description: "More.", tags: { namespace: "other" }, recoveryWindowInDays: 7 };
    const changed = await change(made, later, ["description", "recoveryWindowInDays", "tags"]);
    assert.deepEqual((await plan(changed, { ...later, name: "dev/api/other" })).replaces, ["name"]);
    assert.deepEqual((await plan(changed, { ...later, region: "eu-central-1" })).replaces, ["region"]);
    await remove(changed);
  });

  it("adopts an entry that somebody made by hand: what differs is changed in place, and its value is not", async () => {
    const byHand = { Name: "dev/hand/app", SecretString: "{}", Tags: [{ Key: "by", Value: "hand" }] };
    const { ARN, VersionId } = await client.send(new CreateSecretCommand(byHand));
    const adopted = await adopt(secrets(), ARN!);
    assert.equal(adopted.id, ARN);
    const given = {
      name: "dev/hand/app",
      description: "Secrets.",
      recoveryWindowInDays: 0,
      tags: { namespace: "api" },
    };
    const changed = await change(adopted, given, ["description", "recoveryWindowInDays", "tags"]);
    const described = await client.send(new DescribeSecretCommand({ SecretId: ARN }));
    assert.deepEqual(described.VersionIdsToStages, { [VersionId!]: ["AWSCURRENT"] });
    assert.deepEqual(described.Tags?.map(({ Key, Value }) => `${Key}=${Value}`).sort(), [
      "namespace=api",
      "team=platform",
    ]);
    await remove(changed);
  });

  it("finds nothing to adopt where there is no such entry", async () => {
    const missing = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:dev/missing/app-AbCdEf";
    assert.equal((await secrets().read(missing)).id, "");
  });

  it("deletes at once without a recovery window, and waits for the end of one", async () => {
    for (const recoveryWindowInDays of [0, 7]) {
      const name = `dev/window/${recoveryWindowInDays}`;
      const made = await make(secrets(), { name, recoveryWindowInDays });
      await remove(made);
      const described = client.send(new DescribeSecretCommand({ SecretId: made.id }));
      if (recoveryWindowInDays === 0) await assert.rejects(described, { name: "ResourceNotFoundException" });
      else assert.ok((await described).DeletedDate);
    }
    assert.deepEqual((await secrets().check({ recoveryWindowInDays: 3 })).failures, [
      "recoveryWindowInDays: recoveryWindowInDays must be 0, or 7 to 30",
    ]);
  });

  it("replicates an entry, and takes replicas back", async () => {
    const kmsKeyId = "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-0000-4000-8000-00000000bbbb";
    const given = { name: "dev/replicated", recoveryWindowInDays: 0 };
    const one = { ...given, replicas: [{ region: "eu-central-1", kmsKeyId }] };
    const made = await make(secrets(), one);
    await assertSettled(made, one);
    const two = { ...given, replicas: [{ region: "eu-north-1" }, { region: "eu-central-1", kmsKeyId }] };
    const more = await change(made, two, ["replicas"]);
    await remove(await change(more, { ...given, replicas: [{ region: "eu-north-1" }] }, ["replicas"]));
    const { failures } = await secrets().check({ replicas: [{ region: "eu-central-1", name: "other" }] });
    assert.deepEqual(failures, [
      "replicas: the lab does not carry out replicas.name of aws:secretsmanager/secret:Secret; it carries out kmsKeyId, region",
    ]);
  });

  it("refuses what the lab does not carry out, and what would keep a value in the state under another name", async () => {
    const { failures } = await versions().check({ secretId: "a", secretStringWo: "value", secretStringWoVersion: 1 });
    assert.deepEqual(
      failures.map((failure) => failure.split(":")[0]),
      ["secretStringWo", "secretStringWoVersion"],
    );
    assert.deepEqual((await versions().check({})).failures, [
      "secretId: aws:secretsmanager/secretVersion:SecretVersion needs secretId",
    ]);
  });

  it("puts a value as a version of its own, and does not follow a rotation", async () => {
    const entry = await make(secrets(), { name: "dev/value", recoveryWindowInDays: 0 });
    const given = { secretId: entry.id, secretString: "first" };
    const asked = versions();
    const made = await make(asked, given, [["secretString"]]);
    assert.deepEqual(made.state["versionStages"], ["AWSCURRENT"]);
    const { state } = await asked.read(made.id, made.state, made.inputs);
    assert.ok(state.secrets.some((path) => path.join() === "secretString"));

    await client.send(new PutSecretValueCommand({ SecretId: entry.id, SecretString: "second" }));
    const seen = await refresh(made);
    assert.equal(seen.state["secretString"], "first");
    assert.deepEqual(seen.state["versionStages"], ["AWSPREVIOUS"]);
    assert.deepEqual((await plan(seen, given)).changed, []);
    assert.deepEqual((await plan(seen, { ...given, secretString: "third" })).replaces, ["secretString"]);
    // The version in force outlives its resource: AWSCURRENT can only move.
    const current = await make(asked, { ...given, secretString: "third" });
    await asked.delete(current.id, current.state);
    const { Versions } = await client.send(new ListSecretVersionIdsCommand({ SecretId: entry.id }));
    assert.equal(
      Versions?.find(({ VersionStages }) => VersionStages?.includes("AWSCURRENT"))?.VersionId,
      current.state["versionId"],
    );
    await remove(entry);
  });

  it("moves stages between versions", async () => {
    const entry = await make(secrets(), { name: "dev/stages", recoveryWindowInDays: 0 });
    await make(versions(), { secretId: entry.id, secretString: "one" });
    const given = { secretId: entry.id, secretString: "two", versionStages: ["mine"] };
    const made = await make(versions(), given);
    await change(made, { ...given, versionStages: ["AWSCURRENT", "mine"] }, ["versionStages"]);
    await remove(entry);
  });

  it("puts a policy on an entry, and takes it away", async () => {
    const entry = await make(secrets(), { name: "dev/policy", recoveryWindowInDays: 0 });
    const given = { secretArn: entry.id, policy: document(denyAll), blockPublicPolicy: true };
    const made = await make(aws().of("aws:secretsmanager/secretPolicy:SecretPolicy"), given);
    assert.equal(made.id, entry.id);
    await assertSettled(made, given);
    // The entry shows it as its own, which is no difference: its program says nothing about a policy.
    const seen = await refresh(entry);
    assert.equal(textOf(seen.state["policy"])?.includes("Deny"), true);
    assert.deepEqual((await plan(seen, { name: "dev/policy", recoveryWindowInDays: 0 })).changed, []);
    const two = document({ ...denyAll, Sid: "One" }, { ...denyAll, Sid: "Two" });
    const changed = await change(made, { ...given, policy: two }, ["policy"]);
    await made.asked.delete(changed.id, changed.state);
    assert.equal((await refresh(entry)).state["policy"], "");
    await remove(entry);
  });

  it("wants one kind of schedule for a rotation, and a value to rotate", async () => {
    const rotations = aws().of("aws:secretsmanager/secretRotation:SecretRotation");
    const rules = async (rotationRules: Properties): Promise<string[]> =>
      (await rotations.check({ secretId: "a", rotationRules })).failures;
    const wanted = "rotationRules: rotationRules needs one of automaticallyAfterDays and scheduleExpression, not both";
    assert.deepEqual(await rules({}), [wanted]);
    assert.deepEqual(await rules({ automaticallyAfterDays: 30, scheduleExpression: "rate(30 days)" }), [wanted]);
    assert.deepEqual((await rotations.check({ secretId: "a" })).failures, [
      "rotationRules: aws:secretsmanager/secretRotation:SecretRotation needs rotationRules",
    ]);
    const entry = await make(secrets(), { name: "dev/rotation", recoveryWindowInDays: 0 });
    const rotationLambdaArn = "arn:aws:lambda:eu-west-1:111122223333:function:missing";
    const given = { secretId: entry.id, rotationLambdaArn, rotationRules: { automaticallyAfterDays: 30 } };
    await assert.rejects(
      make(rotations, given),
      /create aws:secretsmanager\/secretRotation:SecretRotation "example": \w+/,
    );
    await remove(entry);
  });

  it("tries again after throttling and server errors, as long as they pass", async () => {
    await emulator.control("POST", "/lab/faults", { status: 429, service: "secretsmanager", count: 2 });
    const made = await make(secrets(), { name: "dev/throttled", recoveryWindowInDays: 0 });
    await emulator.control("POST", "/lab/faults", { status: 500, service: "secretsmanager", count: 2 });
    await remove(made);
  });

  it("keeps an entry whose policy could not be put, so that nothing is left behind", async () => {
    await aws().configure({ ...configuration, maxRetries: "0" });
    await emulator.control("POST", "/lab/faults", { status: 500, action: "PutResourcePolicy", count: 1 });
    const policy = document(denyAll);
    const made = make(secrets(), { name: "dev/partial", recoveryWindowInDays: 0, policy });
    await assert.rejects(made, (error: { details: string; metadata: { get(key: string): unknown[] } }) => {
      assert.match(
        error.details,
        /^create aws:secretsmanager\/secret:Secret "example": it was made, but not completed: \w+/,
      );
      const [status] = error.metadata.get("grpc-status-details-bin");
      assert.ok(Buffer.isBuffer(status) && status.includes("secret:dev/partial-"));
      return true;
    });
    await aws().configure(configuration);
  });

  it("shows no value in an error", async () => {
    const value = ["correct", "horse", "battery"].join("-");
    const made = make(versions(), { secretId: `missing-${value}`, secretString: value });
    await assert.rejects(made, (error: Error) => !error.message.includes(value));
  });
});
