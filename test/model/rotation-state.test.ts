import assert from "node:assert/strict";
import { type Rotated, byUrgency, rotationState } from "../../components/model/rotation-state";
import { stateText } from "../../report/inventory-report";

const today = "2026-11-24";

function state(item: Partial<Rotated>): string {
  return stateText(rotationState({ mode: "manual", intervalDays: 90, awaitingSeed: false, ...item }, today));
}

describe("the state of a rotation", () => {
  it("by hand is due two weeks ahead, and overdue the day after", () => {
    assert.equal(state({ due: "2026-12-09" }), "OK");
    assert.equal(state({ due: "2026-12-08" }), "DUE in 14 days");
    assert.equal(state({ due: "2026-11-29" }), "DUE in 5 days");
    assert.equal(state({ due: "2026-11-25" }), "DUE in 1 day");
    assert.equal(state({ due: "2026-11-24" }), "DUE today");
    assert.equal(state({ due: "2026-11-23" }), "OVERDUE by 1 day");
    assert.equal(state({ due: "2026-11-10" }), "OVERDUE by 14 days");
  });

  it("is due later where the interval is short", () => {
    assert.equal(state({ intervalDays: 30, due: "2026-12-04" }), "DUE in 10 days");
    assert.equal(state({ intervalDays: 30, due: "2026-12-05" }), "OK");
    assert.equal(state({ intervalDays: 1, due: "2026-11-25" }), "OK");
  });

  it("is never asked for where AWS rotates, and late when a whole day went by", () => {
    for (const mode of ["lambda", "rds-managed"] as const) {
      assert.equal(state({ mode, due: "2026-11-24" }), "OK");
      assert.equal(state({ mode, due: "2026-11-23" }), "OK");
      assert.equal(state({ mode, due: "2026-11-22" }), "OVERDUE by 2 days");
    }
  });

  it("is open where nothing is known, or no value is there", () => {
    assert.equal(state({}), "UNKNOWN");
    assert.equal(state({ awaitingSeed: true, due: "2020-01-01" }), "AWAITING SEED");
  });

  it("sorts by urgency, then by name", () => {
    const row = (group: string, due?: string, more: Partial<Rotated> = {}) => {
      const item = { mode: "manual" as const, intervalDays: 90, awaitingSeed: false, ...(due && { due }), ...more };
      return { environment: "prod", service: "api", group, ...item, state: rotationState(item, today) };
    };
    const rows = [
      row("later", "2027-02-01"),
      row("waiting", undefined, { awaitingSeed: true }),
      row("function", undefined, { mode: "lambda" }),
      row("b-unknown"),
      row("soon", "2026-11-29"),
      row("a-unknown"),
      row("late", "2026-11-20"),
      row("later-still", "2027-02-02"),
      row("very-late", "2026-01-01"),
      row("today", today),
    ];
    assert.deepEqual(
      byUrgency(rows).map(({ group }) => group),
      [
        ...["very-late", "late", "today", "soon", "a-unknown", "b-unknown", "function", "waiting"],
        ...["later", "later-still"],
      ],
    );
  });
});
