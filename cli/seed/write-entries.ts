import type { Day } from "../../components/model/days";
import type { Entries } from "../aws/entries";
import { UserError } from "../user-error";
import type { GivenValues } from "./given-values";
import type { EntryPlan } from "./plan";
import { recordSeeded } from "./record-item";
import { recordRotation } from "./record-rotation";
import type { EntryResult } from "./report";

/** What an entry's value may hold, in bytes: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const mostBytes = 65_536;

/** Where values go, and how. */
export interface WriteOptions {
  entries: Entries;
  /** The stack file, in which complete entries are recorded. */
  stackFile: string;
  /** Whether keys that have a value get another one. */
  replace: boolean;
  /** The day that counts as that of a rotation by hand. */
  today: Day;
}

/**
 * Writes entry by entry, and records each complete one before the next is written. The given values are forgotten.
 *
 * @throws UserError when one fails: it says which entries were written before and which were not reached.
 */
export async function writeEntries(
  plans: readonly EntryPlan[],
  given: GivenValues,
  options: WriteOptions,
): Promise<EntryResult[]> {
  const merged = plans.map((plan) => merge(plan, given.get(plan.group.name) ?? new Map(), options.replace));
  refuseTooLong(merged);
  const results: EntryResult[] = [];
  for (const one of merged) {
    try {
      results.push(await writeEntry(one, options));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new UserError([error.message, ...progress(results, merged)].join("\n"));
    }
  }
  given.clear();
  return results;
}

interface Merged {
  plan: EntryPlan;
  /** The entry's whole JSON. Absent: nothing is to be written. */
  text?: string;
  /** Keys that a person gave and that are written. */
  taken: string[];
  /** They, and the keys of the declaration. */
  written: string[];
  left: string[];
  missing: string[];
}

function merge(plan: EntryPlan, given: ReadonlyMap<string, string>, replace: boolean): Merged {
  const { group, present, placeholders, composed } = plan;
  const taken = [...given].filter(([key]) => replace || !present.includes(key));
  const left = [...given.keys()].filter((key) => !replace && present.includes(key));
  const keys = taken.map(([key]) => key);
  const missing = group.asked.filter(
    (key) => !keys.includes(key) && (placeholders.includes(key) || !present.includes(key)),
  );
  const written = [...keys, ...Object.keys(composed)];
  const text = JSON.stringify({ ...plan.held, ...composed, ...Object.fromEntries(taken) });
  return { plan, taken: keys, written, left, missing, ...(written.length > 0 && { text }) };
}

function refuseTooLong(merged: readonly Merged[]): void {
  const long = merged.filter(({ text = "" }) => Buffer.byteLength(text) > mostBytes);
  if (long.length === 0) return;
  const lines = long.map(({ plan, text = "" }) => `${plan.group.entry} would hold ${Buffer.byteLength(text)} bytes.`);
  throw new UserError(
    `${lines.join("\n")} Secrets Manager takes ${mostBytes}. Nothing was written.\nFix: declare the long values in a group of their own.`,
  );
}

async function writeEntry(merged: Merged, { entries, stackFile, today }: WriteOptions): Promise<EntryResult> {
  const { plan, taken, written, left, missing, text } = merged;
  const { group, version } = plan;
  if (text !== undefined) {
    await entries.put(group.entry, text, version);
    delete merged.text;
    plan.held = {};
  }
  const recorded = missing.length > 0 ? "no" : recordSeeded(stackFile, group.entry) ? "now" : "before";
  const result: EntryResult = { group, written, left, missing, recorded };
  if (!group.rotatedByHand || recorded === "no" || taken.length === 0) return result;
  // An entry is as old as its oldest key. Of one that was not complete before, this is the first day.
  const older = recorded === "now" ? [] : group.asked.filter((key) => !taken.includes(key));
  if (older.length > 0) return { ...result, older };
  recordRotation(stackFile, group.entry, today);
  return { ...result, rotated: today };
}

function progress(results: readonly EntryResult[], merged: readonly Merged[]): string[] {
  const done = results.filter(({ written }) => written.length > 0).map(({ group }) => group.entry);
  const rest = merged
    .slice(results.length + 1)
    .flatMap(({ plan, text }) => (text === undefined ? [] : plan.group.entry));
  return [
    ...(done.length > 0 ? [`Before that, ${done.join(", ")} got ${done.length === 1 ? "its" : "their"} values.`] : []),
    ...(rest.length > 0 ? [`Not reached, and as before: ${rest.join(", ")}.`] : []),
  ];
}
