import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import {
  CreateDBInstanceCommand,
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { clientSettings } from "../../lab/stage/environment";
import { currentValue } from "./aws";
import { changedProgram } from "./changed-program";
import { logsIn } from "./database-logins";
import { beginFault, endFaults } from "./emulator-faults";
import { Responder, cuts } from "./responder";
import { SeededEnvironment } from "./seeded-environment";
import { startSeconds } from "./shared-stage";
import { apply, example, remove, rolledOut } from "./workloads";

const account = "111122223333";
const consumer = example("deployment.yaml");
const entry = "dev/api/database";
const rotated = ["rotate", "end-sessions", "deliver"];
const master = ["stage", "apply", "end-sessions", "promote", "drop", "deliver", "audit", "communicate"];

/** Declares the database as a team does that keeps the master password in the same entry itself. */
const manual = (text: string): string =>
  text.replace(/rotation: \{ mode: "database".*\}/, 'rotation: { mode: "manual", intervalDays: 30 }');

/** Needs the engine, the API server, the operator, the reloader, the kubelet and the emulator. */
describe("strongroom respond for databases on a stage", function () {
  this.timeout(900_000);
  let environment: SeededEnvironment;
  let responder: Responder;
  let program: string;
  let rds: RDSClient;

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    environment = await SeededEnvironment.bringUp();
    responder = new Responder(environment);
    await apply(environment.stage, consumer);
    await rolledOut(environment.cluster, consumer);
    program = changedProgram({ "services/api.ts": manual });
    rds = new RDSClient(await clientSettings(environment.stage, account));
    const { host, username, password } = await value();
    await rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: "api-dev",
        DBInstanceClass: "db.t4g.micro",
        Engine: "postgres",
        MasterUsername: username,
        MasterUserPassword: password,
        AllocatedStorage: 20,
        // The emulator's databases find it by this name: lab/emulator/gaps/rds_master_passwords.py.
        Tags: [{ Key: "lab:hosts", Value: host }],
      }),
    );
  });

  after(async () => {
    await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: "api-dev", SkipFinalSnapshot: true }));
    fs.rmSync(program, { recursive: true });
    await remove(environment.cluster, consumer);
    environment.leave();
  });

  it("has AWS rotate what its functions rotate, once, however often it was killed", async () => {
    const [before, version] = [await value(), await responder.versionWith(entry, "AWSCURRENT")];
    await responder.killedAtEach("api database", cuts(rotated));
    assert.equal(await responder.versionWith(entry, "AWSPREVIOUS"), version);
    theOldIsRefused(before, await value());
    assert.ok(sessionsOf("dev-api-database").includes(` usename IN ('${before["username"]}') `));
  });

  it("has RDS make another password where RDS owns it, once, however often it was killed", async () => {
    const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: "billing-dev" }));
    const managed = DBInstances![0]!.MasterUserSecret!.SecretArn!;
    // What RDS keeps holds no host.
    const read = async () => ({ ...(await value(managed)), host: "billing.dev.db.example.com" });
    const [before, version] = [await read(), await responder.versionWith(managed, "AWSCURRENT")];
    await responder.killedAtEach("billing database", cuts(rotated));
    assert.equal(await responder.versionWith(managed, "AWSPREVIOUS"), version);
    theOldIsRefused(before, await read());
    assert.ok(sessionsOf("dev-billing-database").includes(" usename IN ('postgres') "));
  });

  it("asks RDS in a dry run, and refuses before anybody is asked", async () => {
    const { username } = await value();
    const flags = ["--new", "--dry-run"];
    const good = await responder.respond("api database", { program, flags });
    assert.equal(good.status, 0, good.stdout + good.stderr);
    assert.ok(good.stdout.includes(`RDS: api-dev is available, and the entry is of its master user, ${username}.`));
    const wrong = changedProgram({
      "services/api.ts": (text) => manual(text).replace("`api-${name}`", '"api-none"'),
    });
    const bad = await responder.respond("api database", { program: wrong, flags });
    fs.rmSync(wrong, { recursive: true });
    assert.equal(bad.status, 2, bad.stdout + bad.stderr);
    assert.equal(
      bad.stderr,
      "RDS has no instance api-none in this region. Nothing was changed.\nFix: correct instanceIdentifier of the group, or its kind.\n",
    );
  });

  it("replaces the master password, and leaves the entry's other keys alone, within two minutes", async () => {
    const before = await value();
    const begin = Date.now();
    const { status, stdout, stderr } = await responder.respond("api database", { program, flags: ["--new"] });
    assert.equal(status, 0, stdout + stderr);
    assert.ok(Date.now() - begin < 120_000, stdout);
    const after = await value();
    theOldIsRefused(before, after);
    assert.match(after["password"]!, /^[A-Za-z0-9]{40}$/);
    await responder.killedAtEach("api database", cuts(master), { program, flags: ["--new"] });
    theOldIsRefused(after, await value());
  });

  it("says what is done, what is to do and what to type when a step fails, and goes on from there", async () => {
    const before = await value();
    await beginFault(environment.stage, { status: 500, service: "rds", action: "ModifyDBInstance", seconds: 600 });
    const { status, stdout, stderr } = await responder.respond("api database", { program, flags: ["--new"] });
    await endFaults(environment.stage);
    assert.equal(status, 1, stdout + stderr);
    const { groups } = /\n(?<problem>AWS refused [^]*)$/.exec(stdout)!;
    const folder = path.basename(responder.lastIncident("dev-api-database"));
    assert.equal(
      groups!["problem"]!.replace(/, request [\w-]+/, ""),
      [
        "AWS refused setting the master password of api-dev (rds:ModifyDBInstance) (InternalServiceError, status 500). " +
          "Whether the old password is valid still is not known; the new one is stored as a pending version.",
        "Fix: run this again.",
        "",
        'Not finished: "Apply the new password to the server" failed.',
        "  done      Stage the new value",
        "  to do     Apply the new password to the server; Write down what ends open sessions; Make the new value current; " +
          "Drop the old value; Bring the new value to the pods; Find out who had it; Tell those concerned",
        `  journal   .strongroom/incidents/${folder}`,
        "Next: strongroom respond dev api database goes on from here.",
        "",
      ].join("\n"),
    );
    assert.equal(JSON.stringify(await value()) === JSON.stringify(before), true);
    const again = await responder.respond("api database", { program });
    assert.equal(again.status, 0, again.stdout + again.stderr);
    theOldIsRefused(before, await value());
  });

  it("leaves no value in journals, reports, messages and the process list", () => responder.leftNoValue());

  async function value(of = entry): Promise<Record<string, string>> {
    return (await currentValue(environment.account, of))!;
  }

  /** Compares a credential of a database with the one after it, and has both looked for. */
  function theOldIsRefused(before: Record<string, string>, after: Record<string, string>): void {
    const { password: leaked = "", ...kept } = before;
    const { password = "", ...others } = after;
    responder.values.push(leaked, password);
    assert.equal(JSON.stringify(others) === JSON.stringify(kept), true);
    const { host = "", username = "" } = after;
    const takes = (one: string) => logsIn(environment.stage, account, { host, username, password: one });
    assert.deepEqual([takes(leaked), takes(password)], [false, true]);
  }

  function sessionsOf(incident: string): string {
    return fs.readFileSync(path.join(responder.lastIncident(incident), "end-sessions.sql"), "utf8");
  }
});
