import { addDays, type Day } from "./days";

/** How many days before the due day somebody is reminded, the earliest first. */
export const daysAhead: readonly number[] = [30, 14, 7, 1];

/** When reminders are sent. */
export interface ReminderTime {
  /** Full hour of the day, 4 to 21; see {@link hourProblem}. */
  hour: number;
  /** Name of the time zone that the hour and the days are of, e.g. `"Europe/Berlin"`. */
  timezone: string;
}

/** One schedule of a rotation: what it reminds of, and when. */
export interface ReminderSchedule {
  /** What tells it from the others of the same entry, e.g. `"30-days-before"`. */
  suffix: string;
  /** Days before the due day; nothing for those that come daily from the due day on. */
  daysBefore?: number;
  /** For EventBridge Scheduler, e.g. `"cron(0 9 19 1 ? 2027-2199)"`. */
  expression: string;
}

/** The last year that an expression can name. Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based */
const lastYear = 2199;

/**
 * The schedules that remind of one due day: 30, 14, 7 and 1 days ahead, and every day from the due day on.
 *
 * They follow from the day of the last rotation alone, so that an update on another day changes nothing. Therefore each is a
 * `cron()` without an end. Scheduler refuses a `rate()` whose StartDate is more than five minutes past, which the start of
 * something overdue always is, and does not say what becomes of an `at()` in the past. A `cron()` whose first day has gone by
 * waits for its next one: a year later, where a rotation that is a year late is spoken of again.
 *
 * @param due The day on which the rotation is due.
 * @param lastRotated The day of the last one: nobody is reminded before that.
 * @param hour Full hour of the day.
 * @example reminderSchedules("2027-02-18", "2026-11-20", 9)[0] // { suffix: "30-days-before", daysBefore: 30, expression: "cron(0 9 19 1 ? 2027-2199)" }
 */
export function reminderSchedules(due: Day, lastRotated: Day, hour: number): ReminderSchedule[] {
  const ahead = daysAhead
    .map((daysBefore) => ({ daysBefore, day: addDays(due, -daysBefore) }))
    .filter(({ day }) => day > lastRotated)
    .map(({ daysBefore, day }) => ({
      suffix: daysBefore === 1 ? "1-day-before" : `${daysBefore}-days-before`,
      daysBefore,
      expression: yearly(parts(day), hour),
    }));
  const daily = everyDayFrom(due, hour).map((expression, at) => ({ suffix: `due-${at + 1}`, expression }));
  return [...ahead, ...daily];
}

/** Every Monday: for a rotation whose last day nobody knows. */
export function weeklyExpression(hour: number): string {
  return `cron(0 ${hour} ? * MON *)`;
}

/**
 * What is wrong with an hour, or undefined. Clocks are changed at night, and a schedule at an hour that a day does not have is
 * skipped on that day. From 4 to 21 every day of every time zone has its hours.
 *
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
export function hourProblem(hour: number): string | undefined {
  if (Number.isInteger(hour) && hour >= 4 && hour <= 21) return undefined;
  return `must be a full hour from 4 to 21, e.g. 9, not ${hour}: at night clocks are changed, and an hour may be missing`;
}

/** What is wrong with the name of a time zone, or undefined. */
export function timezoneProblem(timezone: string): string | undefined {
  const wanted = `must be the name of a time zone, e.g. "Europe/Berlin" or "UTC", not ${JSON.stringify(timezone)}`;
  // Offsets and small letters, which JavaScript takes, Scheduler does not.
  if (!/^([A-Z][A-Za-z_]+(\/[A-Z][A-Za-z_+-]*\d*)*|UTC)$/.test(timezone)) return wanted;
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
    return undefined;
  } catch {
    return wanted;
  }
}

interface Parts {
  year: number;
  month: number;
  day: number;
}

function parts(day: Day): Parts {
  const [year, month, date] = day.split("-").map(Number);
  return { year: year!, month: month!, day: date! };
}

function yearly({ year, month, day }: Parts, hour: number): string {
  return `cron(0 ${hour} ${day} ${month} ? ${year}-${lastYear})`;
}

/** All days from one on, each in exactly one expression: two to four, because an expression is days times months times years. */
function everyDayFrom(first: Day, hour: number): string[] {
  const { year, month, day } = parts(first);
  const cron = (days: string, months: string, from: number) =>
    `cron(0 ${hour} ${days} ${months} ? ${from}-${lastYear})`;
  return [
    cron(range(day, 31), String(month), year),
    ...(month < 12 ? [cron("*", range(month + 1, 12), year)] : []),
    ...(day > 1 ? [cron(range(1, day - 1), String(month), year + 1)] : []),
    ...(month > 1 ? [cron("*", range(1, month - 1), year + 1)] : []),
  ];
}

function range(first: number, last: number): string {
  return first === last ? String(first) : `${first}-${last}`;
}
