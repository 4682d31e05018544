import assert from "node:assert/strict";
import { addDays } from "../../components/model/days";
import type { InventoryItem } from "../../components/model/inventory";
import { reminders } from "../../components/model/reminder";
import { apple as single } from "./inventory-item";

const apple: InventoryItem = { ...single, consumers: ["Deployment/api", "CronJob/receipts"] };
const { lastRotated: _, due: __, ...undated } = apple;

describe("a reminder", () => {
  it("names entry, owner, runbook, workloads and the command, ahead of the due day", () => {
    const [first] = reminders([apple], 9);
    assert.deepEqual(first, {
      name: "api.apple.30-days-before",
      expression: "cron(0 9 19 1 ? 2027-2199)",
      subject: "Rotate prod/api/apple by 2027-02-18",
      owner: "payments@example.com",
      message: [
        "prod/api/apple has to be rotated by 2027-02-18.",
        "",
        "Owner:   payments <payments@example.com>",
        "Runbook: https://runbooks.example.com/apple",
        "Read by: Deployment/api, CronJob/receipts",
        "Rotated: 2026-11-20, every 90 days",
        "Sent:    30 days before",
        "",
        "Type: npx strongroom rotate prod api apple",
        "",
        "It records the day in the stack file; after the next update of prod the reminders are those of the next due day.",
      ].join("\n"),
    });
  });

  it("says daily what is due", () => {
    const due = reminders([apple], 9).find(({ name }) => name === "api.apple.due-1")!;
    assert.equal(due.subject, "DUE: rotate prod/api/apple, since 2027-02-18");
    assert.equal(due.message.split("\n")[0], "prod/api/apple is due for rotation since 2027-02-18.");
    assert.ok(due.message.includes("\nSent:    every day until it is rotated\n"));
  });

  it("asks every Monday for a day that nobody recorded", () => {
    assert.deepEqual(reminders([undated], 9), [
      {
        name: "api.apple.unrecorded",
        expression: "cron(0 9 ? * MON *)",
        subject: "Last rotation of prod/api/apple is not recorded",
        owner: "payments@example.com",
        message: [
          "Nothing says when prod/api/apple was last rotated, so nobody knows when it is due.",
          "",
          "Owner:   payments <payments@example.com>",
          "Runbook: https://runbooks.example.com/apple",
          "Read by: Deployment/api, CronJob/receipts",
          "Sent:    every Monday until the day is recorded",
          "",
          "Rotate it, and type: npx strongroom rotate prod api apple",
          "Or record the day of its last rotation, and type: pulumi config set --stack prod --path 'strongroom:rotations.prod/api/apple' YYYY-MM-DD",
        ].join("\n"),
      },
    ]);
  });

  it("is not sent of what AWS rotates, nor of what has no value yet", () => {
    assert.deepEqual(reminders([{ ...apple, mode: "lambda" }], 9), []);
    assert.deepEqual(reminders([{ ...undated, awaitingSeed: true }], 9), []);
  });

  it("stays within the limits of Scheduler and SNS, and keeps entries with the longest names apart", () => {
    const long = "a".repeat(39);
    const items = ["b", "c"].flatMap((end) =>
      ["d", "e"].map((last) => ({
        ...apple,
        environment: "production-eu-west-2",
        service: long + end,
        group: long + last,
        entry: `production-eu-west-2/${long}${end}/${long}${last}`,
      })),
    );
    const all = items.flatMap((item) => [...reminders([item], 9), ...reminders([{ ...undated, ...without(item) }], 9)]);
    assert.equal(all.length, 4 * 9);
    assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
    for (const { name, subject, message } of all) {
      // https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
      assert.match(name, /^[0-9a-zA-Z-_.]{1,64}$/);
      // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
      assert.match(subject, /^[\x21-\x7e][\x20-\x7e]{0,98}$/);
      assert.ok(Buffer.byteLength(message) < 262_144);
    }
    const [first] = reminders([items[0]!], 9);
    assert.match(first!.name, /^a{39}b\.[0-9a-f]{8}\.30-days-before$/);
    assert.ok(first!.subject.startsWith("Rotate production-eu-west-2/aaa"));
    assert.ok(first!.subject.endsWith("aaad by 2027-02-18"));
  });

  it("moves with the recorded day, and with nothing else", () => {
    const later = reminders([{ ...apple, lastRotated: "2027-02-18", due: addDays("2027-02-18", 90) }], 9);
    const before = reminders([apple], 9);
    assert.deepEqual(later[0]!.name, before[0]!.name);
    assert.notEqual(later[0]!.expression, before[0]!.expression);
    assert.deepEqual(reminders([apple], 9), before);
  });
});

function without({ lastRotated: _last, due: _due, ...item }: InventoryItem): InventoryItem {
  return item;
}
