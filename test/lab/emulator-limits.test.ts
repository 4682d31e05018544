import assert from "node:assert/strict";
import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  GetOpenIDConnectProviderCommand,
  IAMClient,
  PutRolePolicyCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  SimulatePrincipalPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  type Tag,
} from "@aws-sdk/client-secrets-manager";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { account, describeEmulator, errorMessage, errorName } from "./emulator-process";

describeEmulator("the emulator's limits", (emulator) => {
  let iam: IAMClient;
  let secretsManager: SecretsManagerClient;
  let ssm: SSMClient;
  before(async () => {
    const administrator = await emulator.administrator();
    iam = new IAMClient(administrator);
    secretsManager = new SecretsManagerClient(administrator);
    ssm = new SSMClient(administrator);
    await createRole("role", trust(10));
  });

  function createRole(name: string, document: string): Promise<unknown> {
    return iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document }));
  }

  /** A document of exactly that many characters that are not white space, and some white space. */
  function sized(statement: object, size: number): string {
    const document = (Sid: string): string =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid, ...statement }] });
    return `${document("a".repeat(Math.max(1, size - document("").length)))}     `;
  }

  const trust = (size: number): string =>
    sized({ Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" }, size);
  const policy = (size: number): string => sized({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }, size);

  it("takes a trust policy of 2,048 characters, and none beyond", async () => {
    assert.equal(await errorName(createRole("fits", trust(2048))), "none");
    assert.equal(await errorName(createRole("beyond", trust(2049))), "LimitExceededException");
  });

  it("takes 10,240 characters of policies in a role, all together", async () => {
    const put = (name: string, size: number): Promise<unknown> =>
      iam.send(new PutRolePolicyCommand({ RoleName: "role", PolicyName: name, PolicyDocument: policy(size) }));
    assert.equal(await errorName(put("one", 10_000)), "none");
    assert.equal(await errorName(put("two", 241)), "LimitExceededException");
    assert.equal(await errorName(put("two", 240)), "none");
    assert.equal(await errorName(put("one", 10_000)), "none");
  });

  it("takes a managed policy of 6,144 characters, and deletes it once its other versions are gone", async () => {
    const create = (name: string, size: number): Promise<{ Policy?: { Arn?: string } }> =>
      iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: policy(size) }));
    assert.equal(await errorName(create("beyond", 6145)), "LimitExceededException");
    const PolicyArn = (await create("fits", 6144)).Policy?.Arn;
    const version = { PolicyArn, SetAsDefault: true };
    assert.equal(
      await errorName(iam.send(new CreatePolicyVersionCommand({ ...version, PolicyDocument: policy(6145) }))),
      "LimitExceededException",
    );
    await iam.send(new CreatePolicyVersionCommand({ ...version, PolicyDocument: policy(100) }));
    assert.equal(await errorName(iam.send(new DeletePolicyCommand({ PolicyArn }))), "DeleteConflictException");
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    await iam.send(new DeletePolicyCommand({ PolicyArn }));
  });

  it("takes names and values as long as AWS does", async () => {
    assert.equal(await errorName(createRole("r".repeat(65), trust(10))), "ValidationError");
    const create = (Name: string, Tags: Tag[] = []): Promise<unknown> =>
      secretsManager.send(new CreateSecretCommand({ Name, Tags }));
    assert.equal(await errorName(create("a b")), "ValidationException");
    assert.equal(await errorName(create("rds!db-1")), "ValidationException");
    const owned = [{ Key: "aws:secretsmanager:owningService", Value: "rds" }];
    assert.equal(await errorName(create("rds!db-1", owned)), "none");
    assert.equal(await errorName(create("dev/api_x+=.@-1")), "none");
    const put = (SecretString: string): Promise<unknown> =>
      secretsManager.send(new PutSecretValueCommand({ SecretId: "dev/api_x+=.@-1", SecretString }));
    assert.equal(await errorName(put("x".repeat(65_536))), "none");
    assert.equal(await errorName(put("x".repeat(65_537))), "InvalidParameterException");
    const parameter = (Value: string): Promise<unknown> =>
      ssm.send(new PutParameterCommand({ Name: `/dev/${Value.length}`, Type: "String", Value }));
    assert.equal(await errorName(parameter("x".repeat(4096))), "none");
    assert.equal(await errorName(parameter("x".repeat(4097))), "ValidationException");
  });

  it("adds and removes an OIDC provider's audiences", async () => {
    const Url = "https://token.actions.githubusercontent.com";
    const made = await iam.send(new CreateOpenIDConnectProviderCommand({ Url, ClientIDList: ["sts.amazonaws.com"] }));
    const { OpenIDConnectProviderArn } = made;
    const audiences = async (): Promise<string[] | undefined> =>
      (await iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }))).ClientIDList;
    const other = { OpenIDConnectProviderArn, ClientID: "other" };
    await iam.send(new AddClientIDToOpenIDConnectProviderCommand(other));
    await iam.send(new AddClientIDToOpenIDConnectProviderCommand(other));
    assert.deepEqual(await audiences(), ["sts.amazonaws.com", "other"]);
    await iam.send(new RemoveClientIDFromOpenIDConnectProviderCommand(other));
    assert.deepEqual(await audiences(), ["sts.amazonaws.com"]);
  });

  it("says by name which call it does not know", async () => {
    const PolicySourceArn = `arn:aws:iam::${account}:role/role`;
    const call = new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ["s3:GetObject"] });
    assert.equal(
      await errorMessage(iam.send(call)),
      "The lab's AWS emulator does not know iam:SimulatePrincipalPolicy.",
    );
  });
});
