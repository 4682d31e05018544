import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { GetOpenIDConnectProviderCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { AccountClient } from "../../lab/given/account";
import { expectations } from "../../lab/given/environments";
import { ensureManagedServer } from "../../lab/given/managed-server";
import { ensureOidcProvider } from "../../lab/given/oidc-provider";
import { ensureRotationFunction, packRotationFunction } from "../../lab/given/rotation-function";
import { ensurePart } from "../../lab/parts/parts";
import type { Stage } from "../../lab/stage/stage";
import { account, describeEmulator, region } from "./emulator-process";

describe("what an environment has before Strongroom", () => {
  it("is read from the stack files and the declarations", () => {
    const found = expectations(path.join(__dirname, "..", ".."));
    const [dev, prod] = ["dev", "prod"].map((name) => found.find(({ environment }) => environment.name === name));
    assert.deepEqual(dev, {
      environment: { name: "dev", account: "111122223333", region: "eu-west-1" },
      namespaces: ["api", "billing", "external-secrets", "reloader", "worker"],
      rotationFunctions: [],
      managedServers: [
        {
          engine: "postgres",
          host: "billing.dev.db.example.com",
          instanceIdentifier: "billing-dev",
          entryArn:
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-0a1b2c3d-0000-4000-8000-000000000001-AbCdEf",
        },
      ],
    });
    // Billing's database, and that of api, whose superuser makes the second user.
    assert.deepEqual(
      prod?.managedServers.map(({ instanceIdentifier }) => instanceIdentifier),
      ["billing-prod", "api-prod"],
    );
  });
});

describeEmulator("what an account has before Strongroom", (emulator) => {
  const functionArn = `arn:aws:lambda:${region}:${account}:function:rotate-postgres`;
  let folder: string;
  let client: AccountClient;
  let secretsManager: SecretsManagerClient;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-given-"));
    const { credentials } = await emulator.administrator();
    client = { account, region, endpoint: emulator.endpoint, credentials: { sessionToken: "", ...credentials } };
    secretsManager = new SecretsManagerClient(client);
    const { python } = await ensurePart("emulator", () => undefined);
    const code = await packRotationFunction({ directory: folder, parts: { python } } as unknown as Stage);
    // Twice: a stage that comes up again prepares everything again.
    for (const _ of [1, 2]) await ensureRotationFunction(client, functionArn, code, folder);
  });

  after(() => fs.rmSync(folder, { recursive: true }));

  async function create(name: string, host: string, password: string): Promise<void> {
    const value = { engine: "postgres", host, username: "app", password, dbname: "orders" };
    await secretsManager.send(new CreateSecretCommand({ Name: name, SecretString: JSON.stringify(value) }));
  }

  async function rotate(name: string): Promise<void> {
    const rules = { ScheduleExpression: "rate(30 days)" };
    const input = { SecretId: name, RotationLambdaARN: functionArn, RotationRules: rules };
    const { VersionId } = await secretsManager.send(new RotateSecretCommand(input));
    for (;;) {
      const { VersionIdsToStages } = await secretsManager.send(new DescribeSecretCommand({ SecretId: name }));
      if (VersionIdsToStages?.[VersionId ?? ""]?.includes("AWSCURRENT")) return;
      await wait(100);
    }
  }

  async function read(name: string): Promise<Record<string, string>> {
    const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId: name }));
    return JSON.parse(SecretString ?? "") as Record<string, string>;
  }

  it("is the cluster's OIDC provider, once", async () => {
    const issuer = "https://oidc.eks.eu-west-1.amazonaws.com/id/A1";
    for (const _ of [1, 2]) await ensureOidcProvider(client, issuer);
    const arn = `arn:aws:iam::${account}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A1`;
    const provider = await new IAMClient(client).send(
      new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }),
    );
    assert.deepEqual(provider.ClientIDList, ["sts.amazonaws.com"]);
  });

  for (const [kind, server, tag] of [
    ["instance", { engine: "postgres", instanceIdentifier: "billing-dev" }, "aws:rds:primaryDBInstanceArn"],
    ["cluster", { engine: "mysql", instanceIdentifier: "shop-dev" }, "aws:rds:primaryDBClusterArn"],
  ] as const) {
    it(`is a server of RDS (${kind}) that owns its password, under the same entry ever after`, async () => {
      const wanted = {
        ...server,
        kind,
        host: "given.example",
        entryArn: "arn:aws:secretsmanager:::secret:rds!db-1-AbCdEf",
      };
      const made = await ensureManagedServer(client, wanted);
      assert.match(
        made,
        new RegExp(`^arn:aws:secretsmanager:${region}:${account}:secret:rds!(db|cluster)-[a-z0-9-]{36}-`),
      );
      assert.equal(await ensureManagedServer(client, wanted), made);
      const { Tags, OwningService } = await secretsManager.send(new DescribeSecretCommand({ SecretId: made }));
      assert.equal(OwningService, "rds");
      assert.match(Tags!.find(({ Key }) => Key === tag)!.Value!, new RegExp(`:${server.instanceIdentifier}$`));
      assert.deepEqual(Object.keys(await read(made)), ["username", "password"]);
    });
  }

  it("is no server of an engine that the emulator does not have", async () => {
    const entryArn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!cluster-1-AbCdEf";
    await assert.rejects(ensureManagedServer(client, { engine: "documentdb", host: "d.example", entryArn }), {
      name: "LabError",
      message: `The lab has no RDS instance of documentdb, which ${entryArn} needs.`,
    });
  });

  it("is a function that rotates, again and again, and keeps the entry's other keys", async function () {
    this.timeout(60_000);
    await create("dev/orders/database", "one.example", "first");
    await rotate("dev/orders/database");
    const second = await read("dev/orders/database");
    await rotate("dev/orders/database");
    const third = await read("dev/orders/database");
    assert.equal(new Set(["first", second["password"], third["password"]]).size, 3);
    assert.deepEqual(
      { ...third, password: "" },
      { engine: "postgres", host: "one.example", username: "app", password: "", dbname: "orders" },
    );
  });

  it("holds no password where the database's stand-in stands", async () => {
    const value = await read("dev/orders/database");
    const database = path.join(folder, "databases", account);
    assert.deepEqual(fs.readdirSync(database), ["app%40one.example.json"]);
    const user = fs.readFileSync(path.join(database, "app%40one.example.json"), "utf8");
    assert.deepEqual(Object.keys(JSON.parse(user) as object), ["salt", "hash"]);
    assert.equal(user.includes(value["password"] ?? ""), false);
  });

  it("rotates nothing where the database has another password than the entry", async () => {
    await create("dev/stale/database", "one.example", "not-the-database's");
    const input = { SecretId: "dev/stale/database", RotationLambdaARN: functionArn };
    const { VersionId } = await secretsManager.send(new RotateSecretCommand(input));
    const event = { SecretId: "dev/stale/database", ClientRequestToken: VersionId };
    // The rotation runs beside its answer; two at once would both make a new value.
    while (!(await hasPending("dev/stale/database"))) await wait(100);
    assert.deepEqual(await invoke({ ...event, Step: "createSecret" }), null);
    assert.equal(
      ((await invoke({ ...event, Step: "setSecret" })) as { errorMessage: string }).errorMessage,
      "The database takes neither version's password of dev/stale/database.",
    );
    assert.equal((await read("dev/stale/database"))["password"], "not-the-database's");
  });

  async function hasPending(name: string): Promise<boolean> {
    const pending = new GetSecretValueCommand({ SecretId: name, VersionStage: "AWSPENDING" });
    return secretsManager.send(pending).then(
      ({ SecretString }) => SecretString !== undefined,
      () => false,
    );
  }

  async function invoke(event: object): Promise<unknown> {
    const Payload = Buffer.from(JSON.stringify(event));
    const answer = await new LambdaClient(client).send(new InvokeCommand({ FunctionName: functionArn, Payload }));
    return JSON.parse(Buffer.from(answer.Payload ?? []).toString());
  }
});
