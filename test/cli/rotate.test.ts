import assert from "node:assert/strict";
import * as fs from "node:fs";
import { dayOf } from "../../components/model/days";
import { changedKeys, randomText } from "../../cli/rotate/new-values";
import { SeedStage } from "./seed-stage";

const stackFile = "stacks/Pulumi.dev.yaml";
const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const header = (group: string, mode: string, version: string, runbook: string): string =>
  `api ${group} in dev, account 111122223333, eu-west-1, cluster dev:\n` +
  `  entry    dev/api/${group}, mode ${mode}\n` +
  `  version  ${version}\n` +
  "  owner    api <api-team@example.com>\n" +
  `  runbook  https://runbooks.example.com/${runbook}\n`;

describe("strongroom rotate", function () {
  this.timeout(120_000);

  let stage: SeedStage;
  beforeEach(async () => {
    stage = new SeedStage();
    await stage.start();
  });
  afterEach(() => stage.stop());

  /** Runs it without a cluster. */
  const run = (group: string, input: object | string = "", more: string[] = []) =>
    stage.runCommand("rotate", ["dev", "api", group, "--no-wait", ...more], input);

  /** The entry app as it is after seeding, and what it holds. */
  function seeded(): { STRIPE_SECRET_KEY: string; JWT_SIGNING_KEY: string; PUT_BY_HAND: string } {
    const value = {
      STRIPE_SECRET_KEY: stage.makeValue(),
      JWT_SIGNING_KEY: stage.makeValue(),
      PUT_BY_HAND: stage.makeValue(),
    };
    stage.aws.create("dev/api/app", value);
    return value;
  }

  it("stages the new values, makes them current, keeps the other keys and dates the rotation", async () => {
    const before = seeded();
    const given = { STRIPE_SECRET_KEY: stage.makeValue() };
    const { status, stdout, stderr } = await run("app", given);
    assert.equal(stderr, "");
    assert.equal(status, 0);
    const [staged] = new RegExp(uuid).exec(stdout)!;
    assert.equal(
      stdout,
      header("app", "manual", "version-1", "api") +
        "\n" +
        `Version ${staged} is staged as AWSPENDING: nobody reads it yet.\n` +
        `Version ${staged} is current; version-1 is the one before it.\n` +
        "New in it: JWT_SIGNING_KEY, STRIPE_SECRET_KEY.\n" +
        `Its rotation is dated ${dayOf()} in ${stackFile}.\n` +
        "\n" +
        `Done: version ${staged} of dev/api/app is current.\n` +
        `Next: commit ${stackFile}; pulumi up --stack dev tags the entry with the day.\n` +
        "The cluster reads it within an hour. At once, with its restarts: run this without --no-wait.\n",
    );
    const { JWT_SIGNING_KEY: generated, ...others } = stage.aws.value("dev/api/app") as Record<string, string>;
    assert.deepEqual(others, { ...given, PUT_BY_HAND: before.PUT_BY_HAND });
    assert.match(generated!, /^[A-Za-z0-9]{48}$/);
    assert.ok(!stdout.includes(generated!));
    assert.deepEqual(stage.aws.stages("dev/api/app"), [["AWSPREVIOUS"], ["AWSCURRENT"]]);
    assert.deepEqual(stage.rotations(), { "dev/api/app": dayOf() });
  });

  it("writes JSON for programs alone to standard output, and tells people on standard error", async () => {
    seeded();
    const given = { STRIPE_SECRET_KEY: stage.makeValue() };
    const { status, stdout, stderr } = await run("app", given, ["--json"]);
    assert.equal(status, 0);
    const [staged] = new RegExp(uuid).exec(stderr)!;
    assert.deepEqual(JSON.parse(stdout), {
      version: 1,
      environment: "dev",
      account: "111122223333",
      region: "eu-west-1",
      service: "api",
      group: "app",
      entry: "dev/api/app",
      mode: "manual",
      current: staged,
      problems: [],
    });
  });

  it("changes the keys that --key names, and does not date an entry that keeps an old one", async () => {
    const before = seeded();
    const { status, stdout } = await run("app", "", ["--key", "JWT_SIGNING_KEY"]);
    assert.equal(status, 0);
    assert.match(stdout, /^New in it: JWT_SIGNING_KEY\.\nNot dated in \S+: STRIPE_SECRET_KEY stayed as before\.$/m);
    const { JWT_SIGNING_KEY: generated, ...others } = stage.aws.value("dev/api/app") as Record<string, string>;
    const { JWT_SIGNING_KEY: old, ...rest } = before;
    assert.deepEqual(others, rest);
    assert.notEqual(generated, old);
    assert.equal(stage.rotations(), undefined);
  });

  it("says what it would do in a dry run, and does nothing", async () => {
    seeded();
    const before = fs.readFileSync(stage.file(stackFile), "utf8");
    const { status, stdout } = await run("app", "", ["--dry-run"]);
    assert.equal(status, 0);
    assert.equal(
      stdout,
      header("app", "manual", "version-1", "api") +
        "Would:\n" +
        "  1. ask for STRIPE_SECRET_KEY; make a random value for JWT_SIGNING_KEY; stage that as AWSPENDING\n" +
        "  2. make it current\n" +
        "  3. date the rotation in the stack file\n" +
        "Dry run: nothing was changed.\n",
    );
    assert.deepEqual(stage.aws.actions(), ["DescribeSecret"]);
    assert.equal(fs.readFileSync(stage.file(stackFile), "utf8"), before);
  });

  for (const [after, fails, takenUp] of [
    ["before it was staged", "PutSecretValue", undefined],
    [
      "while it was pending",
      "UpdateSecretVersionStage",
      /^A pending version, \S+, changes APPLE_SHARED_SECRET: it is taken/m,
    ],
  ] as const) {
    it(`goes on where a run ended ${after}`, async () => {
      stage.aws.create("dev/api/apple", { APPLE_SHARED_SECRET: stage.makeValue() });
      const given = { APPLE_SHARED_SECRET: stage.makeValue() };
      stage.aws.before = ({ action }) =>
        action === fails ? { status: 400, name: "LimitExceededException" } : undefined;
      const broken = await run("apple", given);
      assert.equal(broken.status, 2);
      stage.aws.before = () => undefined;
      const again = await run("apple", given);
      assert.equal(again.status, 0, again.stderr);
      if (takenUp) assert.match(again.stdout, takenUp);
      assert.deepEqual(stage.aws.value("dev/api/apple"), given);
      assert.deepEqual(stage.aws.stages("dev/api/apple"), [["AWSPREVIOUS"], ["AWSCURRENT"]]);
      assert.deepEqual(stage.rotations(), { "dev/api/apple": dayOf() });
    });
  }

  it("dates a rotation that was made current by a run that ended there, by the day of the value", async () => {
    stage.aws.create("dev/api/apple", { APPLE_SHARED_SECRET: stage.makeValue() });
    const text = JSON.stringify({ APPLE_SHARED_SECRET: stage.makeValue() });
    stage.aws.put("dev/api/apple", text, "version-2", "AWSCURRENT", new Date("2026-03-01T23:30:00Z"));
    stage.aws.stages("dev/api/apple")[1]!.push("AWSPENDING");
    const { status, stdout } = await run("apple");
    assert.equal(status, 0);
    assert.match(
      stdout,
      /^Version version-2 is current and was not followed through: it is taken up, and no value is asked for\.$/m,
    );
    assert.deepEqual(stage.rotations(), { "dev/api/apple": "2026-03-01" });
    assert.deepEqual(stage.aws.stages("dev/api/apple"), [["AWSPREVIOUS"], ["AWSCURRENT"]]);
    assert.equal(stage.aws.count("dev/api/apple"), 2);
  });

  it("refuses other values than those of the version that it takes up", async () => {
    stage.aws.create("dev/api/apple", { APPLE_SHARED_SECRET: stage.makeValue() });
    stage.aws.put("dev/api/apple", JSON.stringify({ APPLE_SHARED_SECRET: stage.makeValue() }), "p", "AWSPENDING");
    const { status, stderr } = await run("apple", { APPLE_SHARED_SECRET: stage.makeValue() });
    assert.equal(status, 2);
    assert.equal(
      stderr,
      "dev/api/apple has version p, of a rotation that was interrupted, with other values than standard input. Nothing was written.\n" +
        "Fix: finish that rotation: run this without input. Then run it with this one; or give the version up: " +
        "aws secretsmanager update-secret-version-stage --secret-id dev/api/apple --version-stage AWSPENDING --remove-from-version-id p.\n",
    );
    assert.deepEqual(stage.aws.stages("dev/api/apple"), [["AWSCURRENT"], ["AWSPENDING"]]);
  });

  it("refuses a pending version that changes what the group does not own", async () => {
    const before = seeded();
    stage.aws.put("dev/api/app", JSON.stringify({ ...before, PUT_BY_HAND: stage.makeValue() }), "p", "AWSPENDING");
    const { status, stderr } = await run("app");
    assert.equal(status, 2);
    assert.match(
      stderr,
      /^dev\/api\/app has a pending version, p, that also changes PUT_BY_HAND\. Nothing was written\.\nFix: /,
    );
  });

  it("does not undo what somebody else made current meanwhile", async () => {
    stage.aws.create("dev/api/apple", { APPLE_SHARED_SECRET: stage.makeValue() });
    const other = { APPLE_SHARED_SECRET: stage.makeValue() };
    stage.aws.before = ({ action }) => {
      if (action === "UpdateSecretVersionStage") stage.aws.put("dev/api/apple", JSON.stringify(other));
      return undefined;
    };
    const { status, stderr } = await run("apple", { APPLE_SHARED_SECRET: stage.makeValue() });
    assert.equal(status, 2);
    assert.match(stderr, /The stages of dev\/api\/apple are as they were\./);
    assert.deepEqual(stage.aws.value("dev/api/apple"), other);
    assert.equal(stage.rotations(), undefined);
  });

  it("has AWS rotate a database, and waits until the new version is current", async () => {
    stage.aws.create("dev/api/database", { username: "api", password: stage.makeValue() });
    const text = JSON.stringify({ username: "api", password: stage.makeValue() });
    stage.aws.startRotation = (name) => {
      stage.aws.put(name, text, "version-2", "AWSPENDING");
      return "version-2";
    };
    const late = await run("database", "", ["--timeout", "1"]);
    assert.equal(late.status, 1);
    assert.equal(
      late.stdout,
      header("database", "database", "version-1", "api") +
        "\nAWS rotates dev/api/database; version version-2 is to become current.\n" +
        "\nNot finished:\n" +
        "  The rotation has not ended. Version version-2 of dev/api/database is pending still: nobody reads it.\n" +
        "  Look: aws secretsmanager describe-secret --secret-id dev/api/database says when it last rotated; CloudTrail has RotationFailed.\n" +
        "Next: strongroom rotate dev api database goes on from here.\n",
    );

    // Taken up, it ends: Secrets Manager says so by an error, and the function goes on.
    stage.aws.before = ({ action }) => {
      if (action !== "RotateSecret") return undefined;
      stage.aws.promote("dev/api/database", "version-2");
      const message = "A previous rotation isn't complete. That rotation will be reattempted.";
      return { status: 400, name: "InvalidRequestException", message };
    };
    const { status, stdout } = await run("database");
    assert.equal(status, 0);
    assert.match(stdout, /^A pending version, version-2, is of a rotation that has not ended: it is taken up\.$/m);
    assert.match(stdout, /^Done: version version-2 of dev\/api\/database is current\.$/m);
    assert.equal(stage.rotations(), undefined);
  });

  for (const [what, args, message] of [
    ["a service", ["dev", "apex", "app"], 'There is no service "apex".\nFix: name one of api, billing, worker.\n'],
    ["a group", ["dev", "api", "apples"], 'api has no group "apples".\nFix: name one of database, app, apple.\n'],
    [
      "a key",
      ["dev", "api", "app", "--key", "STRIPE"],
      'dev/api/app has no key "STRIPE".\nFix: name one of STRIPE_SECRET_KEY, JWT_SIGNING_KEY.\n',
    ],
    [
      "keys of what AWS rotates",
      ["dev", "api", "database", "--key", "password"],
      "dev/api/database is rotated by AWS as a whole (mode database).\nFix: leave --key out.\n",
    ],
    [
      "a time",
      ["dev", "api", "app", "--timeout", "5m"],
      '--timeout "5m" is no number of seconds.\nFix: give one from 1 to 86400, e.g. --timeout 600.\n',
    ],
    [
      "an entry",
      ["dev", "api", "app"],
      "dev/api/app does not exist. Nothing was changed.\nFix: create it: pulumi up --stack dev, then run this again.\n",
    ],
  ] as const) {
    it(`refuses ${what} that it does not know`, async () => {
      const { status, stderr } = await stage.runCommand("rotate", [...args]);
      assert.equal(stderr, message);
      assert.equal(status, 2);
    });
  }

  it("refuses an entry without a value, and input that lacks or repeats one", async () => {
    stage.aws.create("dev/api/apple");
    const empty = await run("apple", { APPLE_SHARED_SECRET: stage.makeValue() });
    assert.equal(
      empty.stderr,
      "dev/api/apple has no value yet. Nothing was changed.\nFix: put one: strongroom seed dev api --group apple.\n",
    );
    const held = { APPLE_SHARED_SECRET: stage.makeValue() };
    stage.aws.put("dev/api/apple", JSON.stringify(held));
    const none = await run("apple");
    assert.equal(
      none.stderr,
      "No new value was given for APPLE_SHARED_SECRET. Nothing was written.\n" +
        "Fix: run this on a terminal, or give JSON on standard input: see --help.\n",
    );
    const same = await run("apple", held);
    assert.equal(
      same.stderr,
      "Standard input is refused, and nothing was written: APPLE_SHARED_SECRET has that value already.\n" +
        "Fix: make a new one first, as the runbook says.\n",
    );
    assert.equal(stage.aws.count("dev/api/apple"), 1);
  });
});

describe("a new value", () => {
  it("is random, of its length, of letters and digits", () => {
    const [one, other] = [randomText(128), randomText(128)];
    assert.match(one, /^[A-Za-z0-9]{128}$/);
    assert.notEqual(one, other);
  });

  it("is told from an old one key by key", () => {
    assert.deepEqual(changedKeys({ a: "1", b: "2", c: 3 }, { b: "2", c: 4, d: "5" }), ["a", "c", "d"]);
  });
});
