import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { CreateDBInstanceCommand, DeleteDBInstanceCommand, RDSClient } from "@aws-sdk/client-rds";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { checkout, writeProject } from "../../lab/engine/project";
import { engineEnvironment } from "../../lab/engine/run-pulumi";
import { clientSettings } from "../../lab/stage/environment";
import { currentValue } from "./aws";
import { changedProgram } from "./changed-program";
import { record } from "./said";
import { SeededEnvironment } from "./seeded-environment";
import { sharedStage, startSeconds } from "./shared-stage";
import { type Run, randomValue } from "./strongroom";
import { apply, example, identities, podsOf, remove, rolledOut } from "./workloads";

const account = "111122223333";
const consumer = example("deployment.yaml");

/** What a step does is done, and the journal does not know yet; or the journal has it, and the next has not begun. */
const cuts = (steps: string[]): string[] => steps.flatMap((step) => [`started ${step}`, `done ${step}`]);
const byHand = ["stage", "old-is-dead", "promote", "drop", "deliver", "audit", "communicate"];
const master = ["stage", "apply", "promote", "drop", "deliver", "audit", "communicate"];

/** Needs the engine, the API server, the operator, the reloader, the kubelet and the emulator. */
describe("strongroom respond on a stage", function () {
  this.timeout(900_000);
  let environment: SeededEnvironment;
  let program: string;
  let rds: RDSClient;
  const values: string[] = [];

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    environment = await SeededEnvironment.bringUp(await sharedStage());
    await apply(environment.stage, consumer);
    await rolledOut(environment.cluster, consumer);
    // The same entry, as a team declares it that keeps the master password there itself.
    program = changedProgram({
      "services/api.ts": (text) =>
        text.replace(/rotation: \{ mode: "database".*\}/, 'rotation: { mode: "manual", intervalDays: 30 }'),
    });
    rds = new RDSClient(await clientSettings(environment.stage, account));
    const { username } = (await currentValue(environment.account, "dev/api/database"))!;
    await rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: "api-dev",
        DBInstanceClass: "db.t4g.micro",
        Engine: "postgres",
        MasterUsername: username!,
        MasterUserPassword: newValue(),
        AllocatedStorage: 20,
      }),
    );
  });

  after(async () => {
    await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: "api-dev", SkipFinalSnapshot: true }));
    fs.rmSync(program, { recursive: true });
    await remove(environment.cluster, consumer);
    await environment.takeDown();
  });

  it("changes nothing in a dry run", async () => {
    const before = await state();
    const { status, stdout, stderr } = await respond("app/STRIPE_SECRET_KEY", { flags: ["--dry-run"] });
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /^ENVIRONMENT DEV {3}ACCOUNT 111122223333 {3}REGION EU-WEST-1 {3}CLUSTER /);
    assert.match(stdout, /^1\. REVOKE\n {3}Stripe secret key: https:\/\/dashboard\.stripe\.com\/apikeys\n/m);
    assert.match(stdout, /\nDry run: nothing was changed, and nothing was written\.\n$/);
    assert.deepEqual(await state(), before);
    assert.equal(fs.existsSync(incidents()), false);
  });

  it("replaces a third party's key: killed before and after each step, the same command goes on", async () => {
    const before = (await currentValue(environment.account, "dev/api/app"))!;
    const old = await podsOf(environment.cluster, consumer);
    const given = newValue();
    await killedAtEach("app/STRIPE_SECRET_KEY", cuts(byHand), { STRIPE_SECRET_KEY: given });
    const after = (await currentValue(environment.account, "dev/api/app"))!;
    assert.equal(after["STRIPE_SECRET_KEY"] === given, true);
    assert.equal(after["JWT_SIGNING_KEY"] === before["JWT_SIGNING_KEY"], true);
    await rolledOut(environment.cluster, consumer);
    const now = identities(await podsOf(environment.cluster, consumer));
    assert.deepEqual(
      identities(old).filter((one) => now.includes(one)),
      [],
    );
    assert.deepEqual(await stages("dev/api/app"), [["AWSCURRENT"]]);
    const again = await respond("app/STRIPE_SECRET_KEY");
    assert.match(again.stdout, /^This was responded to: .* Nothing was changed\.$/m);
    assert.equal(again.status, 0);
  });

  it("replaces a signing key, which nobody else has to revoke, without overlap", async () => {
    const before = (await currentValue(environment.account, "dev/api/app"))!;
    await killedAtEach("app/JWT_SIGNING_KEY", cuts(["stage", "promote", "drop"]));
    const after = (await currentValue(environment.account, "dev/api/app"))!;
    assert.equal(after["JWT_SIGNING_KEY"] === before["JWT_SIGNING_KEY"], false);
    assert.equal(after["STRIPE_SECRET_KEY"] === before["STRIPE_SECRET_KEY"], true);
    assert.deepEqual(await stages("dev/api/app"), [["AWSCURRENT"]]);
    values.push(after["JWT_SIGNING_KEY"]!, before["JWT_SIGNING_KEY"]!);
  });

  it("has AWS rotate what its functions rotate, once, however often it was killed", async () => {
    const before = (await currentValue(environment.account, "dev/api/database"))!;
    const version = await versionWith("dev/api/database", "AWSCURRENT");
    await killedAtEach("database", cuts(["rotate", "deliver"]));
    assert.equal(await versionWith("dev/api/database", "AWSPREVIOUS"), version);
    const { password, ...others } = (await currentValue(environment.account, "dev/api/database"))!;
    const { password: leaked, ...kept } = before;
    values.push(password!, leaked!);
    assert.equal(password === leaked, false);
    assert.equal(JSON.stringify(others) === JSON.stringify(kept), true);
  });

  it("replaces the master password of a database, and leaves the entry's other keys alone, within two minutes", async () => {
    const before = (await currentValue(environment.account, "dev/api/database"))!;
    const begin = Date.now();
    const { status, stdout, stderr } = await respond("database", { program, flags: ["--new"] });
    assert.equal(status, 0, stdout + stderr);
    assert.ok(Date.now() - begin < 120_000, stdout);
    const { password, ...others } = (await currentValue(environment.account, "dev/api/database"))!;
    const { password: leaked, ...kept } = before;
    values.push(password!, leaked!);
    assert.match(password!, /^[A-Za-z0-9]{40}$/);
    assert.equal(JSON.stringify(others) === JSON.stringify(kept), true);
    await killedAtEach("database", cuts(master), undefined, { program, flags: ["--new"] });
    assert.equal((await currentValue(environment.account, "dev/api/database"))!["password"] === password, false);
  });

  it("leaves no value in journals, reports and messages", () => {
    const files = fs.readdirSync(incidents(), { recursive: true, encoding: "utf8" });
    const texts = files.map((file) => path.join(incidents(), file)).filter((file) => fs.statSync(file).isFile());
    assert.ok(texts.some((file) => file.endsWith("post-mortem.md")));
    for (const file of texts) {
      const text = fs.readFileSync(file, "utf8");
      assert.equal(
        values.some((value) => text.includes(value)),
        false,
        file,
      );
    }
  });

  /** Runs it once for each cut, which ends it there, and then to the end. */
  async function killedAtEach(
    group: string,
    cuts: string[],
    input?: object,
    { program, flags = [] }: { program?: string; flags?: string[] } = {},
  ): Promise<void> {
    const more = { ...(input && { input }), ...(program && { program }) };
    for (const [place, killAt] of cuts.entries()) {
      const run = await respond(group, { ...more, killAt, ...(place === 0 && { flags }) });
      assert.equal(run.status, null, `${killAt}: ${run.stdout}${run.stderr}`);
    }
    const { status, stdout, stderr } = await respond(group, more);
    assert.equal(status, 0, stdout + stderr);
  }

  async function respond(
    group: string,
    options: { input?: object; program?: string; killAt?: string; flags?: string[] } = {},
  ): Promise<Run> {
    const variables = await engineEnvironment(environment.stage, account);
    const { folder } = writeProject(environment.stage, options.program ?? checkout, variables["PATH"] ?? "");
    const preload = options.killAt === undefined ? [] : ["--require", path.join(__dirname, "kill-at-journal-line.js")];
    const args = ["respond", "dev", "api", group, "--yes", "--old-is-dead", ...(options.flags ?? [])];
    const child = spawn(process.execPath, [...preload, path.join(checkout, "bin", "strongroom.js"), ...args], {
      cwd: folder,
      env: { ...variables, STRONGROOM_KILL_AT: options.killAt },
    });
    const said = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input === undefined ? "" : JSON.stringify(options.input));
    const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
    record(`strongroom ${args.join(" ")}`, `${said.stdout}\n${said.stderr}`);
    return { status, ...said };
  }

  function newValue(): string {
    const value = randomValue();
    values.push(value);
    return value;
  }

  function incidents(): string {
    return path.join(environment.stage.directory, "project", ".strongroom", "incidents");
  }

  async function state(): Promise<object> {
    const pods = identities(await podsOf(environment.cluster, consumer));
    return { pods, values: await environment.fingerprints(), stages: await stages("dev/api/app") };
  }

  /** The version of an entry that has a stage. */
  async function versionWith(entry: string, stage: string): Promise<string | undefined> {
    const { VersionIdsToStages = {} } = await environment.account.secretsManager.send(
      new DescribeSecretCommand({ SecretId: entry }),
    );
    return Object.keys(VersionIdsToStages).find((version) => VersionIdsToStages[version]!.includes(stage));
  }

  async function stages(entry: string): Promise<string[][]> {
    const { VersionIdsToStages = {} } = await environment.account.secretsManager.send(
      new DescribeSecretCommand({ SecretId: entry }),
    );
    return Object.values(VersionIdsToStages);
  }
});
