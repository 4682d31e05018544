import { isMap, unknown, type Value, type ValueMap } from "../engine/value";
import { longestInterval, maximumIntervalDays, type SecretKind } from "./interval";
import type { Judgement } from "./judgement";

/**
 * Judges the schedule of a SecretRotation.
 *
 * @param props Properties of an `aws:secretsmanager/secretRotation:SecretRotation`.
 * @param kind What the secret opens; `unknown` while a tag that could say "database" is not known.
 */
export function judgeSchedule(props: ValueMap, kind: SecretKind | typeof unknown): Judgement | undefined {
  if (props.rotationEnabled === false) return { verdict: "wrong", text: "has a rotation that is switched off" };
  const rules = props.rotationRules;
  const given = isMap(rules) ? rules : {};
  const days = given.automaticallyAfterDays;
  const expression = given.scheduleExpression;
  if (rules === unknown || days === unknown || expression === unknown) {
    return { verdict: "unknown", text: "has a rotation whose interval is not known at preview" };
  }
  // The provider's state fills the one that was not given with 0 or an empty text.
  const interval = longestInterval({
    ...(isGiven(days) && { automaticallyAfterDays: Number(days) }),
    ...(isGiven(expression) && { scheduleExpression: typeof expression === "string" ? expression : "" }),
  });
  if ("problem" in interval) {
    return {
      verdict: "wrong",
      text: `has a rotation without a valid schedule: ${printable(interval.problem, expression)}`,
    };
  }
  return judgeInterval(interval.days, kind);
}

/** Judges a number of days between two rotations. */
export function judgeInterval(days: number, kind: SecretKind | typeof unknown): Judgement | undefined {
  const { database, application } = maximumIntervalDays;
  const every = `rotates every ${days === 1 ? "day" : `${days} days`}`;
  if (days > application) return { verdict: "wrong", text: `${every}; wanted at most ${longest(kind)}` };
  if (days <= database || kind === "application") return undefined;
  if (kind === "database") return { verdict: "wrong", text: `${every}; wanted at most ${longest(kind)}` };
  return {
    verdict: "unknown",
    text: `${every}, too long for a database credential, and whether it is one is not known at preview`,
  };
}

function longest(kind: SecretKind | typeof unknown): string {
  return kind === "database"
    ? `${maximumIntervalDays.database} for a database credential`
    : String(maximumIntervalDays.application);
}

function isGiven(value: Value | undefined): boolean {
  return value !== undefined && value !== null && value !== 0 && value !== "";
}

/** A problem quotes the expression. Text that is none could be anything, so it is not repeated. */
function printable(problem: string, expression: Value | undefined): string {
  const looksLikeSchedule = typeof expression !== "string" || /^(rate|cron)\([\w\s*?,/#-]{0,60}\)$/.test(expression);
  return looksLikeSchedule ? problem : "wanted rate(30 days) or cron(0 4 1 * ? *)";
}
