import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import {
  CreateDBClusterCommand,
  CreateDBInstanceCommand,
  DescribeDBClustersCommand,
  ModifyDBInstanceCommand,
  StopDBInstanceCommand,
} from "@aws-sdk/client-rds";
import { PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { DatabaseServer } from "../../cli/aws/database-server";
import { checkEntry, checkUser } from "../../cli/respond/server";
import { databaseSteps } from "../../cli/respond/steps/database";
import { managedSteps } from "../../cli/respond/steps/rds-managed";
import { describeEmulator, region } from "../lab/emulator-process";
import { RespondFixture } from "./respond-fixture";

const untouched = "Nothing was changed.";

describeEmulator("a server of RDS in the response", (emulator) => {
  let fixture: RespondFixture;
  before(async () => (fixture = await RespondFixture.on(emulator)));
  beforeEach(() => fixture.said.splice(0));
  after(() => fixture.end());

  describe("whose password RDS owns", () => {
    const database = { engine: "postgres", host: "m.example", name: "m" } as const;
    let entry: string;
    before(async () => {
      await fixture.createInstance("managed", { ManageMasterUserPassword: true });
      entry = await fixture.entryOf("managed");
    });

    for (const [how, declared] of [
      ["by its declaration", { ...database, instanceIdentifier: "managed" }],
      ["by the entry's tag", database],
    ] as const) {
      it(`is found ${how}, and rotates once, however often the step is begun`, async () => {
        const context = await fixture.context(entry);
        const [rotate] = managedSteps(declared);
        await rotate!.check!(context);
        assert.deepEqual(fixture.said, ["RDS: managed is available, and the entry is that of its master password."]);
        const begun = await rotate!.prepare!(context);
        const { version, server } = await rotate!.run(context, begun);
        assert.equal(server, "managed");
        assert.equal(fixture.said.at(-1), "RDS rotates the master password of managed.");
        assert.deepEqual(await fixture.stages(entry, version), ["AWSCURRENT", "AWSPENDING"]);
        assert.deepEqual(await rotate!.run(context, begun), { version, server });
        assert.deepEqual(await fixture.stages(entry, version), ["AWSCURRENT", "AWSPENDING"]);
        assert.deepEqual(await fixture.stages(entry, begun["base"]), ["AWSPREVIOUS"]);
      });
    }

    it("is waited for where an interrupted run has begun the rotation", async () => {
      const context = await fixture.context(entry);
      const [rotate] = managedSteps(database);
      const begun = await rotate!.prepare!(context);
      const change = { RotateMasterUserPassword: true, ApplyImmediately: true };
      await fixture.rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: "managed", ...change }));
      await rotate!.check!(context);
      assert.match(
        fixture.said[0]!,
        /^Version [0-9a-f-]{36} is pending: its rotation has not ended, and is taken up\.$/,
      );
      const { version } = await rotate!.run(context, begun);
      assert.equal(fixture.said.at(-1), "RDS has begun to rotate the master password of managed.");
      assert.deepEqual(await fixture.stages(entry, begun["base"]), ["AWSPREVIOUS"]);
      assert.deepEqual(await fixture.stages(entry, version), ["AWSCURRENT", "AWSPENDING"]);
    });

    it("is not done in time: it says where to look", async () => {
      const context = { ...(await fixture.context(entry)), patience: 0 };
      const [rotate] = managedSteps(database);
      await assert.rejects(rotate!.run(context, await rotate!.prepare!(context)), {
        name: "UserError",
        message:
          `RDS has not ended the rotation of ${entry} yet: until it has, managed may take the old password.\n` +
          "Look: aws rds describe-events --source-type db-instance --source-identifier managed",
      });
      await fixture.available("managed");
    });

    it("is a cluster, also where the declaration names a member of it", async () => {
      const cluster = { DBClusterIdentifier: "aurora", Engine: "aurora-postgresql", MasterUsername: "boss" };
      await fixture.rds.send(new CreateDBClusterCommand({ ...cluster, ManageMasterUserPassword: true }));
      const member = { DBInstanceClass: "db.t4g.medium", Engine: "aurora-postgresql", DBClusterIdentifier: "aurora" };
      await fixture.rds.send(new CreateDBInstanceCommand({ ...member, DBInstanceIdentifier: "aurora-1" }));
      const { DBClusters } = await fixture.rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: "aurora" }));
      const context = await fixture.context(DBClusters![0]!.MasterUserSecret!.SecretArn!);
      const [rotate] = managedSteps({ ...database, instanceIdentifier: "aurora-1" });
      await rotate!.check!(context);
      assert.equal((await rotate!.run(context, await rotate!.prepare!(context)))["server"], "aurora");
    });

    it("is found among all of the region where neither declaration nor tag names it", async () => {
      const found = (await DatabaseServer.ofEntry(region, entry))!;
      assert.deepEqual([found.identifier, found.isCluster], ["managed", false]);
      found.close();
      assert.equal(await DatabaseServer.ofEntry(region, `${entry}x`), undefined);
    });

    it("is refused where RDS does not know it, keeps another entry, or owns nothing", async () => {
      await fixture.createInstance("by-hand", { MasterUserPassword: "the-first-1" });
      const [name, other] = ["none", "by-hand"];
      const check = async (instanceIdentifier: string, arn: string) =>
        managedSteps({ ...database, instanceIdentifier })[0]!.check!(await fixture.context(entry, { arn }));
      await assert.rejects(check(name, entry), {
        message: `RDS has no instance none in this region. ${untouched}\nFix: correct instanceIdentifier of the group, or its kind.`,
      });
      const fix = "Fix: correct instanceIdentifier or secretArn of the group.";
      await assert.rejects(check(other, entry), {
        message: `RDS does not own the master password of by-hand, and so does not rotate ${entry}. ${untouched}\n${fix}`,
      });
      await assert.rejects(check("managed", `${entry}x`), {
        message: `RDS keeps the master password of managed in ${entry}, not in ${entry}x. ${untouched}\n${fix}`,
      });
    });

    it("is refused where it is stopped, or RDS reaches its entry no longer", async () => {
      await fixture.createInstance("stopped", { ManageMasterUserPassword: true });
      const stopped = await fixture.entryOf("stopped");
      await fixture.rds.send(new StopDBInstanceCommand({ DBInstanceIdentifier: "stopped" }));
      await assert.rejects(async () => managedSteps(database)[0]!.check!(await fixture.context(stopped)), {
        message: `stopped is stopped: it takes no new password. ${untouched}\nFix: aws rds start-db-instance --db-instance-identifier stopped`,
      });
      // The emulator impairs nothing.
      const impaired = {
        identifier: "managed",
        describe: () => Promise.resolve({ isPending: false, managed: { entry, status: "impaired" } }),
        command: (verb: string) => `aws rds ${verb}-db-instance --db-instance-identifier managed`,
      } as unknown as DatabaseServer;
      await assert.rejects(checkEntry(impaired, entry), {
        message:
          `RDS cannot rotate ${entry} (status impaired): it reaches the entry or its KMS key no longer. ${untouched}\n` +
          "Fix: let it use both again; or aws rds modify-db-instance --db-instance-identifier managed --no-manage-master-user-password, and then --manage-master-user-password.",
      });
    });
  });

  describe("of which an entry of ours holds the master password", () => {
    const database = { engine: "postgres", host: "o.example", name: "o", instanceIdentifier: "own" } as const;
    const password = randomUUID();
    before(async () => {
      await fixture.createInstance("own", { MasterUserPassword: password });
      const value = { ...database, username: "boss", password };
      await fixture.createEntry("dev/own/database", value);
    });

    it("is looked at before anything is changed", async () => {
      const context = await fixture.context("dev/own/database");
      for (const step of databaseSteps(database)) await step.check?.(context);
      assert.deepEqual(fixture.said, ["RDS: own is available, and the entry is of its master user, boss."]);
    });

    it("is refused where it is of another user, or RDS owns its password", async () => {
      const named = (identifier: string) => DatabaseServer.named(region, identifier, false);
      await assert.rejects(async () => checkUser(await named("own"), "api"), {
        message:
          `The master user of own is boss, not the user of this entry. ${untouched}\n` +
          "Fix: ALTER that user's password as the master user, then strongroom rotate; or declare mode database, which AWS rotates.",
      });
      await assert.rejects(async () => checkUser(await named("managed"), "boss"), {
        message: `RDS owns the master password of managed. ${untouched}\nFix: declare the group with mode rds-managed, and respond to that.`,
      });
    });

    it("is refused where nobody says which it is, and where it is Redshift", async () => {
      const { instanceIdentifier: _, ...nameless } = database;
      const context = await fixture.context("dev/own/database");
      const [, apply] = databaseSteps(nameless);
      await assert.rejects(apply!.check!(context), {
        message: `Nobody says which server dev/own/database opens. ${untouched}\nFix: declare instanceIdentifier, or tag the entry with DBInstanceIdentifier.`,
      });
      const [, other] = databaseSteps({ ...database, engine: "redshift" });
      await assert.rejects(other!.check!(context), {
        message: `dev/own/database opens Redshift, of which RDS sets no password. ${untouched}\nFix: declare mode database, which AWS rotates, and respond to that.`,
      });
    });

    it("is refused where somebody else's value is pending, until it is given up", async () => {
      const token = randomUUID();
      const pending = { SecretId: "dev/own/database", ClientRequestToken: token, VersionStages: ["AWSPENDING"] };
      await fixture.secretsManager.send(new PutSecretValueCommand({ ...pending, SecretString: "{}" }));
      const context = await fixture.context("dev/own/database");
      const [stage] = databaseSteps(database);
      await assert.rejects(stage!.check!(context), {
        message:
          `dev/own/database has a pending version, ${token}, that is not of this response. Nothing was written.\n` +
          `Fix: aws secretsmanager update-secret-version-stage --secret-id dev/own/database --version-stage AWSPENDING --remove-from-version-id ${token}`,
      });
      await context.entries.strip("dev/own/database", "AWSPENDING", token);
      await stage!.check!(context);
    });
  });
});
