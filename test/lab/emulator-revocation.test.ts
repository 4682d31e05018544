import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { CreateAccessKeyCommand, CreateRoleCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { IamAccess } from "../../cli/aws/iam-access";
import { account, type ClientConfig, describeEmulator, errorName, region } from "./emulator-process";

describeEmulator("what a response revokes in IAM", (emulator) => {
  const variables = { ...process.env };
  const roleArn = `arn:aws:iam::${account}:role/leaky`;
  let administrator: ClientConfig;
  let keyId: string;

  before(async () => {
    administrator = await emulator.administrator();
    const iam = new IAMClient(administrator);
    await iam.send(new CreateUserCommand({ UserName: "ci" }));
    keyId = (await iam.send(new CreateAccessKeyCommand({ UserName: "ci" }))).AccessKey!.AccessKeyId!;
    const trust = { Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" };
    const document = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
    await iam.send(new CreateRoleCommand({ RoleName: "leaky", AssumeRolePolicyDocument: document }));
    // The command's clients take their address and keys from here.
    const { accessKeyId, secretAccessKey, sessionToken } = administrator.credentials;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    });
  });
  after(() => {
    process.env = variables;
  });

  const asks = (config: ClientConfig): Promise<string> =>
    errorName(new SecretsManagerClient(config).send(new ListSecretsCommand({})));
  const asKey = (): ClientConfig => emulator.as({ accessKeyId: keyId, secretAccessKey: "not-compared" });

  it("switches a key off, and knows whose it is before and afterwards", async () => {
    assert.equal(await asks(asKey()), "none");
    await IamAccess.use(region, async (iam) => {
      assert.equal(await iam.ownerOf(keyId), "ci");
      await iam.deactivate("ci", keyId);
      await iam.deactivate("ci", keyId);
      assert.equal(await iam.ownerOf(keyId), "ci");
      assert.deepEqual(
        (await iam.keysOf("ci")).map(({ id, isActive }) => [id, isActive]),
        [[keyId, false]],
      );
    });
    assert.equal(await asks(asKey()), "UnrecognizedClientException");
    assert.equal(
      await errorName(new STSClient(asKey()).send(new GetCallerIdentityCommand({}))),
      "InvalidClientTokenId",
    );
  });

  it("says of a key that the account does not have what to do", async () => {
    await assert.rejects(
      IamAccess.use(region, (iam) => iam.ownerOf("AKIANOBODYSKEY00000")),
      {
        name: "UserError",
        message:
          "AKIANOBODYSKEY00000 is no access key of a user of this account. Nothing was changed.\n" +
          "Fix: aws sts get-access-key-info --access-key-id ID says which account it is of; a key that begins with ASIA is of a session: give its role with --role.",
      },
    );
  });

  it("denies the sessions of a role from before a moment, and none from after it", async () => {
    const old = emulator.as(await emulator.keys(administrator, roleArn));
    assert.equal(await asks(old), "none");
    await wait(1100);
    const moment = new Date();
    await IamAccess.use(region, async (iam) => {
      await iam.denyRoleSessions("leaky", moment);
      // Somebody's earlier moment takes nothing back.
      await iam.denyRoleSessions("leaky", new Date(0));
    });
    assert.equal(await asks(old), "AccessDeniedException");
    assert.equal(await asks(emulator.as(await emulator.keys(administrator, roleArn))), "none");
  });

  it("finds who took the role, and by which key the session acted", async () => {
    const trail = new CloudTrailClient(administrator);
    const { Events = [] } = await trail.send(
      new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: "ResourceName", AttributeValue: roleArn }] }),
    );
    assert.deepEqual(
      Events.map(({ EventName }) => EventName),
      ["AssumeRole", "AssumeRole"],
    );
    const { responseElements } = JSON.parse(Events[0]!.CloudTrailEvent!) as {
      responseElements: { credentials: Record<string, string> };
    };
    assert.deepEqual(Object.keys(responseElements.credentials), ["accessKeyId"]);
    assert.match(responseElements.credentials["accessKeyId"]!, /^ASIA/);
  });
});
