import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Incident } from "../../cli/respond/incident";
import { Journal } from "../../cli/respond/journal";
import { type CopyPace, JournalCopies } from "../../cli/respond/journal-copy";
import { FakeS3 } from "./fake-s3";

const ada = "arn:aws:sts::111122223333:assumed-role/on-call/ada";
const grace = "arn:aws:sts::111122223333:assumed-role/on-call/grace";
const name = "prod-api-app";
const subject = "prod/api/app";
const leaked = { name, subject };
const id = `${name}-20261127T031200Z`;
const place = "s3://acme-incidents/strongroom";
const key = `strongroom/${id}/journal.jsonl`;
const machine = os.hostname();

let incidents: string;
const folders: string[] = [];
const folder = (): string => {
  folders.push(fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-incidents-")));
  return folders.at(-1)!;
};
const file = (id: string, of = incidents): string => path.join(of, id, "journal.jsonl");
const incident = (id: string, of = incidents): Incident => ({ id, subject, folder: path.join(of, id) }) as Incident;
const open = (id: string, copies?: JournalCopies): Promise<Journal> => Journal.open(incident(id), ada, copies);
const find = async (of = incidents, copies?: JournalCopies): Promise<Journal | undefined> =>
  (await Journal.findAll(of, leaked, copies)).at(-1);

beforeEach(() => (incidents = folder()));
afterEach(() => folders.splice(0).forEach((one) => fs.rmSync(one, { recursive: true })));

describe("the journal", () => {
  it("is for its owner alone, and is read again as it was written", async () => {
    const journal = await open(id);
    await journal.add(ada, "started", { step: "stage", facts: { version: "1" } });
    await journal.add(ada, "started", { step: "stage", facts: { version: "2" } });
    const found = (await find())!;
    assert.deepEqual(found.events, journal.events);
    assert.deepEqual(found.begun("stage"), { version: "1" });
    assert.deepEqual([found.lastEvent.by, found.lastEvent.on], [ada, machine]);
    assert.equal(fs.statSync(path.join(incidents, id)).mode & 0o777, 0o700);
    assert.equal(fs.statSync(file(id)).mode & 0o777, 0o600);
  });

  it("loses half a line, and goes on behind the last whole one", async () => {
    await open(id);
    fs.appendFileSync(file(id), '{"at":"2026');
    await (await find())!.resume(ada);
    assert.deepEqual(eventsIn(fs.readFileSync(file(id), "utf8")), ["opened", "resumed"]);
  });

  it("is of one group alone, in the order of time", async () => {
    await open(`${name}-20261127T031200Z`);
    await open(`${name}-20261126T031200Z`);
    await open(`${name}-STRIPE_SECRET_KEY-20261128T031200Z`);
    const found = (await Journal.findAll(incidents, leaked)).map(({ incident }) => incident.id);
    assert.deepEqual(found, [`${name}-20261126T031200Z`, `${name}-20261127T031200Z`]);
    assert.deepEqual(await Journal.findAll(incidents, { name: "prod-api", subject }), []);
    assert.deepEqual(await Journal.findAll(incidents, { name, subject: "prod/api-app/x" }), []);
  });

  it("is not found any more once another stands in its place", async () => {
    await (await open(id)).giveWay(ada, `${name}-20261128T031200Z`);
    assert.deepEqual(await Journal.findAll(incidents, leaked), []);
  });

  it("that is none is named, and is left out where another is opened anyway", async () => {
    await open(id);
    fs.writeFileSync(file(id), "hello\n");
    await assert.rejects(Journal.findAll(incidents, leaked), {
      message: `${file(id)} is no journal. Nothing was changed.\nFix: move it away, or run this with --new.`,
    });
    assert.deepEqual(await Journal.findAll(incidents, leaked, undefined, true), []);
  });
});

describe("the journal's copy in S3", () => {
  const s3 = new FakeS3();
  const before = { ...process.env };
  const said: string[] = [];
  const copies = (pace: Partial<CopyPace> = {}): JournalCopies =>
    new JournalCopies(place, "eu-west-1", name, (text) => said.push(text), {
      ...{ patience: 500, pause: 0, yielding: 60 },
      ...pace,
    });
  const stored = (of = key): string => s3.objects.get(of)!;

  beforeEach(async () => {
    said.length = 0;
    s3.objects.clear();
    s3.before = () => undefined;
    await s3.start();
    process.env["AWS_ENDPOINT_URL"] = s3.address;
    process.env["AWS_ACCESS_KEY_ID"] = "AKIAEXAMPLE";
    process.env["AWS_SECRET_ACCESS_KEY"] = "none";
  });
  afterEach(async () => {
    await s3.stop();
    process.env = { ...before };
  });

  it("is written with every line, as a whole", async () => {
    const journal = await open(id, copies());
    assert.equal(journal.place, `${place}/${id}/journal.jsonl`);
    for (const event of ["started", "done"] as const) {
      await journal.add(ada, event, { step: "stage" });
      assert.equal(stored(), fs.readFileSync(file(id), "utf8"));
    }
    assert.deepEqual(eventsIn(stored()), ["opened", "started", "done"]);
    assert.deepEqual(said, []);
  });

  it("goes on on another machine; the first run's next step does not begin", async () => {
    const first = await open(id, copies());
    await first.add(ada, "started", { step: "stage" });
    const elsewhere = folder();
    const second = (await find(elsewhere, copies()))!;
    assert.equal(second.isElsewhere, true);
    assert.equal(second.heldBy(ada), undefined);
    await second.resume(ada);
    assert.deepEqual(eventsIn(fs.readFileSync(file(id, elsewhere), "utf8")), ["opened", "started", "resumed"]);
    assert.equal(second.incident.folder, path.join(elsewhere, id));
    const { at } = second.lastEvent;
    await assert.rejects(first.add(ada, "started", { step: "promote" }), {
      name: "UserError",
      message:
        `At ${at} ${ada} on ${machine} has taken this response over. This run has stopped: ${place}/${id}/journal.jsonl is theirs.\n` +
        "Fix: leave it to them. If they are gone, run this again with --take-over.",
    });
    await first.add(ada, "failed", { step: "promote", problem: "taken over" });
    assert.deepEqual(eventsIn(stored()), ["opened", "started", "resumed"]);
    await second.add(ada, "done", { step: "stage" });
    assert.deepEqual(eventsIn(stored()), ["opened", "started", "resumed", "done"]);
  });

  it("is held by whoever responds, until somebody takes it over", async () => {
    const first = await open(id, copies());
    const elsewhere = folder();
    const second = (await find(elsewhere, copies()))!;
    assert.deepEqual(second.heldBy(grace), first.events[0]);
    await second.resume(grace);
    assert.deepEqual(eventsIn(stored()), ["opened", "taken over"]);
    assert.equal((await find(incidents, copies()))!.heldBy(ada)?.by, grace);
    await second.add(grace, "closed");
    assert.equal((await find(incidents, copies()))!.heldBy(ada), undefined);
  });

  it("keeps what only this machine has beside it, when somebody else went on", async () => {
    const first = await open(id, copies());
    await (await find(folder(), copies()))!.resume(grace);
    await assert.rejects(first.add(ada, "started", { step: "stage" }));
    await (await find(incidents, copies()))!.resume(ada);
    assert.deepEqual(eventsIn(fs.readFileSync(file(id), "utf8")), ["opened", "taken over", "taken over"]);
    const [kept = ""] = fs.readdirSync(path.join(incidents, id)).filter((one) => one !== "journal.jsonl");
    assert.match(kept, /^journal\.jsonl\.\d+$/);
    assert.deepEqual(eventsIn(fs.readFileSync(path.join(incidents, id, kept), "utf8")), ["opened", "started"]);
  });

  it("is brought up to date by a run that was killed before it wrote there", async () => {
    await open(id, copies());
    await (await find())!.add(ada, "started", { step: "stage" });
    const found = (await find(incidents, copies()))!;
    assert.equal(found.isElsewhere, false);
    await found.resume(grace);
    assert.deepEqual(eventsIn(stored()), ["opened", "started", "resumed"]);
  });

  it("knows its own writing again whose answer was lost", async () => {
    const journal = await open(id, copies());
    let times = 0;
    s3.before = (request) => (request.startsWith("PUT") && times++ === 0 ? "late" : undefined);
    await journal.add(ada, "started", { step: "stage" });
    await journal.add(ada, "done", { step: "stage" });
    assert.equal(times > 1, true);
    assert.deepEqual(eventsIn(stored()), ["opened", "started", "done"]);
    assert.deepEqual(said, []);
  });

  it("is made anew where somebody has deleted it", async () => {
    const journal = await open(id, copies());
    s3.objects.clear();
    await journal.add(ada, "started", { step: "stage" });
    assert.deepEqual(eventsIn(stored()), ["opened", "started"]);
  });

  it("stops a response where it was written by nobody knows whom", async () => {
    const journal = await open(id, copies());
    s3.objects.set(key, "hello\n");
    await assert.rejects(journal.add(ada, "started", { step: "stage" }), {
      message:
        `Somebody else has taken this response over. This run has stopped: ${place}/${id}/journal.jsonl is theirs.\n` +
        "Fix: leave it to them. If they are gone, run this again with --take-over.",
    });
  });

  for (const [fault, reason] of [
    [
      { status: 403, code: "AccessDenied" },
      `AWS refused looking for journals below ${place} (s3:ListBucket, s3:GetObject): It failed.`,
    ],
    [
      "no answer",
      `AWS gave no answer on looking for journals below ${place} (s3:ListBucket, s3:GetObject) (AbortError).`,
    ],
  ] as const) {
    it(`does not stop a response, and says so once: ${typeof fault === "string" ? fault : fault.code}`, async () => {
      s3.before = () => fault;
      const all = copies();
      assert.deepEqual(await Journal.findAll(incidents, leaked, all), []);
      const journal = await open(id, all);
      await journal.add(ada, "started", { step: "stage" });
      assert.deepEqual(said, [
        `NO COPY OF THE JOURNAL IN S3\n${reason} The response goes on with the journal on this machine.\n` +
          "Until there is one, nobody can go on from another machine, and nobody there is kept from responding at the same time.\n" +
          "Fix: finish this first. Then look at the bucket and at your role (docs/respond.md), and run this again: it writes the copy.",
      ]);
      s3.before = () => undefined;
      await journal.add(ada, "done", { step: "stage" });
      assert.equal(stored(), fs.readFileSync(file(id), "utf8"));
    });
  }

  it("is not tried with every step while S3 is silent, but at the end, and once more later", async () => {
    s3.before = (request) => (request.startsWith("PUT") ? "hang up" : undefined);
    const journal = await open(id, copies({ pause: 60_000 }));
    const asked = s3.asked.length;
    await journal.add(ada, "started", { step: "stage" });
    await journal.add(ada, "done", { step: "stage" });
    assert.equal(s3.asked.length, asked);
    await journal.add(ada, "closed");
    assert.ok(s3.asked.length > asked);
    s3.before = () => undefined;
    await (await find(incidents, copies()))!.copyAgain();
    assert.deepEqual(eventsIn(stored()), ["opened", "started", "done", "closed"]);
  });

  it("lets the younger of two give way that begin in the same moment", async () => {
    const older = `${name}-20261127T031159Z`;
    await Journal.open(incident(older, folder()), grace, copies());
    const opened = s3.objects.get(`strongroom/${older}/journal.jsonl`)!;
    const { at } = JSON.parse(opened) as { at: string };
    await assert.rejects(open(id, copies()), {
      message:
        `${grace} on ${machine} responds to this, since ${at}. Nothing was changed.\n` +
        "Fix: leave it to them. If they are gone, run this again with --take-over.",
    });
    assert.deepEqual(eventsIn(stored()), ["opened", "closed"]);
    assert.equal((await find(incidents, copies()))!.incident.id, older);
  });

  it("lets the older of two go on when the younger gives way", async () => {
    const younger = `${name}-20261127T031201Z`;
    const other = await Journal.open(incident(younger, folder()), grace, copies());
    const [journal] = await Promise.all([
      open(id, copies({ yielding: 10_000 })),
      wait(20).then(() => other.giveWay(grace, id)),
    ]);
    assert.deepEqual(eventsIn(stored()), ["opened"]);
    assert.equal(journal.isClosed, false);
  });

  it("gives way to a younger one that has not seen it", async () => {
    await Journal.open(incident(`${name}-20261127T031201Z`, folder()), grace, copies());
    await assert.rejects(open(id, copies()), /^UserError: \S+\/grace on \S+ responds to this, since /);
    assert.deepEqual(eventsIn(stored()), ["opened", "closed"]);
  });

  it("that is none is named, and is left out where another is opened anyway", async () => {
    s3.objects.set(key, "hello\n");
    await assert.rejects(Journal.findAll(incidents, leaked, copies()), {
      message: `${place}/${id}/journal.jsonl is no journal. Nothing was changed.\nFix: move it away, or run this with --new.`,
    });
    assert.deepEqual(await Journal.findAll(incidents, leaked, copies(), true), []);
  });
});

const eventsIn = (text: string): string[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { event: string }).event);
