import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { type Audit, auditReads } from "../../cli/respond/audit/audit-reads";
import type { AuditSubject } from "../../cli/respond/audit/subject";
import { writeAudit } from "../../cli/respond/audit/write-audit";
import * as recorded from "../model/audit-events";
import { checkDocument } from "../report/json-document";
import { FakeTrail } from "./fake-trail";

const { account, called, entryArn, entryName, lambda, operator, partialArn, read, region, session, user } = recorded;
const now = new Date("2026-11-27T13:00:00Z");
const subject: AuditSubject = {
  environment: { name: "prod", account, region },
  replicaRegions: [],
  entry: { name: entryName, arn: entryArn },
  accessKeyIds: [],
  roleArns: [],
  leakedAt: new Date("2026-11-20T00:00:00Z"),
  known: {
    stores: [recorded.storeRole],
    functions: [recorded.rotationFunction],
    roles: [`arn:aws:iam::${account}:role/break-glass`],
    users: [],
  },
  elsewhere: [{ what: "Stripe's log of requests", link: "https://dashboard.stripe.com/logs" }],
};

let events = 0;
/** What CloudTrail's own record of an event of EventBridge is, at a minute of its own. */
function record({ detail }: { detail: object }, minute: number, more: object = {}): object {
  const eventTime = `2026-11-27T12:${String(minute).padStart(2, "0")}:00Z`;
  return { ...detail, eventID: `event-${++events}`, eventTime, ...more };
}

describe("the audit of a leak", () => {
  const trail = new FakeTrail();
  const before = { ...process.env };

  beforeEach(async () => {
    Object.assign(trail, { records: [], before: () => undefined, pageSize: 50 });
    trail.asked.length = 0;
    await trail.start();
    process.env["AWS_ENDPOINT_URL"] = trail.address;
    process.env["AWS_ACCESS_KEY_ID"] = "AKIAEXAMPLE";
    process.env["AWS_SECRET_ACCESS_KEY"] = "none";
  });
  afterEach(async () => {
    await trail.stop();
    process.env = { ...before };
  });

  const audit = (change: Partial<AuditSubject> = {}, longest = 400): Promise<Audit> =>
    auditReads({ ...subject, ...change }, { now, pace: { between: 0, afterThrottling: 1, longest } });

  it("names the outsider first, with address and count, and the known readers as known", async () => {
    trail.records = [
      record(read(user("mallory"), partialArn), 50),
      record(read(user("mallory"), entryArn), 40, { sourceIPAddress: "203.0.113.9" }),
      record(read(lambda(recorded.rotationFunction), entryArn), 30),
      record(read(session(`arn:aws:iam::${account}:role/break-glass`, "on-call")), 20),
      record(read(operator), 11),
      record(read(operator), 10),
      record(read(operator), 9),
      record(read(user("mallory")), 5),
    ];
    const { actors, outsideUse, events: total } = await audit();
    assert.equal(outsideUse, "yes");
    assert.equal(total, 8);
    assert.deepEqual(
      actors.map(({ actor, standing, reads }) => [actor.role ?? actor.name, standing, reads]),
      [
        [`arn:aws:iam::${account}:user/mallory`, "unknown", 3],
        [recorded.storeRole, "operator", 3],
        [`arn:aws:iam::${account}:role/break-glass`, "declared", 1],
        [`arn:aws:iam::${account}:role/service-role/rotation`, "rotation", 1],
      ],
    );
    assert.deepEqual(actors[0]!.addresses, { "198.51.100.7": 2, "203.0.113.9": 1 });
    assert.deepEqual([actors[0]!.first, actors[0]!.last], ["2026-11-27T12:05:00Z", "2026-11-27T12:50:00Z"]);
  });

  it("does not believe the name of a session", async () => {
    trail.records = [record(read(session(`arn:aws:iam::${account}:role/admin`, "external-secrets")), 1)];
    assert.deepEqual(
      (await audit()).actors.map(({ standing }) => standing),
      ["unknown"],
    );
  });

  it("asks for each name that a caller may have used, since the leak, and for reads of many at once", async () => {
    trail.records = [record(read(operator), 1)];
    await audit();
    const asked = trail.bodies("LookupEvents");
    assert.deepEqual(
      asked.map((body) => (body["LookupAttributes"] as [object])[0]),
      [
        { AttributeKey: "ResourceName", AttributeValue: entryName },
        { AttributeKey: "ResourceName", AttributeValue: entryArn },
        { AttributeKey: "ResourceName", AttributeValue: partialArn },
        { AttributeKey: "EventName", AttributeValue: "BatchGetSecretValue" },
      ],
    );
    for (const { StartTime, EndTime } of asked) {
      assert.deepEqual([StartTime, EndTime], [subject.leakedAt.getTime() / 1000, now.getTime() / 1000]);
    }
  });

  it("asks for all reads where the names show none, and says so where there are none at all", async () => {
    const list = { secretIdList: ["prod/api/other", entryName] };
    trail.records = [
      record(called(user("mallory"), { eventName: "BatchGetSecretValue", requestParameters: list, readOnly: true }), 3),
      record(
        called(user("other"), { eventName: "BatchGetSecretValue", requestParameters: { secretIdList: ["x"] } }),
        2,
      ),
    ];
    const found = await audit();
    assert.deepEqual(
      found.actors.map(({ actor, reads }) => [actor.name, reads]),
      [[`arn:aws:iam::${account}:user/mallory`, 1]],
    );
    trail.records = [];
    const empty = await audit();
    assert.equal(empty.outsideUse, "not known");
    assert.ok(
      empty.gaps.some(({ what }) => what.startsWith("Not one read of the entry was seen, not even the operator's")),
    );
  });

  it("does not count a refused read as use", async () => {
    trail.records = [
      record(read(user("mallory"), entryName, { errorCode: "AccessDenied" }), 2),
      record(read(operator), 1),
    ];
    const { outsideUse, actors } = await audit();
    assert.equal(outsideUse, "no");
    assert.deepEqual([actors[0]!.standing, actors[0]!.reads, actors[0]!.refused], ["unknown", 0, 1]);
  });

  it("takes every use of a leaked key for a stranger's, wherever IAM shows it", async () => {
    trail.records = [record(called(user("ci"), { eventName: "GetCallerIdentity", requestParameters: null }), 1)];
    const { outsideUse, regions, actors } = await audit({ entry: undefined, accessKeyIds: ["AKIAEXAMPLE"] });
    assert.deepEqual([outsideUse, regions], ["possible", [region, "us-east-1"]]);
    assert.deepEqual(
      actors.map(({ standing, calls }) => [standing, calls]),
      [["unknown", { GetCallerIdentity: 1 }]],
    );
  });

  it("asks the regions of replicas by the replica's ARN", async () => {
    await audit({ replicaRegions: ["eu-central-1"] });
    const values = trail.bodies("LookupEvents").map((body) => {
      return (body["LookupAttributes"] as [{ AttributeValue: string }])[0].AttributeValue;
    });
    assert.ok(values.includes(entryArn.replace(region, "eu-central-1")));
  });

  it("reads page by page, waits when it is throttled, and says where it stopped", async () => {
    trail.records = Array.from({ length: 7 }, (_, index) => record(read(operator), index));
    trail.pageSize = 3;
    let throttled = 2;
    trail.before = () => (throttled-- > 0 ? [400, "ThrottlingException"] : undefined);
    assert.equal((await audit()).events, 7);
    const cut = await audit({}, 2);
    assert.equal(cut.events, 6);
    assert.ok(
      cut.gaps.some(
        ({ what }) =>
          what === `The oldest events of ResourceName ${entryName} in ${region}: there are more than were read.`,
      ),
    );
    assert.deepEqual(
      cut.queries.map(({ file }) => file),
      ["audit-athena.sql", "audit-cloudtrail-lake.sql"],
    );
    assert.equal(cut.outsideUse, "not known");
  });

  it("says who took a role, and what each session did, wherever it was used", async () => {
    const roleArn = `arn:aws:iam::${account}:role/leaky`;
    const taken = record(called(user("ci"), { eventName: "AssumeRole", requestParameters: { roleArn } }), 10, {
      eventSource: "sts.amazonaws.com",
      responseElements: { credentials: { accessKeyId: "ASIAEXAMPLE", sessionToken: "never-shown" } },
    });
    const thief = { ...session(roleArn, "x"), accessKeyId: "ASIAEXAMPLE" };
    trail.records = [record(read(thief), 12, { sourceIPAddress: "203.0.113.9" }), taken];
    const found = await audit({ entry: undefined, roleArns: [roleArn] });
    assert.deepEqual(found.regions, [region, "us-east-1"]);
    assert.equal(found.outsideUse, "possible");
    assert.deepEqual(
      found.actors.map(({ actor, reads, addresses }) => [actor.role, reads, Object.keys(addresses)[0]]),
      [
        [roleArn, 1, "203.0.113.9"],
        [undefined, 0, Object.keys(found.actors[1]!.addresses)[0]],
      ],
    );
    assert.equal(JSON.stringify(found).includes("never-shown"), false);
    const asked = trail.bodies("LookupEvents").map((body) => JSON.stringify(body["LookupAttributes"]));
    for (const value of [roleArn, "leaky", "ASIAEXAMPLE"]) {
      assert.equal(asked.filter((one) => one.includes(`"${value}"`)).length, 2, value);
    }
    const { queries } = await audit({
      entry: undefined,
      roleArns: [roleArn],
      leakedAt: new Date("2026-01-05T00:00:00Z"),
    });
    assert.match(queries[0]!.text, /useridentity\.sessioncontext\.sessionissuer\.arn IN \('arn:aws:iam::/);
  });

  it("says what is missing when AWS refuses", async () => {
    trail.before = () => [400, "AccessDeniedException"];
    await assert.rejects(audit(), {
      name: "UserError",
      message:
        /^AWS refused looking into CloudTrail of eu-west-1 \(cloudtrail:LookupEvents\): .* Nothing was changed\.\nFix: /,
    });
  });

  it("writes queries for what lies before the history, for the entry by every name", async () => {
    const { gaps, queries, since } = await audit({
      leakedAt: new Date("2026-01-05T00:00:00Z"),
      accessKeyIds: ["AKIALEAKED"],
    });
    assert.equal(since, "2026-08-29T13:00:00.000Z");
    assert.equal(gaps[0]!.what, "2026-01-05 to 2026-08-29: the event history reaches 90 days back.");
    const [athena, lake] = queries;
    assert.match(athena!.text, /WHERE eventtime BETWEEN '2026-01-05T00:00:00Z' AND '2026-08-29T13:00:00Z'/);
    assert.match(lake!.text, /WHERE eventTime BETWEEN '2026-01-05 00:00:00' AND '2026-08-29 13:00:00'/);
    for (const { text } of queries) {
      for (const name of [entryName, entryArn, partialArn]) assert.ok(text.includes(`'${name}'`));
      assert.ok(text.includes("'AKIALEAKED'"));
    }
    const quoted = await audit({ entry: { name: "it's" }, leakedAt: new Date("2026-01-05T00:00:00Z") });
    assert.ok(quoted.queries[0]!.text.includes("IN ('it''s')"));
  });

  it("is written as Markdown and JSON, for its owner alone, with nothing that a stranger's text could do", async () => {
    const hostile = session(`arn:aws:iam::${account}:role/admin`, "x|<img src=x>\u001b[2J");
    trail.records = [
      record(read(hostile), 2, { userAgent: "`a`\n# Heading [x](http://x)" }),
      record(read(operator), 1),
    ];
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "audit-"));
    const files = writeAudit(await audit(), folder);
    assert.deepEqual(
      files.map((file) => path.basename(file)),
      ["audit.md", "audit.json"],
    );
    for (const file of files) assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    const report = fs.readFileSync(files[0]!, "utf8");
    assert.ok(
      report.startsWith(`# Audit of ${entryName}\n\n**Somebody who is not known to read it got the value.**\n`),
    );
    assert.ok(report.indexOf("## Unknown") < report.indexOf("## Known"));
    assert.equal(/^# Heading|<img|(?<!\\)\]\(http:/m.test(report) || report.includes("\u001b"), false);
    assert.match(report, /- \*\*1 read\*\*, 0 refused; GetSecretValue \(1\)\n- From 198\.51\.100\.7 \(1\)/);
    assert.match(report, /Stripe's log of requests: .* <https:\/\/dashboard\.stripe\.com\/logs>/);
    const json = JSON.parse(fs.readFileSync(files[1]!, "utf8")) as Record<string, unknown>;
    checkDocument("audit", json);
    assert.deepEqual([json["version"], json["outsideUse"], json["environment"]], [1, "yes", "prod"]);
    fs.rmSync(folder, { recursive: true });
  });
});
