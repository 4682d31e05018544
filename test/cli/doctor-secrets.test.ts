import assert from "node:assert/strict";
import { secretLines } from "../../cli/doctor/secrets";
import { inventoryItems } from "../../cli/inventory/items";
import type { EntryDates } from "../../cli/aws/entry-dates";
import { loadProgram } from "../../cli/load-program";
import { failed, shown } from "./doctor-lines";
import { root } from "./run-cli";

describe("what the doctor says of secrets", () => {
  const today = "2026-11-30";
  const program = loadProgram("prod", root);
  const items = inventoryItems(program).filter(({ service }) => service !== "billing");
  const fresh: EntryDates = {
    isDeleted: false,
    rotationEnabled: true,
    valuePut: "2026-11-20",
    lastRotated: "2026-11-20",
  };
  const dates = (changes: Record<string, Partial<EntryDates> | undefined> = {}) => {
    const found = items.map(({ entry }): [string, EntryDates | undefined] => {
      const change = entry in changes ? changes[entry] : {};
      return [entry, change && { ...fresh, ...change }];
    });
    return { value: new Map(found) };
  };
  const seeded = items.map((item) => ({ ...item, awaitingSeed: false }));

  it("is a line each where all is well", () => {
    assert.deepEqual(secretLines(seeded, dates(), today), [
      { check: "entries", state: "ok", found: "4 entries exist" },
      { check: "values", state: "ok", found: "none is missing" },
      { check: "rotations", state: "ok", found: "none of 4 is overdue" },
    ]);
    assert.deepEqual(shown(secretLines([], { value: new Map() }, today), "rotations"), ["ok: there is none yet"]);
  });

  it("is no pass where nobody could look", () => {
    for (const [dates, why] of [
      [undefined, "nobody is signed in with an identity of this account."],
      [failed, "the entries were not looked at."],
    ] as const) {
      for (const { state, found } of secretLines(items, dates, today)) {
        assert.deepEqual([state, found], ["not-checked", why]);
      }
    }
  });

  it("names values that are awaited, and asks nothing more of them", () => {
    const lines = secretLines(items, dates({ "prod/worker/tracking": { valuePut: undefined } }), today);
    assert.deepEqual(shown(lines, "values"), [
      "problem: prod/worker/tracking awaits its value. Fix: npx strongroom seed prod worker",
    ]);
    assert.deepEqual(shown(lines, "rotations"), ["ok: none of 3 is overdue"]);
    const all = secretLines(
      items.map((item) => ({ ...item, awaitingSeed: true })),
      dates(),
      today,
    );
    assert.deepEqual(shown(all, "values"), [
      "problem: prod/api/database, prod/api/app, prod/api/apple await their values. Fix: npx strongroom seed prod api",
      "problem: prod/worker/tracking awaits its value. Fix: npx strongroom seed prod worker",
    ]);
  });

  for (const [what, check, changes, wanted] of [
    [
      "an entry that is missing",
      "entries",
      { "prod/api/app": undefined },
      "problem: prod/api/app does not exist in Secrets Manager. Fix: pulumi up --refresh --stack prod",
    ],
    [
      "an entry that is about to be deleted",
      "entries",
      { "prod/api/app": { isDeleted: true } },
      "problem: prod/api/app is about to be deleted. Fix: aws secretsmanager restore-secret --secret-id prod/api/app",
    ],
    [
      "an entry without a value that is called seeded",
      "values",
      { "prod/api/apple": { valuePut: undefined } },
      "problem: prod/api/apple has no value, although it is called seeded. Fix: npx strongroom seed prod api",
    ],
    [
      "a rotation by hand that is overdue",
      "rotations",
      { "prod/api/apple": { valuePut: "2026-08-10" } },
      "problem: prod/api/apple is overdue by 20 days. Fix: npx strongroom rotate prod api apple",
    ],
    [
      "a rotation by AWS that is overdue",
      "rotations",
      { "prod/api/database": { lastRotated: "2026-10-20" } },
      "problem: prod/api/database is overdue by 11 days. Fix: npx strongroom rotate prod api database",
    ],
    [
      "a rotation that is switched off",
      "rotations",
      { "prod/api/database": { rotationEnabled: false } },
      "problem: prod/api/database has its rotation switched off. Fix: pulumi up --refresh --stack prod",
    ],
  ] as [string, string, Record<string, Partial<EntryDates> | undefined>, string][]) {
    it(`names ${what}`, () => assert.deepEqual(shown(secretLines(seeded, dates(changes), today), check), [wanted]));
  }
});
