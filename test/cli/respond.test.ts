import assert from "node:assert/strict";
import * as os from "node:os";
import * as path from "node:path";
import { destinationsOf } from "../../cli/respond/destinations";
import { decide } from "../../cli/respond/plan";
import { readPlaybooks } from "../../cli/respond/read-playbooks";
import { chooseTarget } from "../../cli/rotate/target";
import { loadProgram } from "../../cli/load-program";
import { runCli } from "./run-cli";

describe("the plan of a response", () => {
  const program = loadProgram("prod", path.join(__dirname, "..", ".."));
  const decideFor = (group: string, keys: string[]) => {
    const target = chooseTarget(program, { service: "api", group }, keys);
    const { playbooks, ...rest } = decide(target, target.service.groups[group]!, readPlaybooks(os.tmpdir()));
    return { playbooks: playbooks.map(({ id }) => id), ...rest };
  };

  it("asks for what a third party makes, and makes signing keys, also those that a person seeded", () => {
    assert.deepEqual(decideFor("app", []), {
      playbooks: ["stripe", "signing-key"],
      asked: ["STRIPE_SECRET_KEY"],
      random: { JWT_SIGNING_KEY: 48 },
    });
    assert.deepEqual(decideFor("app", ["JWT_SIGNING_KEY"]), {
      playbooks: ["signing-key"],
      asked: [],
      random: { JWT_SIGNING_KEY: 48 },
    });
    assert.deepEqual(decideFor("database", []), { playbooks: ["rotated"], asked: [], random: {} });
  });
});

describe("the destinations of a response", () => {
  const respond = {
    journal: "s3://acme-incidents/strongroom",
    webhook: "prod/platform/incident-webhook",
    topicArn: "arn:aws:sns:eu-west-1:123456789012:incidents",
  };

  it("are those of the stack file, and what is typed comes before each", () => {
    assert.deepEqual(destinationsOf({}, { respond: {} }), { send: [] });
    assert.deepEqual(destinationsOf({}, { respond }), {
      journal: respond.journal,
      send: [{ webhookEntry: respond.webhook }, { topicArn: respond.topicArn }],
    });
    assert.deepEqual(destinationsOf({ journal: "s3://drills/ada", webhook: "dev/webhook" }, { respond }), {
      journal: "s3://drills/ada",
      send: [{ webhookEntry: "dev/webhook" }, { topicArn: respond.topicArn }],
    });
  });
});

describe("strongroom respond", function () {
  this.timeout(60_000);

  for (const [args, problem] of [
    [
      ["--timeout", "soon"],
      '--timeout "soon" is no number of seconds.\nFix: give one from 1 to 86400, e.g. --timeout 600.\n',
    ],
    [
      ["--leaked-at", "2999-01-01"],
      '--leaked-at "2999-01-01" is no moment of the past.\nFix: give one such as 2026-11-27T03:00:00Z.\n',
    ],
    [
      ["--journal", "s3://acme-incidents"],
      '--journal "s3://acme-incidents" is no place in S3. Nothing was changed.\nFix: give a bucket and a prefix, such as s3://acme-incidents/strongroom.\n',
    ],
    [
      ["--webhook", "https://hooks.example.com/T1"],
      "--webhook wants the name of the entry that holds the address, not the address, which is a secret. Nothing was changed.\n" +
        "Fix: put the address into an entry, and give its name, such as prod/platform/incident-webhook.\n",
    ],
    [
      ["--topic", "incidents"],
      '--topic "incidents" is no topic. Nothing was changed.\nFix: give an ARN such as arn:aws:sns:eu-west-1:123456789012:incidents.\n',
    ],
  ] as const) {
    it(`refuses ${args.join(" ")}`, () => {
      const { status, stderr } = runCli(["respond", "dev", "api", "app", ...args]);
      assert.equal(stderr, problem);
      assert.equal(status, 2);
    });
  }

  it("refuses one key of what AWS rotates as a whole", () => {
    const { status, stderr } = runCli(["respond", "dev", "api", "database/password"]);
    assert.equal(
      stderr,
      "dev/api/database is rotated by AWS as a whole (mode database). Nothing was changed.\nFix: name the group alone: database.\n",
    );
    assert.equal(status, 2);
  });
});
