import assert from "node:assert/strict";
import { addDays, type Day, daysBetween } from "../../components/model/days";
import { daysAhead, hourProblem, reminderSchedules, timezoneProblem } from "../../components/model/reminder-schedule";

/** Whether a `cron()` of days, months and years fires on a day, read without the code that wrote it. */
function firesOn(expression: string, day: Day): boolean {
  const [, days, months, weekday, years] = /^cron\(0 9 (\S+) (\S+) (\S+) (\S+)\)$/.exec(expression)!;
  assert.equal(weekday, "?");
  const [year, month, date] = day.split("-").map(Number);
  const holds = (field: string, value: number) => {
    const [first, last = first] = field.split("-").map(Number);
    return field === "*" || (first! <= value && value <= last!);
  };
  return holds(days!, date!) && holds(months!, month!) && holds(years!, year!);
}

/** Every day of a range, its end left out. */
function* everyDay(from: Day, to: Day): Generator<Day> {
  for (let day = from; day < to; day = addDays(day, 1)) yield day;
}

describe("the schedules of a reminder", () => {
  it("are 30, 14, 7 and 1 days ahead, and daily from the due day on", () => {
    assert.deepEqual(reminderSchedules("2027-02-18", "2026-11-20", 9), [
      { suffix: "30-days-before", daysBefore: 30, expression: "cron(0 9 19 1 ? 2027-2199)" },
      { suffix: "14-days-before", daysBefore: 14, expression: "cron(0 9 4 2 ? 2027-2199)" },
      { suffix: "7-days-before", daysBefore: 7, expression: "cron(0 9 11 2 ? 2027-2199)" },
      { suffix: "1-day-before", daysBefore: 1, expression: "cron(0 9 17 2 ? 2027-2199)" },
      { suffix: "due-1", expression: "cron(0 9 18-31 2 ? 2027-2199)" },
      { suffix: "due-2", expression: "cron(0 9 * 3-12 ? 2027-2199)" },
      { suffix: "due-3", expression: "cron(0 9 1-17 2 ? 2028-2199)" },
      { suffix: "due-4", expression: "cron(0 9 * 1 ? 2028-2199)" },
    ]);
  });

  it("need two expressions for all days from the first of January or from the last of December on", () => {
    const daily = (due: Day) =>
      reminderSchedules(due, addDays(due, -1), 9)
        .filter(({ daysBefore }) => daysBefore === undefined)
        .map(({ expression }) => expression);
    assert.deepEqual(daily("2028-01-01"), ["cron(0 9 1-31 1 ? 2028-2199)", "cron(0 9 * 2-12 ? 2028-2199)"]);
    assert.deepEqual(daily("2027-12-31"), [
      "cron(0 9 31 12 ? 2027-2199)",
      "cron(0 9 1-30 12 ? 2028-2199)",
      "cron(0 9 * 1-11 ? 2028-2199)",
    ]);
  });

  it("remind of nothing that lies before the last rotation", () => {
    const ahead = (lastRotated: Day) =>
      reminderSchedules("2027-02-18", lastRotated, 9).flatMap(({ daysBefore }) => daysBefore ?? []);
    assert.deepEqual(ahead(addDays("2027-02-18", -30)), [14, 7, 1]);
    assert.deepEqual(ahead(addDays("2027-02-18", -7)), [1]);
    assert.deepEqual(ahead(addDays("2027-02-18", -1)), []);
  });

  it("are right for every due day of three years, with a leap day, and for all days of the two years behind it", () => {
    for (const due of everyDay("2027-01-01", "2030-01-01")) {
      const schedules = reminderSchedules(due, addDays(due, -92), 9);
      const daily = schedules.filter(({ daysBefore }) => daysBefore === undefined);
      const ahead = schedules.filter(({ daysBefore }) => daysBefore !== undefined);
      assert.deepEqual(
        ahead.map(({ daysBefore }) => daysBefore),
        daysAhead,
      );
      // All days around the due day, and then the ends of months: the pattern repeats.
      for (const day of everyDay(addDays(due, -92), addDays(due, 730))) {
        const left = daysBetween(day, due);
        const times = daily.filter(({ expression }) => firesOn(expression, day)).length;
        if (times !== (left <= 0 ? 1 : 0)) assert.fail(`due ${due}: ${times} daily reminders on ${day}`);
        if (left < -300) continue;
        const said = ahead.filter(({ expression }) => firesOn(expression, day)).map(({ daysBefore }) => daysBefore);
        if (said.join() !== (daysAhead.includes(left) ? String(left) : "")) {
          assert.fail(`due ${due}: the reminders ${said.join()} on ${day}, ${left} days ahead`);
        }
      }
    }
  }).timeout(60_000);

  it("come at an hour that every day of every time zone has, whatever happens to its clocks", () => {
    const year = [...everyDay("2026-01-01", "2027-01-01")];
    let changes = 0;
    for (const timeZone of [...Intl.supportedValuesOf("timeZone"), "UTC"]) {
      const hours = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" });
      const offset = (moment: number) => (Number(hours.format(moment)) - new Date(moment).getUTCHours() + 24) % 24;
      for (const day of year) {
        const midnight = Date.parse(`${day}T00:00:00Z`);
        if (offset(midnight) === offset(midnight + 86_400_000)) continue;
        changes += 1;
        // Half hours around the change: an hour is missing where the clock jumps over it.
        const moments = Array.from({ length: 96 }, (_, at) => midnight - 43_200_000 + at * 1_800_000);
        const shown = moments.map((moment) => Number(hours.format(moment)));
        const missing = shown.flatMap((hour, at) => {
          const before = shown[at - 1] ?? hour;
          const jumped = (hour - before + 24) % 24;
          return jumped > 1 && jumped < 12 ? [(before + 1) % 24] : [];
        });
        for (const hour of missing)
          assert.notEqual(hourProblem(hour), undefined, `${timeZone} has no ${hour}:00 near ${day}`);
      }
    }
    assert.ok(changes > 200, `only ${changes} changes of clocks were looked at`);
  }).timeout(60_000);

  it("refuse an hour at night and a time zone that does not exist", () => {
    const night = (hour: number) =>
      `must be a full hour from 4 to 21, e.g. 9, not ${hour}: at night clocks are changed, and an hour may be missing`;
    for (const hour of [4, 9, 21]) assert.equal(hourProblem(hour), undefined);
    for (const hour of [3, 22, 9.5, -1]) assert.equal(hourProblem(hour), night(hour));
    for (const zone of [
      "UTC",
      "Europe/Berlin",
      "America/Argentina/Buenos_Aires",
      "America/Port-au-Prince",
      "Etc/GMT+3",
    ]) {
      assert.equal(timezoneProblem(zone), undefined, zone);
    }
    for (const zone of ["Europe/Bonn", "europe/berlin", "+02:00", ""]) {
      const wanted = 'must be the name of a time zone, e.g. "Europe/Berlin" or "UTC"';
      assert.equal(timezoneProblem(zone), `${wanted}, not ${JSON.stringify(zone)}`);
    }
  });
});
