import assert from "node:assert/strict";
import { addDays, daysBetween, dayOf, isDay } from "../../components/model/days";

describe("a day", () => {
  it("is one that a calendar has", () => {
    for (const day of ["2026-11-24", "2028-02-29", "2000-02-29"]) assert.equal(isDay(day), true, day);
    const none = ["2027-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-11-31", "2026-1-2", "", "2026-11-24Z"];
    for (const text of none) assert.equal(isDay(text), false, text);
  });

  it("is counted over leap days, years and the change of clocks", () => {
    assert.equal(addDays("2028-02-28", 1), "2028-02-29");
    assert.equal(addDays("2027-02-28", 1), "2027-03-01");
    assert.equal(addDays("2027-12-01", 92), "2028-03-02");
    assert.equal(daysBetween("2027-12-01", "2028-03-02"), 92);
    assert.equal(daysBetween("2027-03-27", "2027-03-29"), 2);
    assert.equal(daysBetween("2027-10-30", "2027-11-01"), 2);
    assert.equal(daysBetween("2026-11-24", "2026-11-10"), -14);
  });

  it("is that of a moment in UTC", () => {
    assert.equal(dayOf(new Date("2026-11-24T23:30:00-01:00")), "2026-11-25");
    assert.ok(isDay(dayOf()));
  });
});
