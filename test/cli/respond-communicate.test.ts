import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Audit } from "../../cli/respond/audit/audit-reads";
import { assess } from "../../cli/respond/audit/assess";
import { readTrailEvent } from "../../cli/respond/audit/trail-event";
import type { IncidentFacts } from "../../cli/respond/communicate/facts";
import { composeMessages } from "../../cli/respond/communicate/messages";
import { sendInternal } from "../../cli/respond/communicate/send-internal";
import { writeMessages } from "../../cli/respond/communicate/write-messages";
import * as recorded from "../model/audit-events";
import { FakeTrail } from "./fake-trail";

const known = { stores: [recorded.storeRole], functions: [], roles: [], users: [] };
const events = (...who: Record<string, unknown>[]) =>
  who.map((one, index) => {
    const { detail } = recorded.read(one);
    return readTrailEvent(JSON.stringify({ ...detail, eventID: `${index}`, eventTime: `2026-11-27T02:0${index}:00Z` }));
  });
const audit = (...who: Record<string, unknown>[]): Audit => ({
  ...assess(events(...who), known, [], true),
  subject: undefined as never,
  since: "2026-11-20T00:00:00.000Z",
  until: "2026-11-27T03:20:00.000Z",
  regions: ["eu-west-1"],
  gaps: [],
  queries: [],
});
const facts: IncidentFacts = {
  id: "prod-api-apple-20261127T0312Z",
  environment: { name: "prod", account: recorded.account, region: "eu-west-1" },
  subject: "prod/api/apple",
  what: "prod/api/apple of service api, APPLE_SHARED_SECRET",
  kind: "Apple shared secret",
  owner: "payments <payments@example.com>",
  runbook: "https://runbooks.example.com/apple",
  consumers: ["Deployment/api"],
  leakedAt: "2026-11-20T00:00:00Z",
  startedAt: "2026-11-27T03:12:00Z",
  isDrill: false,
  responder: "arn:aws:sts::123456789012:assumed-role/on-call/ada",
  steps: [
    { title: "Revoke at App Store Connect", state: "done", at: "2026-11-27T03:15:00Z", by: "ada" },
    { title: "Restart the consumers", state: "open" },
  ],
};

describe("the messages of an incident", () => {
  it("say that a drill is one, each of them", () => {
    const { title, internal, customer, postMortem } = composeMessages({
      ...facts,
      isDrill: true,
      audit: { ...audit(), outsideUse: "yes" },
    });
    assert.equal(title, "DRILL [prod] leaked Apple shared secret: prod/api/apple (in progress)");
    assert.match(internal, /^DRILL .*\nThis is a drill: nothing leaked\.\n/);
    assert.match(customer!, /^THIS IS A DRILL: nothing leaked\.\n/);
    assert.match(postMortem, /^# Drill: Apple shared secret, prod\/api\/apple\n/);
  });

  it("say what is known and what is not, for the team", () => {
    assert.equal(
      composeMessages({ ...facts, audit: audit(recorded.operator, recorded.user("mallory")) }).internal,
      [
        "[prod] leaked Apple shared secret: prod/api/apple (in progress)",
        "",
        "What: prod/api/apple of service api, APPLE_SHARED_SECRET",
        "Where: account 123456789012, eu-west-1",
        "Leaked: 2026-11-20T00:00:00Z, as far as is suspected. Response began: 2026-11-27T03:12:00Z, by arn:aws:sts::123456789012:assumed-role/on-call/ada",
        "Owner: payments <payments@example.com>. Runbook: https://runbooks.example.com/apple",
        "Read by: Deployment/api",
        "",
        "[x] Revoke at App Store Connect (2026-11-27T03:15:00Z, ada)",
        "[ ] Restart the consumers",
        "",
        "Use by others: YES, somebody who is not known to read it got the value.",
        "- arn:aws:iam::123456789012:user/mallory: 1 reads from 198.51.100.7, 2026-11-27T02:01:00Z to 2026-11-27T02:01:00Z",
        "",
        "This message holds no value. Do not post one here: whoever has it as evidence keeps it to themselves.",
        "",
      ].join("\n"),
    );
    assert.match(composeMessages(facts).internal, /^Use by others: not looked at yet\.$/m);
    const failed = { ...facts, steps: [{ title: "Rotate", state: "failed" as const }] };
    assert.match(composeMessages(failed).title, /\(NEEDS HELP\)$/);
  });

  it("have a draft for customers only where somebody outside may have had it, and it names nothing of the inside", () => {
    assert.equal(composeMessages(facts).customer, undefined);
    assert.equal(composeMessages({ ...facts, audit: audit(recorded.operator) }).customer, undefined);
    const draft = composeMessages({ ...facts, audit: audit(recorded.user("mallory")) }).customer!;
    assert.match(draft, /^DRAFT\. The tool never sends this\./);
    assert.match(draft, /on 2026-11-27 we learned .* from 2026-11-20 on as far as we know\./);
    assert.match(draft, /The credential was revoked on 2026-11-27 03:15 UTC and has not worked since\./);
    const inside = ["prod/", "api", "apple", "APPLE", "mallory", "198.51", recorded.account, "payments@", "eu-west-1"];
    for (const word of inside) assert.equal(draft.includes(word), false, word);
  });

  it("leave open in the draft what has not happened", () => {
    const steps = [{ title: "Revoke", state: "open" as const }];
    const draft = composeMessages({ ...facts, steps, audit: audit(recorded.user("mallory")) }).customer!;
    assert.match(draft, /^\[WHEN AND HOW IT WAS REVOKED\]$/m);
    const revoked = { ...facts, steps, revokedAt: "2026-11-27T03:16:30Z", audit: audit(recorded.user("mallory")) };
    assert.match(composeMessages(revoked).customer!, /^The credential was revoked on 2026-11-27 03:16 UTC/m);
  });

  it("put what happened into the post-mortem, in order", () => {
    const { postMortem } = composeMessages({ ...facts, audit: audit(recorded.user("mallory")) });
    const timeline = postMortem.split("## Timeline (UTC)\n\n")[1]!.split("\n\n")[0]!.split("\n");
    assert.deepEqual(timeline, [
      "- 2026-11-20T00:00:00Z Leaked, as far as is suspected",
      "- 2026-11-27T02:00:00Z GetSecretValue by arn:aws:iam::123456789012:user/mallory from 198.51.100.7, UNKNOWN",
      "- 2026-11-27T03:12:00Z Response began, by arn:aws:sts::123456789012:assumed-role/on-call/ada",
      "- 2026-11-27T03:15:00Z Revoke at App Store Connect: done",
    ]);
    assert.match(postMortem, /- From the suspected leak to the response: 7 d 3 h/);
  });

  it("are written as files for their owner alone", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "messages-"));
    const names = (given: IncidentFacts) => writeMessages(given, folder).map((file) => path.basename(file));
    assert.deepEqual(names(facts), ["internal-message.md", "post-mortem.md"]);
    const all = names({ ...facts, audit: audit(recorded.user("mallory")) });
    assert.deepEqual(all, ["internal-message.md", "post-mortem.md", "customer-draft.md"]);
    for (const name of all) assert.equal(fs.statSync(path.join(folder, name)).mode & 0o777, 0o600);
    assert.deepEqual(fs.readdirSync(folder).sort(), [...all].sort());
    fs.rmSync(folder, { recursive: true });
  });
});

describe("sending the internal message", () => {
  const fake = new FakeTrail();
  const before = { ...process.env };
  // The path of a webhook is what makes it secret.
  const hidden = randomBytes(16).toString("hex");
  const target = { webhookEntry: "prod/platform/incident-webhook" };

  beforeEach(async () => {
    fake.before = () => undefined;
    fake.asked.length = 0;
    await fake.start();
    fake.secret = JSON.stringify({ url: `${fake.address}/${hidden}` });
    process.env["AWS_ENDPOINT_URL"] = fake.address;
    process.env["AWS_ACCESS_KEY_ID"] = "AKIAEXAMPLE";
    process.env["AWS_SECRET_ACCESS_KEY"] = "none";
  });
  afterEach(async () => {
    await fake.stop();
    process.env = { ...before };
  });

  it("reads the address from its entry, and says nothing of it", async () => {
    const said = await sendInternal({ ...facts, audit: audit(recorded.user("mallory")) }, target);
    assert.equal(said, "sent to the webhook of prod/platform/incident-webhook");
    const [sent] = fake.bodies(`/${hidden}`);
    assert.deepEqual(
      [sent!["title"], sent!["state"], sent!["environment"]],
      ["[prod] leaked Apple shared secret: prod/api/apple (in progress)", "open", "prod"],
    );
    assert.equal(JSON.stringify(fake.asked).includes("DRAFT"), false);
    fake.secret = `${fake.address}/${hidden}\n`;
    await sendInternal(facts, target);
    assert.equal(fake.bodies(`/${hidden}`).length, 2);
  });

  for (const [what, reply, message] of [
    ["an error", [500, {}], "The webhook of prod/platform/incident-webhook answered with status 500."],
    ["a way elsewhere", [302, {}], "The webhook of prod/platform/incident-webhook answered with status 302."],
  ] as const) {
    it(`says that the file is there when the webhook answers ${what}`, async () => {
      fake.before = ({ action }) => (action === `/${hidden}` ? [reply[0], reply[1]] : undefined);
      await assert.rejects(sendInternal(facts, target), {
        name: "UserError",
        message: `${message} The message was not sent; it lies in internal-message.md.\nFix: send the file by hand, or run this again.`,
      });
    });
  }

  it("shows no part of an address that does not answer, or is none", async () => {
    for (const secret of [`https://127.0.0.1:9/${hidden}`, `http://example.com/${hidden}`, hidden, "{}"]) {
      fake.secret = secret;
      await assert.rejects(sendInternal(facts, target), (error: Error) => {
        assert.equal(error.name, "UserError");
        assert.equal(`${error.message}${error.stack}`.includes(hidden), false);
        assert.match(error.message, /The message was not sent; it lies in internal-message\.md\./);
        return true;
      });
    }
    assert.equal(fake.bodies(`/${hidden}`).length, 0);
  });
});
