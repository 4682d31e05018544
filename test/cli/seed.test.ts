import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { dayOf } from "../../components/model/days";
import { root } from "./run-cli";
import { SeedStage } from "./seed-stage";

const address = { engine: "postgres", host: "api.dev.db.example.com", port: 5432, dbname: "api", ssl: true };
const stackFile = "stacks/Pulumi.dev.yaml";

describe("strongroom seed", function () {
  this.timeout(120_000);

  let stage: SeedStage;
  beforeEach(async () => {
    stage = new SeedStage();
    await stage.start();
  });
  afterEach(() => stage.stop());

  it("puts what is missing, merged into what is there, records the entries and says what comes next", async () => {
    const generated = stage.afterFirstUpdate();
    const given = {
      database: { username: "api", password: stage.makeValue() },
      app: { STRIPE_SECRET_KEY: stage.makeValue() },
      apple: { APPLE_SHARED_SECRET: stage.makeValue() },
    };
    const { status, stdout, stderr } = await stage.run(["dev", "api"], given);
    const today = dayOf();
    assert.equal(stderr, "");
    assert.equal(
      stdout,
      "api in dev, account 111122223333, eu-west-1:\n" +
        "dev/api/database  lacks username, password; gets engine, host, port, dbname, ssl from the declaration\n" +
        "dev/api/app       lacks STRIPE_SECRET_KEY\n" +
        "dev/api/apple     lacks APPLE_SHARED_SECRET\n" +
        "\n" +
        `dev/api/database: put username, password, engine, host, port, dbname, ssl; recorded in ${stackFile}.\n` +
        `dev/api/app: put STRIPE_SECRET_KEY; recorded in ${stackFile}.\n` +
        `  Its rotation is dated ${today}.\n` +
        `dev/api/apple: put APPLE_SHARED_SECRET; recorded in ${stackFile}.\n` +
        `  Its rotation is dated ${today}.\n` +
        "\n" +
        "Next:\n" +
        `  1. Commit ${stackFile}.\n` +
        "  2. pulumi up --stack dev. It starts the rotation of dev/api/database.\n" +
        "  3. The cluster reads new values within an hour. At once:\n" +
        "     kubectl annotate externalsecret api-secrets --namespace api --overwrite force-sync=$(date +%s)\n",
    );
    assert.equal(status, 0);
    assert.deepEqual(stage.aws.value("dev/api/database"), { ...address, ...given.database });
    assert.deepEqual(stage.aws.value("dev/api/app"), { ...generated, ...given.app });
    assert.deepEqual(stage.aws.value("dev/api/apple"), given.apple);
    assert.deepEqual(stage.seeded(), ["dev/api/database", "dev/api/app", "dev/api/apple"]);
    assert.deepEqual(stage.rotations(), { "dev/api/app": today, "dev/api/apple": today });

    const again = await stage.run(["dev", "api"]);
    assert.deepEqual(again.stdout.split("\n").slice(-2), ["Nothing is left to do.", ""]);
    assert.equal(again.status, 0);
    assert.equal(stage.aws.count("dev/api/apple"), 1);
  });

  it("writes JSON for programs alone to standard output, and tells people on standard error", async () => {
    stage.afterFirstUpdate();
    const before = await stage.run(["dev", "api", "--group", "apple", "--dry-run", "--json"]);
    const entry = { group: "apple", entry: "dev/api/apple" };
    const document = { version: 1, environment: "dev", account: "111122223333", region: "eu-west-1", service: "api" };
    const lacking = { put: [], missing: ["APPLE_SHARED_SECRET"], placeholders: [], recorded: false };
    assert.deepEqual(JSON.parse(before.stdout), { ...document, entries: [{ ...entry, ...lacking }] });
    assert.equal(before.status, 1);

    const given = { APPLE_SHARED_SECRET: stage.makeValue() };
    const after = await stage.run(["dev", "api", "--group", "apple", "--format", "json"], given);
    const put = { put: ["APPLE_SHARED_SECRET"], missing: [], placeholders: [], recorded: true };
    assert.deepEqual(JSON.parse(after.stdout), { ...document, entries: [{ ...entry, ...put }] });
    assert.match(after.stderr, /^dev\/api\/apple: put APPLE_SHARED_SECRET; recorded in /m);
    assert.equal(after.status, 0);
  });

  it("says with --verbose what was asked of AWS, and no value", async () => {
    stage.afterFirstUpdate();
    const given = { APPLE_SHARED_SECRET: stage.makeValue() };
    const { status, stderr } = await stage.run(["dev", "api", "--group", "apple", "--verbose"], given);
    assert.equal(status, 0);
    assert.deepEqual(
      stderr.split("\n").map((line) => line.replace(/^\S+Z /, "").replace(/, request \S+/, "")),
      [
        "STS: GetCallerIdentity: status 200",
        "SecretsManager: DescribeSecret: status 200",
        "SecretsManager: DescribeSecret: status 200",
        "SecretsManager: PutSecretValue: status 200",
        "SecretsManager: DescribeSecret: status 200",
        "",
      ],
    );
  });

  it("leaves keys that have a value, and names them, unless --replace is given", async () => {
    stage.afterFirstUpdate();
    const before = { APPLE_SHARED_SECRET: stage.makeValue(), PUT_BY_HAND: stage.makeValue() };
    stage.aws.put("dev/api/apple", JSON.stringify(before));
    const given = { APPLE_SHARED_SECRET: stage.makeValue() };
    const left = await stage.run(["dev", "api", "--group", "apple"], given);
    assert.equal(left.status, 0);
    assert.match(
      left.stdout,
      /^dev\/api\/apple: nothing was put; recorded in .+\n {2}Left as before: APPLE_SHARED_SECRET\. --replace overwrites\.$/m,
    );
    assert.deepEqual(stage.aws.value("dev/api/apple"), before);
    assert.equal(stage.rotations(), undefined);

    const replaced = await stage.run(["dev", "api", "--group", "apple", "--replace"], given);
    assert.equal(replaced.status, 0);
    assert.match(
      replaced.stdout,
      /^dev\/api\/apple: put APPLE_SHARED_SECRET; stands in stacks\/Pulumi\.dev\.yaml already\.$/m,
    );
    assert.deepEqual(stage.aws.value("dev/api/apple"), { ...before, ...given });
    assert.deepEqual(stage.rotations(), { "dev/api/apple": dayOf() });
    assert.match(
      replaced.stdout,
      /^Next:\n {2}1\. Commit stacks\/Pulumi\.dev\.yaml\.\n {2}2\. pulumi up --stack dev\.$/m,
    );
  });

  it("dates no rotation of an entry of which one key stays", async () => {
    const declared = fs.readFileSync(path.join(root, "services", "api.ts"), "utf8");
    const program = stage.ownProgram({
      "api.ts": declared.replace("STRIPE_SECRET_KEY: {", "MAIL_KEY: { value: 'provided' }, $&"),
    });
    stage.aws.create("dev/api/app", { JWT_SIGNING_KEY: stage.makeValue() });
    const both = { STRIPE_SECRET_KEY: stage.makeValue(), MAIL_KEY: stage.makeValue() };
    await stage.run(["dev", "api", "--group", "app", "--program", program], both);
    const file = stage.file("stacks", "Pulumi.dev.yaml");
    fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(dayOf(), "2026-01-31"));
    const one = { MAIL_KEY: stage.makeValue() };
    const { stdout, stderr } = await stage.run(
      ["dev", "api", "--group", "app", "--replace", "--program", program],
      one,
    );
    assert.equal(stderr, "");
    assert.match(stdout, /already\.\n {2}No rotation, and not dated: STRIPE_SECRET_KEY is as old as before\.$/m);
    assert.deepEqual(stage.rotations(), { "dev/api/app": "2026-01-31" });
  });

  it("says what is missing with --dry-run, without writing or reading standard input", async () => {
    stage.afterFirstUpdate();
    const text = fs.readFileSync(stage.file(stackFile), "utf8");
    const { status, stdout } = await stage.run(["dev", "api", "--dry-run", "--group", "app"], "no JSON");
    assert.equal(
      stdout,
      "api in dev, account 111122223333, eu-west-1:\n" +
        "dev/api/app  lacks STRIPE_SECRET_KEY\n" +
        `Not recorded in ${stackFile}: dev/api/app.\n` +
        "Dry run: nothing was written.\n",
    );
    assert.equal(status, 1);
    assert.deepEqual(stage.aws.actions(), ["DescribeSecret", "GetSecretValue"]);
    assert.equal(fs.readFileSync(stage.file(stackFile), "utf8"), text);
  });

  it("puts a part, does not record the entry, and ends with 1", async () => {
    stage.afterFirstUpdate();
    const { status, stdout } = await stage.run(["dev", "api", "--group", "database"], { username: "api" });
    assert.equal(status, 1);
    assert.match(stdout, /^dev\/api\/database: put username, .+; not recorded, because it lacks password\.$/m);
    assert.match(stdout, /^ {2}1\. strongroom seed dev api, for what is missing still\.$/m);
    assert.equal(stage.seeded(), undefined);
    const rest = await stage.run(["dev", "api", "--group", "database"], { password: stage.makeValue() });
    assert.equal(rest.status, 0);
    assert.deepEqual(stage.seeded(), ["dev/api/database"]);
  });

  it("does not take a placeholder in an entry for a value", async () => {
    stage.afterFirstUpdate();
    stage.aws.put("dev/api/apple", JSON.stringify({ APPLE_SHARED_SECRET: "CHANGEME" }));
    const { status, stdout } = await stage.run(["dev", "api", "--group", "apple"]);
    assert.equal(status, 1);
    assert.match(stdout, /holds a placeholder in APPLE_SHARED_SECRET \(--replace puts another value\)$/m);
    assert.match(stdout, /not recorded, because it lacks APPLE_SHARED_SECRET\.$/m);
  });

  it("says where an entry differs from the declaration, and takes that with --replace", async () => {
    stage.afterFirstUpdate();
    const credential = { username: "api", password: stage.makeValue() };
    stage.aws.put(
      "dev/api/database",
      JSON.stringify({ ...address, ...credential, host: "old.example.com", port: "5432" }),
    );
    const left = await stage.run(["dev", "api", "--group", "database"]);
    assert.match(left.stdout, /has every value; differs from the declaration in host \(--replace takes that\)$/m);
    assert.equal(stage.aws.count("dev/api/database"), 1);
    await stage.run(["dev", "api", "--group", "database", "--replace"], { username: "api" });
    assert.deepEqual(stage.aws.value("dev/api/database"), { ...address, ...credential, port: "5432" });
  });

  it("names what nobody seeds in an environment", async () => {
    const nothing = await stage.run(["dev", "billing"]);
    assert.deepEqual(
      [nothing.status, nothing.stdout],
      [
        0,
        "billing in dev, account 111122223333, eu-west-1:\n" +
          "database: nothing to put, RDS puts its value.\n" +
          "invoicing: nothing to put, Pulumi generates its value.\n\nNothing is left to do.\n",
      ],
    );
    const group = await stage.run(["dev", "billing", "--group", "invoicing"]);
    assert.deepEqual(
      [group.status, group.stderr],
      [2, "Nobody seeds invoicing in dev: Pulumi generates its value.\nFix: there is nothing to seed.\n"],
    );
  });

  it("refuses what is not known, with what there is", async () => {
    const service = await stage.run(["dev", "shop"]);
    assert.deepEqual(
      [service.status, service.stderr],
      [2, 'There is no service "shop".\nFix: name one of api, billing, worker.\n'],
    );
    const environment = await stage.run(["qa", "api"]);
    assert.equal(environment.status, 2);
    assert.match(environment.stderr, /Pulumi\.qa\.yaml/);
    const group = await stage.run(["dev", "api", "--group", "web"]);
    assert.equal(group.stderr, 'api has no group "web".\nFix: name one of database, app, apple.\n');
    assert.deepEqual(stage.aws.calls, []);
  });

  it("works from this project's folder, too, and on the folder that --program names", async () => {
    stage.afterFirstUpdate();
    const { status } = await stage.run(["dev", "api", "--dry-run", "--program", root]);
    assert.equal(status, 1);
    fs.rmSync(stage.file("Pulumi.yaml"));
    const own = await stage.run(["dev", "api", "--dry-run"]);
    assert.match(own.stdout, new RegExp(`^Not recorded in ${path.join(root, stackFile)}: `, "m"));
  });

  it("says that a stack file is wrong, and that a program has no services", async () => {
    const text = fs.readFileSync(stage.file(stackFile), "utf8");
    fs.writeFileSync(stage.file(stackFile), text.replace('account: "111122223333"', 'account: "1111"'));
    const wrong = await stage.run(["dev", "api"]);
    assert.equal(wrong.status, 2);
    assert.match(
      wrong.stderr,
      /^The configuration of environment "dev" is wrong:\n {2}strongroom:account is "1111"; wanted /,
    );

    fs.writeFileSync(stage.file("Pulumi.yaml"), "name: other\nruntime: nodejs\nstackConfigDir: stacks\n");
    const none = await stage.run(["dev", "api"]);
    assert.deepEqual(
      [none.status, none.stderr],
      [
        2,
        "The program other has no services: services does not exist.\nFix: name the folder of a program that has some with --program DIR.\n",
      ],
    );
  });
});
