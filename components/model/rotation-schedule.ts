import { createHash } from "node:crypto";
import { longestInterval, maximumIntervalDays } from "../../policies/rotation/interval";
import type { Rotation, RotationTiming } from "./rotation";

/** When Secrets Manager rotates an entry: the schedule that the declaration names, or leaves to us. */
export interface RotationSchedule {
  /** For example `"cron(0 4 12,28 * ? *)"`, in UTC. */
  schedule: string;
  /** For example `"3h"`. */
  window?: string;
}

/** Days between two rotations of a database credential, where the declaration leaves them open. */
const defaultIntervalDays = maximumIntervalDays.database;
/** AWS picks the moment within the window: an hour keeps entries of different hours apart. */
const defaultWindow = "1h";
/** The days that every month has. */
const daysOfEveryMonth = 28;

/**
 * A schedule for an entry whose declaration says how often, but not when.
 *
 * Entries are spread over the hours of the day, and over the days that their rhythm leaves open, by a hash of their name: many
 * rotations at once would meet the same database, function and quota. The same name has the same schedule everywhere and
 * always, and another entry's coming or going moves nothing.
 *
 * `rate(30 days)` cannot choose its hour, so the schedule is a `cron()`; and because that knows months alone, it takes the
 * longest rhythm that never exceeds the interval: a quarter (92 days), two months (62), a month (31), twice a month (16),
 * a week (7), days of the week, a day. Who wants 30 days exactly declares `schedule: "rate(30 days)"`.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html (minutes are 0, and a window
 * ends with its day in UTC).
 *
 * @param entry Name of the entry, e.g. `"prod/api/database"`.
 * @param intervalDays The longest time between two rotations, a whole number of days from 1.
 * @param window The rotation window, `"1h"` to `"24h"`. Default `"1h"`.
 * @example staggeredSchedule("prod/api/database", 30, "3h") // "cron(0 4 12,28 * ? *)"
 */
export function staggeredSchedule(entry: string, intervalDays: number, window: string = defaultWindow): string {
  const pick = picker(entry);
  const hour = pick("hour", 25 - Number.parseInt(window, 10));
  const monthly = (everyMonths: number): string => {
    const day = 1 + pick("day", daysOfEveryMonth);
    const month = everyMonths === 1 ? "*" : `${1 + pick("month", everyMonths)}/${everyMonths}`;
    return `cron(0 ${hour} ${day} ${month} ? *)`;
  };
  if (intervalDays >= 92) return monthly(3);
  if (intervalDays >= 62) return monthly(2);
  if (intervalDays >= 31) return monthly(1);
  if (intervalDays >= 16) {
    // The second day stands 16 days behind the first, or the 15 that are left in a month of 31.
    const day = 1 + pick("day", daysOfEveryMonth - 16);
    return `cron(0 ${hour} ${day},${day + 16} * ? *)`;
  }
  if (intervalDays === 1) return `cron(0 ${hour} * * ? *)`;
  const first = pick("day", 7);
  const weekdays = Array.from(
    { length: Math.ceil(7 / intervalDays) },
    (_, at) => ((first + at * intervalDays) % 7) + 1,
  );
  return `cron(0 ${hour} ? * ${weekdays.sort().join(",")} *)`;
}

/** When an entry rotates: by the declared schedule, else by a staggered one, every 30 days at most. */
export function rotationSchedule(entry: string, { schedule, intervalDays, window }: RotationTiming): RotationSchedule {
  if (schedule !== undefined) return { schedule, ...(window !== undefined && { window }) };
  const days = intervalDays ?? defaultIntervalDays;
  return { schedule: staggeredSchedule(entry, days, window), window: window ?? defaultWindow };
}

/**
 * The longest time between two rotations of an entry, in days. The schema has refused every schedule that has no interval,
 * so the fallback is the longest that it accepts.
 *
 * @param entry Name of the entry.
 */
export function intervalDaysOf(entry: string, rotation: Rotation): number {
  if (rotation.mode === "manual") return rotation.intervalDays;
  const interval = longestInterval({ scheduleExpression: rotationSchedule(entry, rotation).schedule });
  return "days" in interval ? interval.days : maximumIntervalDays.application;
}

/** Chooses from 0 to below a number by a hash of the name, independently for each question. */
function picker(entry: string): (question: string, below: number) => number {
  return (question, below) => createHash("sha256").update(`${question}:${entry}`).digest().readUInt32BE(0) % below;
}
