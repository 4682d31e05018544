/** A day of the calendar as `YYYY-MM-DD`. Texts of this form sort as their days do. */
export type Day = string;

const millisecondsPerDay = 24 * 60 * 60 * 1000;

/**
 * The day of a moment, in UTC: the same on every machine, and the day that AWS counts in.
 *
 * @param moment Default: now.
 */
export function dayOf(moment: Date = new Date()): Day {
  return moment.toISOString().slice(0, 10);
}

/** Whether a text is a day that a calendar has: `2028-02-29` is one, `2027-02-29` is none. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time(text)) && dayOf(new Date(time(text))) === text;
}

/** The day a number of days later. @example addDays("2028-02-28", 2) // "2028-03-01" */
export function addDays(day: Day, days: number): Day {
  return dayOf(new Date(time(day) + days * millisecondsPerDay));
}

/** Whole days from one day to another, negative when the other was before. @example daysBetween("2028-02-28", "2028-03-01") // 2 */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((time(to) - time(from)) / millisecondsPerDay);
}

/** UTC has no daylight saving, so every day has the same length. */
function time(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}
