import assert from "node:assert/strict";
import { scryptSync } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import {
  CreateDBClusterCommand,
  CreateDBInstanceCommand,
  DeleteDBInstanceCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  ModifyDBClusterCommand,
  ModifyDBInstanceCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { account, describeEmulator, errorName } from "./emulator-process";

const databases = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-databases-"));
const host = "own.db.example.com";
const clusterHost = "cluster.db.example.com";

describeEmulator(
  "the emulator's RDS",
  (emulator) => {
    let rds: RDSClient;
    let secretsManager: SecretsManagerClient;

    before(async () => {
      const config = await emulator.administrator();
      rds = new RDSClient(config);
      secretsManager = new SecretsManagerClient(config);
    });
    after(() => fs.rmSync(databases, { recursive: true }));

    it("sets a master password a moment after the call, and the one before opens nothing then", async () => {
      await create("own", { MasterUserPassword: "the-first-1" });
      assert.deepEqual(logins(["the-first-1", "the-second-2"]), [true, false]);
      await modify("own", { MasterUserPassword: "the-second-2" });
      const { DBInstanceStatus, PendingModifiedValues } = await describe("own");
      assert.equal(DBInstanceStatus, "resetting-master-credentials");
      assert.deepEqual(PendingModifiedValues, { MasterUserPassword: "****" });
      await available("own");
      assert.deepEqual((await describe("own")).PendingModifiedValues ?? {}, {});
      assert.deepEqual(logins(["the-first-1", "the-second-2"]), [false, true]);
      assert.deepEqual(Object.keys(JSON.parse(fs.readFileSync(userFile(), "utf8")) as object), ["salt", "hash"]);
      assert.equal(fs.statSync(userFile()).mode & 0o777, 0o600);
      await remove("own");
      assert.equal(fs.existsSync(userFile()), false);
    });

    it("owns a random password of the server's own user, and rotates it on the server too", async () => {
      await create("managed", { ManageMasterUserPassword: true });
      const { MasterUserSecret } = await describe("managed");
      const entry = MasterUserSecret!.SecretArn!;
      const before = await read(entry);
      assert.equal(before.username, "boss");
      assert.ok(before.password.length >= 28);
      assert.deepEqual(logins([before.password]), [true]);
      await modify("managed", { RotateMasterUserPassword: true, ApplyImmediately: true });
      assert.equal((await describe("managed")).MasterUserSecret?.SecretStatus, "rotating");
      assert.equal((await stages(entry)).filter((labels) => labels.includes("AWSPENDING")).length, 1);
      await available("managed");
      const after = await read(entry);
      assert.equal(before.password === after.password, false);
      assert.deepEqual(logins([before.password, after.password]), [false, true]);
      assert.equal((await describe("managed")).MasterUserSecret?.SecretStatus, "active");
    });

    it("rotates the password of a cluster that it owns on the cluster, each time", async () => {
      const name = { DBClusterIdentifier: "aurora" };
      const user = { MasterUsername: "boss", ManageMasterUserPassword: true };
      const Tags = [{ Key: "lab:hosts", Value: clusterHost }];
      await rds.send(new CreateDBClusterCommand({ ...name, Engine: "aurora-postgresql", ...user, Tags }));
      const cluster = async () => (await rds.send(new DescribeDBClustersCommand(name))).DBClusters![0]!;
      const entry = (await cluster()).MasterUserSecret!.SecretArn!;
      // moto takes a cluster off its list while it changes it, which a rotation must not notice.
      for (let rotations = 0; rotations < 3; rotations++) {
        const before = await read(entry);
        await rds.send(new ModifyDBClusterCommand({ ...name, RotateMasterUserPassword: true, ApplyImmediately: true }));
        while ((await cluster()).MasterUserSecret?.SecretStatus === "rotating") await wait(100);
        const after = await read(entry);
        assert.deepEqual(logins([before.password, after.password], clusterHost), [false, true]);
      }
    });

    it("sets no password that it owns, and rotates none that it does not", async () => {
      assert.equal(
        await errorName(modify("managed", { MasterUserPassword: "the-third-3" })),
        "InvalidParameterCombination",
      );
      await create("other", { MasterUserPassword: "the-first-1" });
      const rotate = { RotateMasterUserPassword: true, ApplyImmediately: true };
      assert.equal(await errorName(modify("other", rotate)), "InvalidParameterCombination");
    });

    async function create(identifier: string, more: object): Promise<void> {
      const common = {
        DBInstanceClass: "db.t4g.micro",
        Engine: "postgres",
        AllocatedStorage: 20,
        MasterUsername: "boss",
      };
      const Tags = identifier === "other" ? [] : [{ Key: "lab:hosts", Value: host }];
      await rds.send(new CreateDBInstanceCommand({ ...common, DBInstanceIdentifier: identifier, Tags, ...more }));
      await available(identifier);
    }

    function modify(identifier: string, change: object): Promise<unknown> {
      return rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: identifier, ...change }));
    }

    async function describe(identifier: string) {
      const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier }));
      return DBInstances![0]!;
    }

    async function available(identifier: string): Promise<void> {
      for (;;) {
        const { DBInstanceStatus, MasterUserSecret } = await describe(identifier);
        if (DBInstanceStatus === "available" && MasterUserSecret?.SecretStatus !== "rotating") return;
        await wait(100);
      }
    }

    async function remove(identifier: string): Promise<void> {
      await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: identifier, SkipFinalSnapshot: true }));
    }

    async function read(entry: string): Promise<{ username: string; password: string }> {
      const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId: entry }));
      return JSON.parse(SecretString!) as { username: string; password: string };
    }

    async function stages(entry: string): Promise<string[][]> {
      const answer = await secretsManager.send(new DescribeSecretCommand({ SecretId: entry }));
      return Object.values(answer.VersionIdsToStages ?? {});
    }
  },
  ["--databases", databases],
);

function userFile(of = host): string {
  return path.join(databases, account, `boss%40${of}.json`);
}

/** Whether each of these passwords opens the server. */
function logins(passwords: string[], of = host): boolean[] {
  const { salt, hash } = JSON.parse(fs.readFileSync(userFile(of), "utf8")) as { salt: string; hash: string };
  return passwords.map((password) => scryptSync(password, salt, 32).toString("hex") === hash);
}
