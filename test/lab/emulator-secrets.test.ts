import assert from "node:assert/strict";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  RemoveRegionsFromReplicationCommand,
  ReplicateSecretToRegionsCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
  ValidateResourcePolicyCommand,
} from "@aws-sdk/client-secrets-manager";
import { entryPolicy } from "../../components/model/entry-policy";
import { account, describeEmulator, errorMessage, errorName } from "./emulator-process";

describeEmulator("the emulator's Secrets Manager", (emulator) => {
  let client: SecretsManagerClient;
  before(async () => {
    client = new SecretsManagerClient(await emulator.administrator());
  });

  async function create(name: string): Promise<string> {
    return (await client.send(new CreateSecretCommand({ Name: name }))).ARN!;
  }

  async function put(name: string, value: string, stages?: string[]): Promise<string> {
    const command = new PutSecretValueCommand({ SecretId: name, SecretString: value, VersionStages: stages });
    return (await client.send(command)).VersionId!;
  }

  async function current(name: string, VersionStage?: string): Promise<string | undefined> {
    return (await client.send(new GetSecretValueCommand({ SecretId: name, VersionStage }))).SecretString;
  }

  async function stages(name: string): Promise<Record<string, string[]>> {
    return (await client.send(new DescribeSecretCommand({ SecretId: name }))).VersionIdsToStages ?? {};
  }

  it("has no value where none was put", async () => {
    await create("empty");
    const message = "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT";
    assert.equal(await errorMessage(current("empty")), message);
    assert.deepEqual(await stages("empty"), {});
  });

  it("moves the labels with each value, and drops a version without any", async () => {
    await create("labels");
    const versions = [await put("labels", "one"), await put("labels", "two"), await put("labels", "three")];
    assert.deepEqual(await stages("labels"), { [versions[1]!]: ["AWSPREVIOUS"], [versions[2]!]: ["AWSCURRENT"] });
    assert.equal(await current("labels", "AWSPREVIOUS"), "two");
  });

  it("keeps a label of one's own on the version that it was put on", async () => {
    await create("own-label");
    const first = await put("own-label", "one", ["AWSCURRENT", "release-1"]);
    const second = await put("own-label", "two");
    assert.deepEqual(await stages("own-label"), { [first]: ["release-1", "AWSPREVIOUS"], [second]: ["AWSCURRENT"] });
  });

  it("gives the promoted value, and no pending one before", async () => {
    await create("promoted");
    const before = await put("promoted", "old");
    const pending = await put("promoted", "new", ["AWSPENDING"]);
    assert.equal(await current("promoted"), "old");
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: "promoted",
        VersionStage: "AWSCURRENT",
        MoveToVersionId: pending,
        RemoveFromVersionId: before,
      }),
    );
    assert.equal(await current("promoted"), "new");
    assert.equal(await current("promoted", "AWSPREVIOUS"), "old");
  });

  it("keeps the value of a pending version", async () => {
    await create("kept");
    await put("kept", "old");
    const pending = await put("kept", "new", ["AWSPENDING"]);
    const again = (value: string): PutSecretValueCommand =>
      new PutSecretValueCommand({
        SecretId: "kept",
        ClientRequestToken: pending,
        SecretString: value,
        VersionStages: ["AWSPENDING"],
      });
    assert.equal((await client.send(again("new"))).VersionId, pending);
    assert.equal(await errorName(client.send(again("other"))), "ResourceExistsException");
    assert.equal(await current("kept", "AWSPENDING"), "new");
  });

  it("refuses everything but a look at a deleted secret, and keeps its name", async () => {
    await create("gone");
    await put("gone", "value");
    const deleted = await client.send(new DeleteSecretCommand({ SecretId: "gone", RecoveryWindowInDays: 7 }));
    assert.ok(deleted.DeletionDate! > new Date());
    const marked = "You can't perform this operation on the secret because it was marked for deletion.";
    assert.equal(await errorMessage(current("gone")), marked);
    assert.equal(await errorMessage(put("gone", "other")), marked);
    const tag = new TagResourceCommand({ SecretId: "gone", Tags: [{ Key: "a", Value: "b" }] });
    assert.equal(await errorMessage(client.send(tag)), marked);
    assert.equal(
      await errorMessage(create("gone")),
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
    assert.ok((await client.send(new DescribeSecretCommand({ SecretId: "gone" }))).DeletedDate);
  });

  it("restores a deleted secret with its value", async () => {
    await create("restored");
    await put("restored", "value");
    await client.send(new DeleteSecretCommand({ SecretId: "restored" }));
    await client.send(new RestoreSecretCommand({ SecretId: "restored" }));
    assert.equal(await current("restored"), "value");
  });

  it("frees the name once the window has passed, and at once without a window", async () => {
    await create("purged");
    await client.send(new DeleteSecretCommand({ SecretId: "purged" }));
    await emulator.control("POST", "/lab/purge");
    await create("purged");
    await client.send(new DeleteSecretCommand({ SecretId: "purged", ForceDeleteWithoutRecovery: true }));
    await create("purged");
  });

  it("changes description, key and tags without a new version", async () => {
    await create("described");
    const version = await put("described", "value");
    await client.send(new UpdateSecretCommand({ SecretId: "described", Description: "new", KmsKeyId: "alias/own" }));
    await client.send(new TagResourceCommand({ SecretId: "described", Tags: [{ Key: "team", Value: "a" }] }));
    await client.send(new TagResourceCommand({ SecretId: "described", Tags: [{ Key: "team", Value: "b" }] }));
    await client.send(new TagResourceCommand({ SecretId: "described", Tags: [{ Key: "extra", Value: "c" }] }));
    await client.send(new UntagResourceCommand({ SecretId: "described", TagKeys: ["extra"] }));
    const described = await client.send(new DescribeSecretCommand({ SecretId: "described" }));
    assert.equal(described.Description, "new");
    assert.equal(described.KmsKeyId, "alias/own");
    assert.deepEqual(described.Tags, [{ Key: "team", Value: "b" }]);
    const listed = await client.send(new ListSecretVersionIdsCommand({ SecretId: "described" }));
    assert.deepEqual(
      listed.Versions?.map(({ VersionId }) => VersionId),
      [version],
    );
  });

  it("keeps a resource policy that denies, and blocks a public one", async () => {
    await create("policy");
    const denying = JSON.stringify(entryPolicy(account));
    const statement = { Effect: "Allow", Principal: "*", Action: "secretsmanager:GetSecretValue", Resource: "*" };
    const asText = (extra: object): string =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ ...statement, ...extra }] });
    const keep = (policy: string): Promise<unknown> =>
      client.send(
        new PutResourcePolicyCommand({ SecretId: "policy", ResourcePolicy: policy, BlockPublicPolicy: true }),
      );
    await keep(denying);
    assert.equal(await errorName(keep(asText({}))), "PublicPolicyException");
    assert.equal(await errorName(keep(asText({ Effect: "Perhaps" }))), "MalformedPolicyDocumentException");
    assert.equal(await errorName(keep("{")), "MalformedPolicyDocumentException");
    const kept = await client.send(new GetResourcePolicyCommand({ SecretId: "policy" }));
    assert.equal(kept.ResourcePolicy, denying);
    await keep(asText({ Condition: { StringEquals: { "aws:PrincipalAccount": account } } }));
  });

  it("validates a resource policy without keeping it", async () => {
    const validate = async (policy: string): Promise<boolean | undefined> =>
      (await client.send(new ValidateResourcePolicyCommand({ ResourcePolicy: policy }))).PolicyValidationPassed;
    assert.equal(await validate(JSON.stringify(entryPolicy(account))), true);
    assert.equal(await validate("{}"), false);
  });

  it("replicates the value and the key, and keeps a replicated secret from being deleted", async () => {
    await create("copied");
    await put("copied", "value");
    const AddReplicaRegions = [{ Region: "eu-central-1", KmsKeyId: "alias/there" }];
    const added = await client.send(new ReplicateSecretToRegionsCommand({ SecretId: "copied", AddReplicaRegions }));
    assert.equal(added.ReplicationStatus?.[0]?.KmsKeyId, "alias/there");
    const there = new SecretsManagerClient({ ...(await emulator.administrator()), region: "eu-central-1" });
    assert.equal((await there.send(new GetSecretValueCommand({ SecretId: "copied" }))).SecretString, "value");
    assert.equal(
      await errorName(client.send(new DeleteSecretCommand({ SecretId: "copied" }))),
      "InvalidParameterException",
    );
    const remove = { SecretId: "copied", RemoveReplicaRegions: ["eu-central-1"] };
    await client.send(new RemoveRegionsFromReplicationCommand(remove));
    assert.equal(
      await errorName(there.send(new GetSecretValueCommand({ SecretId: "copied" }))),
      "ResourceNotFoundException",
    );
    await client.send(new DeleteSecretCommand({ SecretId: "copied" }));
  });

  it("never writes a value to its log", async () => {
    const value = `value-${"of-nobody".repeat(2)}`;
    await create("logged");
    await put("logged", value);
    await current("logged");
    assert.match(emulator.log(), /Z 200 secretsmanager PutSecretValue eu-west-1\n/);
    assert.ok(!emulator.log().includes(value));
  });
});
