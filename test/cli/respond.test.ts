import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Incident } from "../../cli/respond/incident";
import { Journal } from "../../cli/respond/journal";
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

describe("the journal", () => {
  let incidents: string;
  beforeEach(() => (incidents = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-incidents-"))));
  afterEach(() => fs.rmSync(incidents, { recursive: true }));

  const open = (id: string): Promise<Journal> =>
    Journal.open({ id, folder: path.join(incidents, id) } as Incident, "arn:aws:iam::111122223333:user/ada");
  const file = (id: string): string => path.join(incidents, id, "journal.jsonl");

  it("is for its owner alone, and is read again as it was written", async () => {
    const journal = await open("prod-api-app-20261127T031200Z");
    await journal.add("ada", "started", { step: "stage", facts: { version: "1" } });
    await journal.add("ada", "started", { step: "stage", facts: { version: "2" } });
    const found = Journal.find(incidents, "prod-api-app")!;
    assert.deepEqual(found.events, journal.events);
    assert.deepEqual(found.begun("stage"), { version: "1" });
    assert.equal(fs.statSync(path.join(incidents, found.incident.id)).mode & 0o777, 0o700);
    assert.equal(fs.statSync(file(found.incident.id)).mode & 0o777, 0o600);
  });

  it("loses half a line, and goes on behind the last whole one", async () => {
    const { incident } = await open("prod-api-app-20261127T031200Z");
    fs.appendFileSync(file(incident.id), '{"at":"2026');
    const found = Journal.find(incidents, "prod-api-app")!;
    await found.add("ada", "started", { step: "stage" });
    assert.equal(Journal.find(incidents, "prod-api-app")!.events.length, 2);
  });

  it("is of one group alone, and an open one comes before a closed one", async () => {
    await open("prod-api-app-20261126T031200Z");
    await (await open("prod-api-app-20261127T031200Z")).add("ada", "closed");
    await open("prod-api-app-STRIPE_SECRET_KEY-20261128T031200Z");
    assert.equal(Journal.find(incidents, "prod-api-app")!.incident.id, "prod-api-app-20261126T031200Z");
    assert.equal(Journal.find(incidents, "prod-api"), undefined);
  });

  it("that is none is named", async () => {
    const { incident } = await open("prod-api-app-20261127T031200Z");
    fs.writeFileSync(file(incident.id), "hello\n");
    assert.throws(() => Journal.find(incidents, "prod-api-app"), {
      message: `${file(incident.id)} is no journal. Nothing was changed.\nFix: move it away, or run this with --new.`,
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
