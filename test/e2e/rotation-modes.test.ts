import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  RotateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { rotationSchedule } from "../../components/model/rotation-schedule";
import { prepareGiven } from "../../lab/given/given";
import { readArns } from "../../lab/given/arns";
import type { Stage } from "../../lab/stage/stage";
import { type Account, currentValue, openAccount } from "./aws";
import { changedProgram } from "./changed-program";
import { Cluster, unlessMissing, until } from "./cluster";
import { logsIn } from "./database-logins";
import { engine, resourcesOf } from "./engine";
import { takeDown } from "./environment";
import { sharedStage, startSeconds } from "./shared-stage";
import { randomValue, readUrl, same, strongroom } from "./strongroom";

const account = "111122223333";
const host = (group: string) => `${group}.ledger.example`;

/** A database credential in each way that AWS's functions rotate one, and one that a team's own function rotates. */
const declaration = (
  superusers: Record<"orders" | "stock", string>,
) => `import { defineService } from "../components/model";

export default defineService({
  name: "ledger",
  namespace: "ledger",
  owner: { team: "payments", address: "payments@example.com" },
  runbook: "https://runbooks.example.com/ledger",
  workloads: [{ kind: "Deployment", name: "ledger" }],
  groups: {
    own: {
      database: { engine: "postgres", host: "${host("own")}", name: "own", urlKey: "OWN_URL" },
      rotation: {
        mode: "lambda",
        functionArn: "arn:aws:lambda:eu-west-1:${account}:function:rotate-ledger",
        schedule: "rate(30 days)",
      },
    },
    carts: {
      database: { engine: "mysql", host: "${host("carts")}", name: "carts", urlKey: "CARTS_URL" },
      rotation: { mode: "database" },
    },
    orders: {
      database: { engine: "postgres", host: "${host("orders")}", name: "orders", urlKey: "ORDERS_URL" },
      rotation: { mode: "database", strategy: "alternating-users", superuserSecretArn: "${superusers.orders}" },
    },
    stock: {
      database: { engine: "mysql", host: "${host("stock")}", name: "stock", urlKey: "STOCK_URL" },
      rotation: { mode: "database", strategy: "alternating-users", superuserSecretArn: "${superusers.stock}" },
    },
  },
});
`;

/** Needs the engine, the API server, the operator, and the emulator with its rotation functions. */
describe("the modes of rotation", function () {
  this.timeout(600_000);
  let stage: Stage;
  let cluster: Cluster;
  let aws: Account;
  let program: string;
  let superusers: Record<"orders" | "stock", string>;

  before(async function () {
    this.timeout((startSeconds + 900) * 1000);
    stage = await sharedStage();
    cluster = new Cluster(stage);
    aws = await openAccount(stage, account);
    superusers = { orders: await superuser("orders", "postgres"), stock: await superuser("stock", "mysql") };
    program = changedProgram({ "services/ledger.ts": () => declaration(superusers) });
    // The declaration holds what is of this account alone.
    for (const other of ["staging", "prod"]) fs.rmSync(path.join(program, "stacks", `Pulumi.${other}.yaml`));
    await prepareGiven(stage, { program });
    await up();
    const input = Object.fromEntries(
      ["own", "carts", "orders", "stock"].map((group) => [group, { username: "ledger", password: randomValue() }]),
    );
    const { status, stderr } = await strongroom(stage, ["seed", "dev", "ledger"], { input, program });
    assert.equal(status, 0, stderr);
    await up();
  });

  after(async () => {
    await takeDown(stage, "dev");
    for (const SecretId of Object.values(superusers)) {
      await aws.secretsManager.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
    }
    await unlessMissing(cluster.core.deleteNamespace({ name: "ledger" }));
    fs.rmSync(program, { recursive: true });
  });

  it("deploy each of AWS's functions once, whoever needs it", async () => {
    const { steps } = await engine(stage, "preview", "dev", { program });
    const functions = resourcesOf(steps, "same").filter((one) => one.includes(":CloudFormationStack "));
    const names = functions.map((one) =>
      one
        .split(" ")
        .at(-1)!
        .replace(/-[0-9a-f]{8}$/, "-HASH"),
    );
    // The one for a single user of PostgreSQL is of the service api.
    assert.deepEqual(names, [
      "rotate-mysql-alternating-HASH",
      "rotate-mysql-single",
      "rotate-postgres-alternating-HASH",
      "rotate-postgres-single",
    ]);
  });

  it("seed an entry in the shape that its function wants", async () => {
    const { username, password, ...orders } = (await currentValue(aws, "dev/ledger/orders"))! as Record<
      string,
      unknown
    >;
    assert.deepEqual([username, typeof password], ["ledger", "string"]);
    const address = { engine: "postgres", host: host("orders"), port: 5432, dbname: "orders" };
    assert.deepEqual(orders, { ...address, ssl: true, masterarn: superusers.orders });
    const { password: _, ...carts } = (await currentValue(aws, "dev/ledger/carts"))! as Record<string, unknown>;
    const server = { engine: "mysql", host: host("carts"), port: 3306, dbname: "carts", ssl: true };
    assert.deepEqual(carts, { username: "ledger", ...server });
  });

  for (const [mode, group, protocol] of [
    ["lambda: PostgreSQL, by a team's own function", "own", "postgresql:"],
    ["database: MySQL, single user", "carts", "mysql:"],
  ] as const) {
    it(`rotate by ${mode}: the password before is dead at once`, async () => {
      const entry = `dev/ledger/${group}`;
      const before = (await currentValue(aws, entry))!;
      await rotated(entry);
      const after = (await currentValue(aws, entry))!;
      assert.equal(before["password"] === after["password"], false);
      assert.equal(same({ ...after, password: "" }, { ...before, password: "" }), true);
      assert.deepEqual([takes(group, before), takes(group, after)], [false, true]);
      await reachesTheCluster(group, protocol, after);
    });
  }

  for (const [group, product, protocol] of [
    ["orders", "PostgreSQL", "postgresql:"],
    ["stock", "MySQL", "mysql:"],
  ] as const) {
    it(`rotate by database: ${product}, alternating users: the user before stays until the next rotation`, async () => {
      const entry = `dev/ledger/${group}`;
      const first = (await currentValue(aws, entry))!;
      await rotated(entry);
      const second = (await currentValue(aws, entry))!;
      assert.deepEqual([first["username"], second["username"]], ["ledger", "ledger_clone"]);
      assert.deepEqual([takes(group, first), takes(group, second)], [true, true]);
      await reachesTheCluster(group, protocol, second);
      await rotated(entry);
      const third = (await currentValue(aws, entry))!;
      assert.equal(third["username"], "ledger");
      assert.deepEqual(
        [first, second, third].map((value) => takes(group, value)),
        [false, true, true],
      );
      await reachesTheCluster(group, protocol, third);
    });
  }

  it("bring what RDS owns to 30 days, and RDS rotates it", async () => {
    const declared =
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-0a1b2c3d-0000-4000-8000-000000000001-AbCdEf";
    const entry = readArns(stage)[declared]!;
    const { RotationEnabled, RotationRules, RotationLambdaARN } = await describeEntry(entry);
    assert.deepEqual([RotationEnabled, RotationLambdaARN], [true, undefined]);
    const { schedule, window } = rotationSchedule(entry, { intervalDays: 30 });
    assert.deepEqual([RotationRules?.ScheduleExpression, RotationRules?.Duration], [schedule, window]);
    const before = (await currentValue(aws, entry))!;
    await rotated(entry);
    const after = (await currentValue(aws, entry))!;
    assert.equal(before["password"] === after["password"], false);
    assert.equal(before["username"], after["username"]);
    await cluster.forceSync("billing", "billing-secrets");
    const { DATABASE_PASSWORD: synced } = (await cluster.secret("billing", "billing-secrets"))!;
    assert.equal(synced === after["password"], true);
  });

  for (const flags of [[], ["--refresh"]]) {
    it(`are not undone by pulumi ${["up", ...flags].join(" ")}, which changes nothing`, async () => {
      const entries = ["own", "carts", "orders", "stock"].map((group) => `dev/ledger/${group}`);
      const before = await Promise.all(entries.map((entry) => currentValue(aws, entry)));
      const { status, changes, text } = await engine(stage, "up", "dev", { program, flags });
      assert.equal(status, 0, text);
      assert.deepEqual(Object.keys(changes), ["same"], text);
      const after = await Promise.all(entries.map((entry) => currentValue(aws, entry)));
      assert.deepEqual(
        after.map((value, index) => same(value, before[index]!)),
        [true, true, true, true],
      );
    });
  }

  async function up(): Promise<void> {
    const { status, text } = await engine(stage, "up", "dev", { program });
    assert.equal(status, 0, text);
  }

  /** The entry of a superuser, which exists before the service does. @returns Its ARN. */
  async function superuser(group: string, product: string): Promise<string> {
    const value = { engine: product, host: host(group), username: "root", password: randomValue() };
    const made = new CreateSecretCommand({ Name: `given/${group}/superuser`, SecretString: JSON.stringify(value) });
    return (await aws.secretsManager.send(made)).ARN!;
  }

  async function rotated(entry: string): Promise<void> {
    const { VersionId } = await aws.secretsManager.send(new RotateSecretCommand({ SecretId: entry }));
    await until(`the new version of ${entry} is current`, async () => {
      return (await describeEntry(entry)).VersionIdsToStages?.[VersionId!]?.includes("AWSCURRENT");
    });
  }

  function describeEntry(entry: string) {
    return aws.secretsManager.send(new DescribeSecretCommand({ SecretId: entry }));
  }

  function takes(group: string, { username, password }: Record<string, string>): boolean {
    return logsIn(stage, account, { host: host(group), username: username!, password: password! });
  }

  async function reachesTheCluster(group: string, protocol: string, value: Record<string, string>): Promise<void> {
    await cluster.forceSync("ledger", "ledger-secrets");
    const secret = (await cluster.secret("ledger", "ledger-secrets"))!;
    const prefix = group.toUpperCase();
    assert.equal(secret[`${prefix}_USERNAME`], value["username"]);
    const url = readUrl(secret[`${prefix}_URL`]!, value["password"]!);
    const port = protocol === "mysql:" ? "3306" : "5432";
    assert.deepEqual(url, {
      protocol,
      username: value["username"],
      password: true,
      host: `${host(group)}:${port}`,
      pathname: `/${group}`,
      rest: "",
    });
  }
});
