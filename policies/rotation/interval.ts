import { Cron } from "croner";

/** What a secret opens. It decides how long its value may live. */
export type SecretKind = "database" | "application";

/**
 * The longest time between two rotations, in days. Database credentials: 30. Everything else, third-party keys without
 * a rotation API among them: a quarter, whose longest is 92 days (July to September).
 */
export const maximumIntervalDays: Readonly<Record<SecretKind, number>> = { database: 30, application: 92 };

/** A rotation schedule as Secrets Manager takes it: days, or an expression. */
export interface RotationSchedule {
  /** 1 to 1000 days. */
  automaticallyAfterDays?: number;
  /** `rate(30 days)`, `rate(12 hours)` or `cron(0 4 1 * ? *)`, in UTC. */
  scheduleExpression?: string;
}

/** The longest interval of a schedule in days, or why there is none. */
export type Interval = { days: number } | { problem: string };

const millisecondsPerDay = 24 * 60 * 60 * 1000;
/** A leap day is seen from any start within nine years (2096 to 2104 has none in between, so four would not do). */
const yearsToWatch = 9;
/** Over a year of daily rotations, seven of weekly ones: every month and leap day that such a schedule can meet. */
const runsToWatch = 400;

/**
 * Computes the longest time between two rotations of a schedule.
 *
 * Sources: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html (rates from 4 hours to
 * 999 days; cron in UTC with minutes 0) and `RotationRulesType` of the Secrets Manager API (1 to 1000 days).
 *
 * @example longestInterval({ scheduleExpression: "cron(0 4 1 * ? *)" }) // { days: 31 }
 */
export function longestInterval(schedule: RotationSchedule): Interval {
  const { automaticallyAfterDays: days, scheduleExpression: expression } = schedule;
  if (days !== undefined && expression !== undefined) {
    return { problem: "both automaticallyAfterDays and scheduleExpression are given; Secrets Manager takes one" };
  }
  if (days !== undefined) {
    return Number.isInteger(days) && days >= 1 && days <= 1000
      ? { days }
      : { problem: `automaticallyAfterDays is ${days}; wanted a whole number from 1 to 1000` };
  }
  if (expression === undefined) return { problem: "there is no schedule" };
  const rate = /^rate\((\d+) (hours?|days?)\)$/.exec(expression);
  if (rate) return rateInterval(expression, Number(rate[1]), rate[2]!.startsWith("hour") ? "hours" : "days");
  const cron = /^cron\((.+)\)$/.exec(expression);
  if (cron) return cronInterval(expression, cron[1]!.trim().split(/\s+/));
  return { problem: `"${expression}" is no schedule; wanted rate(30 days) or cron(0 4 1 * ? *)` };
}

function rateInterval(expression: string, count: number, unit: "hours" | "days"): Interval {
  const inRange = unit === "hours" ? count >= 4 && count <= 999 * 24 : count >= 1 && count <= 999;
  if (!inRange) return { problem: `"${expression}" is out of range; wanted 4 hours to 999 days` };
  return { days: unit === "hours" ? count / 24 : count };
}

function cronInterval(expression: string, fields: string[]): Interval {
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields;
  if (fields.length !== 6 || !hours || !dayOfMonth || !month || !dayOfWeek) {
    return { problem: `"${expression}" has ${fields.length} fields; wanted six: minutes hours day month weekday year` };
  }
  if (minutes !== "0") return { problem: `"${expression}" has minutes "${minutes}"; Secrets Manager wants 0` };
  if (year !== "*") return { problem: `"${expression}" ends with year "${year}"; wanted * (a rotation must not end)` };
  const pattern = ["0", steps(hours, 23), steps(dayOfMonth, 31), steps(month, 12), weekdays(dayOfWeek)].join(" ");
  return longestGap(expression, pattern);
}

/** AWS writes "every 8 hours from 0" as `0/8`, cron as `0-23/8`. */
function steps(field: string, last: number): string {
  return field.replace(/^(\d+)\/(\d+)$/, `$1-${last}/$2`);
}

/** AWS counts weekdays from 1 (Sunday), cron from 0; names and `L`, `#` pass as they are. */
function weekdays(field: string): string {
  return field.replace(
    /(^|[,-])([1-7])(?=$|[,\-#L])/g,
    (_, before: string, day: string) => before + String(Number(day) - 1),
  );
}

function longestGap(expression: string, pattern: string): Interval {
  let runs: Cron;
  try {
    runs = new Cron(pattern, { timezone: "UTC", domAndDow: true });
  } catch (error) {
    return { problem: `"${expression}" is no cron expression: ${(error as Error).message}` };
  }
  // A fixed start, so that the same schedule is judged alike on every day of the year.
  let previous = runs.nextRun(new Date(Date.UTC(2095, 0, 1)));
  if (!previous) return { problem: `"${expression}" never runs` };
  const end = previous.getTime() + yearsToWatch * 366 * millisecondsPerDay;
  let longest = 0;
  for (let count = 0; count < runsToWatch && previous.getTime() < end; count++) {
    const next: Date | null = runs.nextRun(previous);
    if (!next) return { problem: `"${expression}" stops running` };
    longest = Math.max(longest, next.getTime() - previous.getTime());
    previous = next;
  }
  return { days: Math.round((longest / millisecondsPerDay) * 100) / 100 };
}
