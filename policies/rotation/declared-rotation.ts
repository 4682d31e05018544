import type { Resource } from "../engine/rule";
import { unknown } from "../engine/value";
import { maximumIntervalDays, type SecretKind } from "./interval";
import type { Judgement } from "./judgement";
import { tagOf } from "./secret-tags";

/**
 * Judges a rotation that tags declare: somebody who answers for it, how it is done, and how often.
 *
 * @param secret The secret.
 * @param kind What it opens.
 * @param wanted The tags that have to be there beside the interval.
 */
export function judgeDeclaration(
  secret: Resource,
  kind: SecretKind | typeof unknown,
  wanted: readonly ("owner" | "runbook")[],
): Judgement | undefined {
  const missing = wanted.filter((key) => !tagOf(secret, key)).map((key) => `it has no tag ${key}`);
  const interval = tagOf(secret, "rotation-interval-days");
  const problem = interval === unknown ? undefined : intervalProblem(interval, kind);
  const problems = [...missing, ...(problem === undefined ? [] : [problem])];
  if (problems.length > 0) return { verdict: "wrong", text: problems.join(", ") };
  const notKnown = [...wanted, "rotation-interval-days"].filter((key) => tagOf(secret, key) === unknown);
  if (notKnown.length > 0) {
    const tags = notKnown.length === 1 ? `tag ${notKnown[0]} is` : `tags ${notKnown.join(", ")} are`;
    return { verdict: "unknown", text: `its ${tags} not known at preview` };
  }
  if (kind === unknown && Number(interval) > maximumIntervalDays.database) {
    return { verdict: "unknown", text: "whether it is a database credential is not known at preview" };
  }
  return undefined;
}

function intervalProblem(interval: string | undefined, kind: SecretKind | typeof unknown): string | undefined {
  if (!interval) return "it has no tag rotation-interval-days";
  const longest = maximumIntervalDays[kind === "database" ? "database" : "application"];
  const why = kind === "database" ? " for a database credential" : "";
  const wanted = `wanted 1 to ${longest}${why}`;
  if (!/^\d{1,6}$/.test(interval)) return `its tag rotation-interval-days is no whole number (${wanted})`;
  const days = Number(interval);
  return days >= 1 && days <= longest ? undefined : `its tag rotation-interval-days is ${days} (${wanted})`;
}
