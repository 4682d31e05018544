import assert from "node:assert/strict";
import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import {
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  GetOpenIDConnectProviderCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { CreateSecretCommand, ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { storeTrust } from "../../components/model/store-role";
import { account, describeEmulator, errorMessage, errorName, nobody } from "./emulator-process";

const issuer = "https://oidc.eks.eu-west-1.amazonaws.com/id/A";
const other = "https://oidc.eks.eu-west-1.amazonaws.com/id/B";
const host = issuer.replace("https://", "");
const subject = "system:serviceaccount:external-secrets:external-secrets";

describeEmulator("the emulator's IAM and STS", (emulator) => {
  const signers = new Map<string, KeyObject>();
  let iam: IAMClient;
  let sts: STSClient;

  before(async () => {
    iam = new IAMClient(await emulator.administrator());
    sts = new STSClient(emulator.as(nobody));
    for (const url of [issuer, other]) {
      const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      signers.set(url, privateKey);
      const pem = publicKey.export({ type: "spki", format: "pem" });
      await emulator.control("POST", "/lab/issuers", { issuer: url, publicKey: pem });
    }
    await createRole("by-token", {
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${host}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { [`${host}:aud`]: "sts.amazonaws.com", [`${host}:sub`]: subject } },
    });
  });

  async function createRole(name: string, statement: object): Promise<void> {
    const document = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document }));
  }

  function arn(role: string): string {
    return `arn:aws:iam::${account}:role/${role}`;
  }

  /** A signed token: everything right, unless said otherwise. */
  function token(claims: object = {}, signer = issuer): string {
    const now = Math.floor(Date.now() / 1000);
    const whole = { iss: issuer, sub: subject, aud: ["sts.amazonaws.com"], iat: now, exp: now + 600, ...claims };
    const text = [{ alg: "RS256", typ: "JWT" }, whole].map((part) => encode(JSON.stringify(part))).join(".");
    const signature = createSign("RSA-SHA256").update(text).sign(signers.get(signer)!);
    return `${text}.${signature.toString("base64url")}`;
  }

  function encode(text: string): string {
    return Buffer.from(text).toString("base64url");
  }

  async function assume(webIdentityToken: string, role = "by-token"): Promise<string> {
    const input = { RoleArn: arn(role), RoleSessionName: "test", WebIdentityToken: webIdentityToken };
    return errorName(sts.send(new AssumeRoleWithWebIdentityCommand(input)));
  }

  it("gives no keys before the account has a provider for the issuer", async () => {
    assert.equal(await assume(token()), "InvalidIdentityTokenException");
  });

  it("takes a provider without thumbprints, and gives keys to the right token", async () => {
    const input = { Url: issuer, ClientIDList: ["sts.amazonaws.com"], Tags: [{ Key: "a", Value: "b" }] };
    const { OpenIDConnectProviderArn } = await iam.send(new CreateOpenIDConnectProviderCommand(input));
    assert.equal(OpenIDConnectProviderArn, `arn:aws:iam::${account}:oidc-provider/${host}`);
    const provider = await iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
    assert.deepEqual(provider.Tags, input.Tags);
    assert.equal(await assume(token()), "none");
  });

  it("denies a wrong service account, audience, signature, time, issuer and role", async () => {
    assert.equal(await assume(token({ sub: "system:serviceaccount:default:default" })), "AccessDenied");
    assert.equal(await assume(token({ aud: ["https://kubernetes.default.svc"] })), "InvalidIdentityTokenException");
    assert.equal(await assume(token({}, other)), "InvalidIdentityTokenException");
    assert.equal(await assume(token({ exp: 1 })), "ExpiredTokenException");
    assert.equal(await assume(token({ iss: other }, other)), "InvalidIdentityTokenException");
    assert.equal(await assume("no.token.atall"), "InvalidIdentityTokenException");
    assert.equal(await assume(token(), "missing"), "AccessDenied");
  });

  it("names who holds a session", async () => {
    const input = { RoleArn: arn("by-token"), RoleSessionName: "test", WebIdentityToken: token() };
    const { Credentials } = await sts.send(new AssumeRoleWithWebIdentityCommand(input));
    const holder = emulator.as({
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    });
    const identity = await new STSClient(holder).send(new GetCallerIdentityCommand({}));
    assert.equal(identity.Account, account);
    assert.equal(identity.Arn, `arn:aws:sts::${account}:assumed-role/by-token/test`);
  });

  it("lets the role that a trust policy names assume another, and nobody else", async () => {
    const trust = storeTrust({ operatorRoleArn: arn("by-token"), store: "aws-secrets-manager", sessionTags: false });
    await createRole("store", trust.Statement[0]!);
    await createRole("stranger", { Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" });
    const input = { RoleArn: arn("by-token"), RoleSessionName: "test", WebIdentityToken: token() };
    const { Credentials } = await sts.send(new AssumeRoleWithWebIdentityCommand(input));
    const operator = emulator.as({
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    });
    await emulator.keys(operator, arn("store"));
    const stranger = emulator.as(await emulator.keys(await emulator.administrator(), arn("stranger")));
    assert.equal(
      await errorMessage(emulator.keys(stranger, arn("store"))),
      `User: ${arn("stranger")} is not authorized to perform: sts:AssumeRole on resource: ${arn("store")}`,
    );
    const elsewhere = await emulator.administrator("222233334444");
    assert.equal(await errorName(emulator.keys(elsewhere, arn("stranger"))), "AccessDenied");
  });

  it("keeps accounts apart by access key, and knows no key that nobody gave out", async () => {
    await new SecretsManagerClient(await emulator.administrator()).send(new CreateSecretCommand({ Name: "here" }));
    const there = new SecretsManagerClient(await emulator.administrator("222233334444"));
    assert.deepEqual((await there.send(new ListSecretsCommand({}))).SecretList, []);
    const unknown = new SecretsManagerClient(emulator.as(nobody));
    assert.equal(await errorName(unknown.send(new ListSecretsCommand({}))), "UnrecognizedClientException");
    const identity = new STSClient(emulator.as(nobody)).send(new GetCallerIdentityCommand({}));
    assert.equal(await errorName(identity), "InvalidClientTokenId");
  });

  it("refuses a principal and a boundary that do not exist", async () => {
    const trust = (role: string): object => ({
      Effect: "Allow",
      Principal: { AWS: arn(role) },
      Action: "sts:AssumeRole",
    });
    assert.equal(
      await errorMessage(createRole("dangling", trust("nobody"))),
      `Invalid principal in policy: "AWS":"${arn("nobody")}"`,
    );
    const update = new UpdateAssumeRolePolicyCommand({
      RoleName: "by-token",
      PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust("nobody")] }),
    });
    assert.equal(await errorName(iam.send(update)), "MalformedPolicyDocumentException");
    const bounded = new CreateRoleCommand({
      RoleName: "bounded",
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust("by-token")] }),
      PermissionsBoundary: `arn:aws:iam::${account}:policy/strongroom/dev/boundary`,
    });
    assert.equal(await errorName(iam.send(bounded)), "NoSuchEntityException");
  });

  it("keeps a role's path, boundary, policies and tags, and a policy that is in use", async () => {
    const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
    const policy = await iam.send(
      new CreatePolicyCommand({
        PolicyName: "boundary",
        Path: "/strongroom/dev/",
        PolicyDocument: JSON.stringify(document),
        Tags: [{ Key: "a", Value: "b" }],
      }),
    );
    assert.equal(policy.Policy?.Arn, `arn:aws:iam::${account}:policy/strongroom/dev/boundary`);
    const trust = { Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" };
    await iam.send(
      new CreateRoleCommand({
        RoleName: "whole",
        Path: "/strongroom/dev/",
        AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
        PermissionsBoundary: policy.Policy?.Arn,
        MaxSessionDuration: 7200,
        Description: "whole",
        Tags: [{ Key: "a", Value: "b" }],
      }),
    );
    await iam.send(
      new PutRolePolicyCommand({ RoleName: "whole", PolicyName: "p", PolicyDocument: JSON.stringify(document) }),
    );
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "whole" }));
    assert.equal(Role?.Arn, `arn:aws:iam::${account}:role/strongroom/dev/whole`);
    assert.equal(Role?.PermissionsBoundary?.PermissionsBoundaryArn, policy.Policy?.Arn);
    assert.equal(Role?.MaxSessionDuration, 7200);
    assert.deepEqual((await iam.send(new ListRoleTagsCommand({ RoleName: "whole" }))).Tags, [{ Key: "a", Value: "b" }]);
    const inline = await iam.send(new GetRolePolicyCommand({ RoleName: "whole", PolicyName: "p" }));
    assert.deepEqual(JSON.parse(decodeURIComponent(inline.PolicyDocument!)), document);
    const deleted = iam.send(new DeletePolicyCommand({ PolicyArn: policy.Policy?.Arn }));
    assert.equal(await errorName(deleted), "DeleteConflictException");
    assert.equal(await errorName(iam.send(new DeleteRoleCommand({ RoleName: "whole" }))), "DeleteConflictException");
  });
});
