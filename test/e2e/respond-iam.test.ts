import assert from "node:assert/strict";
import { createSign, generateKeyPairSync } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteRolePolicyCommand,
  ListAccessKeysCommand,
} from "@aws-sdk/client-iam";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { region } from "../../lab/stage/environment";
import { currentValue } from "./aws";
import { changedProgram } from "./changed-program";
import { Responder } from "./responder";
import { SeededEnvironment } from "./seeded-environment";
import { startSeconds } from "./shared-stage";
import { strongroom } from "./strongroom";
import { serviceAccountToken } from "./web-identity";
import { apply, example, identities, podsOf, remove, rolledOut } from "./workloads";

const account = "111122223333";
const issuer = "https://token.actions.githubusercontent.com";
const consumer = example("deployment.yaml");
const operator = { namespace: "external-secrets", serviceAccount: "external-secrets", audience: "sts.amazonaws.com" };
const operatorRole = "strongroom-dev-external-secrets";

/** What a step does is done, and the journal does not know yet. */
const doneOf = (steps: string[]): string[] => steps.map((step) => `done ${step}`);

/** Keys as the SDK takes them. */
interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Needs the engine, the API server, the operator, the reloader, the kubelet and the emulator. */
describe("strongroom respond to credentials of AWS on a stage", function () {
  this.timeout(900_000);
  let environment: SeededEnvironment;
  let responder: Responder;
  let program: string;

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    environment = await SeededEnvironment.bringUp();
    responder = new Responder(environment);
    await apply(environment.stage, consumer);
    await rolledOut(environment.cluster, consumer);
    // A service as it was before it had a role: its bucket is opened by a key.
    program = changedProgram({
      "services/api.ts": (text) =>
        text.replace(
          "    apple: {",
          `    bucket: {
      keys: { BUCKET_ACCESS_KEY_ID: { value: "provided" }, BUCKET_SECRET_ACCESS_KEY: { value: "provided" } },
      rotation: { mode: "manual", intervalDays: 90 },
    },
    apple: {`,
        ),
    });
  });

  after(async () => {
    fs.rmSync(program, { recursive: true });
    // As the playbook says: nothing may stand on a role that is to go.
    for (const RoleName of [operatorRole, "strongroom-dev-deploy-platform", "strongroom-dev-preview-platform"]) {
      await environment.account.iam.send(
        new DeleteRolePolicyCommand({ RoleName, PolicyName: "AWSRevokeOlderSessions" }),
      );
    }
    await remove(environment.cluster, consumer);
    environment.leave();
  });

  it("switches an access key off: killed after each step, the same command goes on", async () => {
    const key = await newKey("legacy-ci");
    assert.equal(await reads(key), "none");
    const flags = ["--leaked-at", new Date(Date.now() - 60_000).toISOString()];
    const words = `--access-key ${key.accessKeyId}`;
    const dry = await responder.respond(words, { flags: [...flags, "--dry-run"] });
    assert.equal(dry.status, 0, dry.stdout + dry.stderr);
    assert.match(dry.stdout, /^ {2}key {7}AKIA\w+ of user legacy-ci, ACTIVE, made /m);
    assert.equal(await reads(key), "none");
    await responder.killedAtEach(words, doneOf(["deactivate", "deny-user", "audit", "communicate"]), { flags });
    assert.equal(await reads(key), "UnrecognizedClientException");
    const audit = responder.report(`dev-access-key-${key.accessKeyId}`, "audit.md");
    assert.match(audit, /^# Audit of access key AKIA/);
    assert.match(audit, /What leaked was used\./);
    assert.match(audit, /user\/legacy-ci/);
    assert.match(
      responder.report(`dev-access-key-${key.accessKeyId}`, "internal-message.md"),
      /What: access key AKIA\w+ of user legacy-ci$/m,
    );
  });

  it("denies the open sessions of a role, restarts what holds them, and leaves new ones alone", async () => {
    const roleArn = `arn:aws:iam::${account}:role/strongroom/dev/${operatorRole}`;
    const token = () => serviceAccountToken(environment.cluster, operator);
    const leaked = await take(roleArn, await token());
    const { stdout } = await responder.killedAtEach(
      `--role ${operatorRole}`,
      doneOf(["deny-sessions", "restart", "audit", "communicate"]),
    );
    assert.match(stdout, /^ {2}taken by {2}ServiceAccount external-secrets\/external-secrets$/m);
    assert.match(stdout, /^ {2}held by {3}Deployment external-secrets\/external-secrets$/m);
    assert.equal(await reads(leaked), "AccessDeniedException");
    assert.equal(await reads(await take(roleArn, await token())), "none");
    // The operator goes on with sessions of its own.
    await environment.cluster.forceSync("api", "api-secrets");
    await environment.synced();
    assert.match(responder.report(`dev-role-${operatorRole}`, "audit.md"), /^# Audit of sessions of strongroom-dev-/);
  });

  it("closes the trust of the roles that a repository's workflows take", async () => {
    const roleArn = `arn:aws:iam::${account}:role/strongroom/dev/github/strongroom-dev-deploy-platform`;
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    await fetch(`${environment.stage.aws.endpoint}/lab/issuers`, {
      method: "POST",
      body: JSON.stringify({ issuer, publicKey: publicKey.export({ type: "spki", format: "pem" }) }),
    });
    const workflow = (): string => {
      const now = Math.floor(Date.now() / 1000);
      const subject = { sub: "repo:acme/platform:ref:refs/heads/main", ref: "refs/heads/main" };
      const claims = { iss: issuer, aud: "sts.amazonaws.com", iat: now, exp: now + 600, ...subject };
      const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
      const signed = `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}`;
      return `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url")}`;
    };
    const open = await take(roleArn, workflow());
    assert.equal(await reads(open), "none");
    const steps = ["close-trust", "deny-sessions", "audit", "communicate"];
    await responder.killedAtEach("--repository acme/platform", doneOf(steps));
    await assert.rejects(take(roleArn, workflow()), { name: "AccessDenied" });
    assert.equal(await reads(open), "AccessDeniedException");
    assert.match(
      responder.report("dev-repository-acme-platform", "post-mortem.md"),
      /^# Post-mortem: Role that GitHub Actions takes, repository acme\/platform$/m,
    );
  });

  it("replaces an access key that an entry holds, and ends the old one", async () => {
    await environment.update(program);
    const stackFile = path.join(environment.stage.directory, "project", "stacks", "Pulumi.dev.yaml");
    const before = fs.readFileSync(stackFile, "utf8");
    const key = await newKey("bucket");
    const input = { bucket: { BUCKET_ACCESS_KEY_ID: key.accessKeyId, BUCKET_SECRET_ACCESS_KEY: key.secretAccessKey } };
    const seeded = await strongroom(environment.stage, ["seed", "dev", "api", "--group", "bucket"], { input, program });
    assert.equal(seeded.status, 0, seeded.stderr);
    await environment.cluster.forceSync("api", "api-secrets");
    await environment.synced();
    const old = identities(await podsOf(environment.cluster, consumer));
    const steps = ["stage", "deactivate", "deny-user", "promote", "drop", "deliver", "audit", "communicate"];
    await responder.killedAtEach("api bucket", doneOf(steps), { program });
    const { BUCKET_ACCESS_KEY_ID: id = "", BUCKET_SECRET_ACCESS_KEY: secret = "" } = (await currentValue(
      environment.account,
      "dev/api/bucket",
    ))!;
    responder.values.push(secret);
    assert.notEqual(id, key.accessKeyId);
    assert.equal(secret === key.secretAccessKey, false);
    const { AccessKeyMetadata = [] } = await environment.account.iam.send(
      new ListAccessKeysCommand({ UserName: "bucket" }),
    );
    assert.deepEqual(Object.fromEntries(AccessKeyMetadata.map(({ AccessKeyId, Status }) => [AccessKeyId, Status])), {
      [key.accessKeyId]: "Inactive",
      [id]: "Active",
    });
    assert.equal(await reads(key), "UnrecognizedClientException");
    assert.equal(await reads({ accessKeyId: id, secretAccessKey: secret }), "none");
    await rolledOut(environment.cluster, consumer);
    const now = identities(await podsOf(environment.cluster, consumer));
    assert.deepEqual(
      old.filter((one) => now.includes(one)),
      [],
    );
    // The checkout's program, by which the environment is taken down, has no such entry.
    fs.writeFileSync(stackFile, before);
  });

  it("leaves no value in journals, reports, messages and the process list", () => responder.leftNoValue());

  /** A key of a user who did not exist before. */
  async function newKey(user: string): Promise<Keys> {
    const { iam } = environment.account;
    await iam.send(new CreateUserCommand({ UserName: user }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: user }));
    responder.values.push(AccessKey!.SecretAccessKey!);
    return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  }

  /** What becomes of a read with somebody's keys: the name of the error, or none. */
  async function reads(credentials: Keys): Promise<string> {
    const client = new SecretsManagerClient({ region, endpoint: environment.stage.aws.endpoint, credentials });
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: "dev/api/app" }));
      return SecretString === undefined ? "nothing" : "none";
    } catch (error) {
      return (error as Error).name;
    } finally {
      client.destroy();
    }
  }

  async function take(roleArn: string, token: string): Promise<Keys> {
    const credentials = { accessKeyId: "none", secretAccessKey: "none" };
    const client = new STSClient({ region, endpoint: environment.stage.aws.endpoint, credentials });
    try {
      const { Credentials } = await client.send(
        new AssumeRoleWithWebIdentityCommand({ RoleArn: roleArn, RoleSessionName: "test", WebIdentityToken: token }),
      );
      responder.values.push(Credentials!.SecretAccessKey!, Credentials!.SessionToken!);
      return {
        accessKeyId: Credentials!.AccessKeyId!,
        secretAccessKey: Credentials!.SecretAccessKey!,
        sessionToken: Credentials!.SessionToken!,
      };
    } finally {
      client.destroy();
    }
  }
});
