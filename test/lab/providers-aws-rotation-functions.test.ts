import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { GetRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { Properties } from "../../lab/providers/core/values";
import { account, region } from "./emulator-process";
import { assertSettled, change, describeAws, make, plan, refresh, remove } from "./provider-lifecycle";

const type = "aws:serverlessrepository/cloudFormationStack:CloudFormationStack";
const application = (name: string) =>
  `arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRDS${name}`;
const functionArn = (name: string) => `arn:aws:lambda:${region}:${account}:function:${name}`;

describeAws("the lab's AWS provider: AWS's rotation functions", (aws, emulator) => {
  let folder: string;
  let secretsManager: SecretsManagerClient;
  let iam: IAMClient;
  let lambda: LambdaClient;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-databases-"));
    process.env["STRONGROOM_LAB_DATABASES"] = folder;
    const { credentials } = await emulator.administrator();
    const settings = { region, endpoint: emulator.endpoint, credentials };
    secretsManager = new SecretsManagerClient(settings);
    iam = new IAMClient(settings);
    lambda = new LambdaClient(settings);
  });
  after(() => {
    delete process.env["STRONGROOM_LAB_DATABASES"];
    fs.rmSync(folder, { recursive: true });
  });

  const given = (name: string, application_: string, more: Record<string, string> = {}): Properties => ({
    name,
    applicationId: application(application_),
    semanticVersion: "1.1.671",
    capabilities: ["CAPABILITY_IAM", "CAPABILITY_RESOURCE_POLICY"],
    parameters: { functionName: name, endpoint: "https://secretsmanager.eu-west-1.amazonaws.com", ...more },
    tags: { environment: "dev" },
  });
  const stack = (properties: Properties) => make(aws().of(type), properties);

  async function create(name: string, value: Record<string, string>): Promise<string> {
    const made = new CreateSecretCommand({ Name: name, SecretString: JSON.stringify(value) });
    return (await secretsManager.send(made)).ARN!;
  }

  async function read(name: string): Promise<Record<string, string>> {
    const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId: name }));
    return JSON.parse(SecretString ?? "") as Record<string, string>;
  }

  /** Starts a rotation. @returns The version that it makes. */
  async function start(name: string, rotator: string): Promise<string> {
    const rules = { ScheduleExpression: "rate(30 days)" };
    const input = { SecretId: name, RotationLambdaARN: functionArn(rotator), RotationRules: rules };
    return (await secretsManager.send(new RotateSecretCommand(input))).VersionId!;
  }

  async function rotate(name: string, rotator: string): Promise<void> {
    const version = await start(name, rotator);
    for (;;) {
      const { VersionIdsToStages } = await secretsManager.send(new DescribeSecretCommand({ SecretId: name }));
      if (VersionIdsToStages?.[version]?.includes("AWSCURRENT")) return;
      await wait(100);
    }
  }

  /** What setSecret says against a version that createSecret has made. */
  async function refusal(name: string, rotator: string): Promise<string> {
    const version = await start(name, rotator);
    const pending = new GetSecretValueCommand({ SecretId: name, VersionStage: "AWSPENDING" });
    // The rotation runs beside its answer; two at once would both make a new value.
    while (
      !(await secretsManager.send(pending).then(
        ({ SecretString }) => SecretString !== undefined,
        () => false,
      ))
    ) {
      await wait(100);
    }
    const Payload = JSON.stringify({ SecretId: name, ClientRequestToken: version, Step: "setSecret" });
    const answer = await lambda.send(new InvokeCommand({ FunctionName: rotator, Payload }));
    return (JSON.parse(Buffer.from(answer.Payload ?? []).toString()) as { errorMessage: string }).errorMessage;
  }

  const userFile = (user: string, host: string) =>
    JSON.parse(
      fs.readFileSync(path.join(folder, account, encodeURIComponent(`${user}@${host}`) + ".json"), "utf8"),
    ) as {
      rightsOf?: string;
    };

  it("makes the function under its name, changes and deletes it", async () => {
    const properties = given("strongroom-dev-postgres-single", "PostgreSQLRotationSingleUser");
    const made = await stack(properties);
    assert.match(
      made.id,
      /^arn:aws:cloudformation:eu-west-1:111122223333:stack\/serverlessrepo-strongroom-dev-postgres-single\/[0-9a-f-]{36}$/,
    );
    assert.deepEqual(made.state["outputs"], { RotationLambdaARN: functionArn("strongroom-dev-postgres-single") });
    await assertSettled(made, properties);
    const other = given("strongroom-dev-postgres-single", "PostgreSQLRotationSingleUser", { vpcSubnetIds: "subnet-1" });
    const changed = await change(made, { ...other, semanticVersion: "1.1.672" }, ["parameters", "semanticVersion"]);
    const parameters = { ...(other["parameters"] as Properties), functionName: "rotate-it" };
    const renamed = { ...other, semanticVersion: "1.1.672", parameters };
    const moved = await change(changed, renamed, ["parameters"]);
    assert.deepEqual(moved.state["outputs"], { RotationLambdaARN: functionArn("rotate-it") });
    assert.deepEqual((await plan(moved, { ...renamed, name: "other" })).replaces, ["name"]);
    await remove(moved);
  });

  for (const [engine, product] of [
    ["postgres", "PostgreSQL"],
    ["mysql", "MySQL"],
  ] as const) {
    it(`rotates ${product} for two users that alternate, whom the superuser makes`, async function () {
      this.timeout(60_000);
      const host = `${engine}.example`;
      const masterarn = await create(`dev/${engine}/master`, { engine, host, username: "root", password: "of-root" });
      const name = `strongroom-dev-${engine}-alternating`;
      const made = await stack(given(name, `${product}RotationMultiUser`, { masterSecretArn: masterarn }));
      const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName: name, PolicyName: "rotate" }));
      assert.ok(decodeURIComponent(PolicyDocument!).includes(masterarn));
      const entry = `dev/${engine}/alternating`;
      await create(entry, { engine, host, username: "app", password: "first", dbname: "orders", masterarn });

      const users: string[] = [];
      const passwords = new Set(["first"]);
      for (let turn = 0; turn < 3; turn++) {
        await rotate(entry, name);
        const { username, password, ...others } = await read(entry);
        users.push(username!);
        passwords.add(password!);
        assert.deepEqual(others, { engine, host, dbname: "orders", masterarn });
      }
      assert.deepEqual(users, ["app_clone", "app", "app_clone"]);
      assert.equal(passwords.size, 4);
      assert.equal(userFile("app_clone", host).rightsOf, "app");
      await remove(made);
    });
  }

  it("takes a superuser's entry of RDS, which has no host, and refuses one of another server", async function () {
    this.timeout(60_000);
    const owned = await create("dev/owned/master", { username: "root", password: "of-rds" });
    const name = "strongroom-dev-owned";
    const made = await stack(given(name, "PostgreSQLRotationMultiUser", { masterSecretArn: owned }));
    const value = { engine: "postgres", host: "owned.example", username: "app", password: "first", masterarn: owned };
    await create("dev/owned/database", value);
    await rotate("dev/owned/database", name);
    assert.equal((await read("dev/owned/database"))["username"], "app_clone");

    const elsewhere = { engine: "postgres", host: "elsewhere.example", username: "root", password: "of-root" };
    const stranger = await create("dev/owned/stranger", elsewhere);
    await create("dev/owned/strange", { ...value, host: "strange.example", masterarn: stranger });
    assert.equal(await refusal("dev/owned/strange", name), `${stranger} is of another server than dev/owned/strange.`);
    const { masterarn: _, ...without } = value;
    await create("dev/owned/without", { ...without, host: "without.example" });
    assert.equal(await refusal("dev/owned/without", name), "dev/owned/without has no masterarn.");
    await remove(made);
  });

  it("refuses other applications and parameters by name, and what the template needs", async () => {
    const { failures } = await aws()
      .of(type)
      .check({ applicationId: application("OracleRotationSingleUser"), parameters: { functionName: "a", size: "1" } });
    assert.deepEqual(failures, [
      "applicationId: the lab has no stand-in for SecretsManagerRDSOracleRotationSingleUser: it has SecretsManagerRDSPostgreSQLRotationSingleUser, ...PostgreSQLRotationMultiUser, ...MySQLRotationSingleUser and ...MySQLRotationMultiUser of AWS",
      "capabilities: the application makes a role and a resource policy: give CAPABILITY_IAM and CAPABILITY_RESOURCE_POLICY",
      "parameters: Parameters: [endpoint] must have values",
      "parameters: Parameters: [size] do not exist in the template",
    ]);
  });

  it("finds nothing where the function is gone", async () => {
    const made = await stack(given("strongroom-dev-gone", "MySQLRotationSingleUser"));
    await made.asked.delete(made.id, made.state);
    assert.equal((await refresh(made)).id, "");
  });
});
