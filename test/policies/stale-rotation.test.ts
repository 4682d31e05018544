import assert from "node:assert/strict";
import { unknown, type Value, type ValueMap } from "../../policies/engine/value";
import rule from "../../policies/rules/stale-rotation";
import { ask } from "./in-process";

const declared = {
  "rotation-mode": "manual",
  "rotation-interval-days": "92",
  owner: "payments",
  runbook: "https://runbooks.example.com/apple",
  "last-rotated": "2026-03-14",
};

/** Every message about a secret with these tags. */
function messages(tags: ValueMap, today = "2026-06-15", entry = "prod/api/apple"): string[] {
  const props = { name: entry, tags: { ...declared, ...tags } };
  const secret = { type: "aws:secretsmanager/secret:Secret", name: "apple", props };
  return ask(rule, [secret], { today }).map(({ level, message }) => `${level}: ${message}`);
}

describe("stale-rotation", () => {
  it("says how long the rotation is overdue, who does it and how", () => {
    assert.deepEqual(messages({}), [
      "advisory: prod/api/apple was rotated 93 days ago, on 2026-03-14; its rotation is due every 92 days, so it is 1 day overdue.\n" +
        "Fix: payments rotates it as https://runbooks.example.com/apple says: npx strongroom rotate prod api apple.\n" +
        "     In another program, set the tag last-rotated to that day.",
    ]);
  });

  it("counts from the day itself, across a leap day too", () => {
    assert.deepEqual(messages({}, "2026-06-14"), []);
    assert.deepEqual(messages({ "last-rotated": "2028-02-28", "rotation-interval-days": "2" }, "2028-03-01"), []);
    assert.match(
      messages({ "last-rotated": "2027-02-26", "rotation-interval-days": "2" }, "2027-03-01")[0]!,
      /rotated 3 days ago, on 2027-02-26; its rotation is due every 2 days, so it is 1 day overdue\./,
    );
  });

  it("refuses what is no day, and a day to come, and repeats neither", () => {
    for (const [day, what] of [
      ["2026-02-30", "no day"],
      ["last spring", "no day"],
      ["20260314", "no day"],
      ["2026-06-16", "a day to come"],
    ]) {
      assert.deepEqual(messages({ "last-rotated": day }), [
        `advisory: prod/api/apple has a tag last-rotated that is ${what}.\nFix: write the day of the last rotation as YYYY-MM-DD.`,
      ]);
    }
  });

  it("never waits longer than the longest interval, whatever the tag says", () => {
    for (const interval of ["9999", "quarterly", undefined] as Value[]) {
      assert.match(messages({ "rotation-interval-days": interval })[0]!, /due every 92 days/);
    }
  });

  it("keeps quiet where nothing is declared or known", () => {
    for (const tags of [
      { "last-rotated": undefined },
      { "last-rotated": unknown },
      { "rotation-interval-days": unknown },
      { "rotation-mode": "lambda" },
      { "rotation-mode": undefined },
    ] as ValueMap[]) {
      assert.deepEqual(messages(tags), []);
    }
  });

  it("names no command for an entry with another name", () => {
    assert.match(
      messages({}, "2026-06-15", "apple-key")[0]!,
      /\nFix: payments rotates it as \S+ says, and sets the tag last-rotated to that day\.$/,
    );
  });

  it("names owner and runbook only where they look like it", () => {
    const [message] = messages({ owner: "a\u001b[31m", runbook: "https://user:pass@example.com" });
    assert.match(message!, /\nFix: its owner rotates it as its runbook says: npx strongroom rotate prod api apple\.\n/);
  });
});
