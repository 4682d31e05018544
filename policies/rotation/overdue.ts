import type { StackFinding, StackResource } from "../engine/rule";
import { unknown } from "../engine/value";
import { maximumIntervalDays } from "./interval";
import { nameOf, rotateFix } from "./rotation-fixes";
import { tagOf } from "./secret-tags";

/** The day of the last rotation by hand, `YYYY-MM-DD`. */
export const lastRotatedTag = "last-rotated";

const millisecondsPerDay = 24 * 60 * 60 * 1000;

/**
 * Says when a rotation by hand is overdue. Without the tag `last-rotated` nothing is known, and nothing is said; whether the
 * interval is acceptable is what `judgeSecret` says.
 *
 * @param secret An `aws:secretsmanager/secret:Secret` that no SecretRotation rotates.
 * @param today `YYYY-MM-DD`.
 */
export function judgeLastRotation(secret: StackResource, today: string): StackFinding[] {
  const last = tagOf(secret, lastRotatedTag);
  if (tagOf(secret, "rotation-mode") !== "manual" || last === undefined || last === unknown) return [];
  const age = daysBetween(last, today);
  if (age === undefined || age < 0) {
    const text = `${nameOf(secret)} has a tag ${lastRotatedTag} that is ${age === undefined ? "no day" : "a day to come"}.`;
    return [{ urn: secret.urn, level: "mandatory", text, fix: "write the day of the last rotation as YYYY-MM-DD." }];
  }
  const interval = intervalOf(secret);
  if (interval === undefined || age <= interval) return [];
  const overdue = age - interval;
  const text =
    `${nameOf(secret)} was rotated ${age} days ago, on ${last}; its rotation is due every ${interval} days, ` +
    `so it is ${overdue} ${overdue === 1 ? "day" : "days"} overdue.`;
  return [{ urn: secret.urn, level: "mandatory", text, fix: rotateFix(secret, lastRotatedTag) }];
}

/** The longest interval that any secret may have stands in for a declaration that is wrong. */
function intervalOf(secret: StackResource): number | undefined {
  const interval = tagOf(secret, "rotation-interval-days");
  if (interval === unknown) return undefined;
  const days = Number(interval);
  return Number.isInteger(days) && days >= 1
    ? Math.min(days, maximumIntervalDays.application)
    : maximumIntervalDays.application;
}

/** Whole days from one day to another; undefined where the first is no day that a calendar has. */
function daysBetween(from: string, to: string): number | undefined {
  const start = new Date(`${from}T00:00:00Z`);
  if (Number.isNaN(start.getTime()) || !start.toISOString().startsWith(`${from}T`)) return undefined;
  return Math.round((new Date(`${to}T00:00:00Z`).getTime() - start.getTime()) / millisecondsPerDay);
}
