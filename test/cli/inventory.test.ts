import assert from "node:assert/strict";
import * as fs from "node:fs";
import { SeedStage } from "./seed-stage";

const rds = "arn:aws:secretsmanager:eu-west-1:333344445555:secret:rds!db-0a1b2c3d-0000-4000-8000-000000000003-AbCdEf";
const seconds = (day: string): number => Date.parse(`${day}T03:00:00Z`) / 1000;
/** Before the day on which these tests run, whenever that is. */
const today = "2025-11-24";

describe("strongroom inventory", function () {
  this.timeout(120_000);

  let stage: SeedStage;
  beforeEach(async () => {
    stage = new SeedStage();
    await stage.start();
  });
  afterEach(() => stage.stop());

  const inventory = (...args: string[]) => stage.runCommand("inventory", args);

  it("shows an environment from the program alone, and ends with 1 when a rotation is overdue", async () => {
    stage.recordRotations("prod", { "prod/api/apple": "2025-08-10", "prod/api/app": "2025-08-31" });
    const { status, stdout, stderr } = await inventory("prod", "--today", today);
    assert.equal(stderr, "");
    assert.equal(
      stdout,
      [
        "STATE               ENTRY                   KIND         MODE         DAYS  LAST        DUE         OWNER       CONSUMERS",
        "OVERDUE by 14 days  prod/api/apple          application  manual       92    2025-08-10  2025-11-10  api         Deployment/api",
        "DUE in 5 days       prod/api/app            application  manual       90    2025-08-31  2025-11-29  api         Deployment/api",
        "UNKNOWN             prod/api/database       database     database     30    -           -           api         Deployment/api",
        "UNKNOWN             prod/billing/database   database     rds-managed  16    -           -           payments    Deployment/billing",
        "AWAITING SEED       prod/billing/invoicing  application  manual       90    -           -           payments    Deployment/billing",
        "AWAITING SEED       prod/worker/tracking    application  manual       90    -           -           fulfilment  Deployment/worker, CronJob/worker-retry",
        "",
        "prod/api/apple is overdue by 14 days. Type: npx strongroom rotate prod api apple",
        "prod/api/app is due in 5 days. Type: npx strongroom rotate prod api app",
        "Values are awaited. Type: npx strongroom seed prod billing",
        "Values are awaited. Type: npx strongroom seed prod worker",
        "2 entries are rotated by AWS, which alone knows when: --live asks it, one environment at a time.",
        "",
        "prod on 2025-11-24: 6 entries, 1 overdue, 1 due, 2 unknown, 2 awaiting their seed.",
        "",
      ].join("\n"),
    );
    assert.equal(status, 1);
    assert.deepEqual(stage.aws.calls, []);
  });

  it("says what to type where no day is recorded, for every environment when none is named", async () => {
    const { status, stdout } = await inventory("--json", "--today", today);
    assert.equal(status, 0);
    const { environments, entries } = JSON.parse(stdout) as {
      environments: string[];
      entries: { entry: string; state: string; notes: string[] }[];
    };
    assert.deepEqual(environments, ["dev", "staging", "prod"]);
    const apple = entries.find(({ entry }) => entry === "prod/api/apple");
    assert.equal(apple?.state, "unknown");
    assert.deepEqual(apple?.notes, [
      "prod/api/apple has no day of its last rotation. Type: pulumi config set --stack prod --path 'strongroom:rotations.prod/api/apple' YYYY-MM-DD",
    ]);
  });

  it("asks AWS with --live, and says where it knows better, without reading a value", async () => {
    stage.recordRotations("prod", { "prod/api/apple": "2025-11-20", "prod/worker/tracking": "2025-11-01" });
    stage.aws.account = "333344445555";
    const rotated = { RotationEnabled: true, LastRotatedDate: seconds("2025-10-20") };
    stage.aws.createDated("prod/api/apple", "2025-08-10");
    stage.aws.createDated("prod/api/app", "2025-11-02");
    stage.aws.createDated("prod/api/database", "2025-10-20", rotated);
    stage.aws.createDated("prod/billing/invoicing", undefined);
    stage.aws.createDated(rds, "2025-11-20", { RotationEnabled: true, NextRotationDate: seconds("2025-11-27") });
    const { status, stdout, stderr } = await inventory("prod", "--live", "--today", today);
    assert.equal(stderr, "");
    const record = "pulumi config set --stack prod --path 'strongroom:rotations.prod/api";
    assert.equal(
      stdout,
      [
        "STATE               ENTRY                   KIND         MODE         DAYS  LAST        DUE         OWNER       CONSUMERS",
        "OVERDUE by 14 days  prod/api/apple          application  manual       92    2025-08-10  2025-11-10  api         Deployment/api",
        "OVERDUE by 5 days   prod/api/database       database     database     30    2025-10-20  2025-11-19  api         Deployment/api",
        "AWAITING SEED       prod/billing/invoicing  application  manual       90    -           -           payments    Deployment/billing",
        "AWAITING SEED       prod/worker/tracking    application  manual       90    -           -           fulfilment  Deployment/worker, CronJob/worker-retry",
        "OK                  prod/billing/database   database     rds-managed  16    -           2025-11-27  payments    Deployment/billing",
        "OK                  prod/api/app            application  manual       90    2025-11-02  2026-01-31  api         Deployment/api",
        "",
        `prod/api/apple got its value on 2025-08-10; the recorded day of its last rotation is 2025-11-20. A value is as old as it is. Type: ${record}/apple' 2025-08-10`,
        "prod/api/apple is overdue by 14 days. Type: npx strongroom rotate prod api apple",
        "prod/api/database is overdue by 5 days. Type: npx strongroom rotate prod api database",
        "prod/worker/tracking does not exist in Secrets Manager: create it: pulumi up --stack prod.",
        `prod/api/app got its value on 2025-11-02, which is not recorded. Type: ${record}/app' 2025-11-02`,
        "Values are awaited. Type: npx strongroom seed prod billing",
        "Values are awaited. Type: npx strongroom seed prod worker",
        "",
        "prod on 2025-11-24: 6 entries, 2 overdue, 2 awaiting their seed, 2 OK.",
        "",
      ].join("\n"),
    );
    assert.equal(status, 1);
    assert.deepEqual([...new Set(stage.aws.actions())].sort(), ["DescribeSecret", "ListSecretVersionIds"]);
  });

  it("says with --live that a rotation is switched off, that a value is newer than recorded, or gone", async () => {
    stage.recordRotations("prod", { "prod/api/apple": "2025-08-10" });
    stage.aws.account = "333344445555";
    stage.aws.createDated("prod/api/apple", "2025-11-20");
    stage.aws.createDated("prod/api/app", undefined);
    stage.aws.createDated("prod/api/database", "2025-11-20", { LastRotatedDate: seconds("2025-11-20") });
    stage.aws.scheduleDeletion("prod/api/apple");
    const { stdout } = await inventory("prod", "--live", "--today", today);
    for (const line of [
      "prod/api/apple is about to be deleted. Type: aws secretsmanager restore-secret --secret-id prod/api/apple",
      "prod/api/apple got its value on 2025-11-20; the recorded day of its last rotation is 2025-08-10. If that was a rotation, type: pulumi config set --stack prod --path 'strongroom:rotations.prod/api/apple' 2025-11-20",
      "prod/api/app has no value, although it is called seeded.",
      "prod/api/database has its rotation switched off. Type: pulumi up --stack prod",
      `${rds} does not exist in Secrets Manager: give its ARN of today under strongroom:overrides.`,
    ]) {
      assert.ok(stdout.split("\n").includes(line), `${line}\n${stdout}`);
    }
    assert.match(stdout, /^OVERDUE by 14 days +prod\/api\/apple /m);
  });

  it("refuses another account, --live without an environment, and a day that is none", async () => {
    const account = await inventory("prod", "--live");
    assert.equal(account.status, 2);
    assert.match(account.stderr, /^These AWS credentials are of account 111122223333; prod is account 333344445555\./);
    assert.deepEqual(stage.aws.actions(), []);
    const all = await inventory("--live");
    assert.deepEqual(
      [all.status, all.stderr],
      [
        2,
        "--live asks the account of one environment.\nFix: name it: strongroom inventory prod --live, with credentials of that account.\n",
      ],
    );
    const day = await inventory("--today", "2026-02-29");
    assert.equal(day.status, 2);
    assert.match(day.stderr, /^--today is "2026-02-29"; wanted a day as YYYY-MM-DD\.\nFix: --today \d{4}-\d\d-\d\d\n$/);
  });

  it("names the stack file's mistake", async () => {
    stage.recordRotations("dev", { "dev/api/database": "2025-11-20" });
    const { status, stderr } = await inventory();
    assert.equal(status, 2);
    assert.equal(
      stderr,
      'The configuration of environment "dev" is wrong:\n' +
        "  strongroom:rotations.dev/api/database is of no such entry; wanted an entry that is rotated by hand: dev/api/app, dev/api/apple, dev/billing/invoicing, dev/worker/tracking. Type: pulumi config rm --stack dev --path 'strongroom:rotations.dev/api/database'\n",
    );
  });
});

describe("strongroom calendar", function () {
  this.timeout(120_000);

  let stage: SeedStage;
  beforeEach(async () => {
    stage = new SeedStage();
    await stage.start();
    stage.recordRotations("prod", { "prod/api/apple": "2025-11-20" });
    stage.recordRotations("dev", { "dev/billing/invoicing": "2025-11-20" });
  });
  afterEach(() => stage.stop());

  it("writes what is rotated by hand, and names what has no day", async () => {
    const { status, stdout, stderr } = await stage.runCommand("calendar", ["prod"]);
    assert.equal(status, 0);
    assert.deepEqual(stdout.match(/^(UID|DTSTART|RRULE).*(?=\r$)/gm), [
      "UID:prod.api.apple@rotation.strongroom",
      "DTSTART;VALUE=DATE:20260220",
      "RRULE:FREQ=DAILY;INTERVAL=92",
    ]);
    assert.ok(stdout.replaceAll("\r\n ", "").includes("\\nType: npx strongroom rotate prod api apple\\n"));
    assert.equal(
      stderr,
      "Without a day to count from, and not in the calendar: prod/api/app, prod/billing/invoicing, prod/worker/tracking. strongroom inventory says what to type.\n",
    );
  });

  it("writes every environment into a file, and says where none can be written", async () => {
    const { status, stdout, stderr } = await stage.runCommand("calendar", ["--output", "rotations.ics"]);
    assert.deepEqual([status, stdout], [0, ""]);
    assert.match(stderr, /^2 events written to rotations\.ics\.\nWithout a day to count from, /);
    const text = fs.readFileSync(stage.file("rotations.ics"), "utf8").replaceAll("\r\n ", "");
    assert.match(text, /^X-WR-CALNAME:Rotations in dev, staging and prod\r$/m);
    assert.ok(text.includes("\\nType: npx strongroom rotate dev billing invoicing\\n"));
    assert.ok(text.endsWith("END:VCALENDAR\r\n"));
    const refused = await stage.runCommand("calendar", ["prod", "--output", "none/rotations.ics"]);
    assert.deepEqual(
      [refused.status, refused.stderr],
      [2, "none/rotations.ics could not be written (ENOENT).\nFix: name a file in a folder that exists.\n"],
    );
  });
});
