import type { Entries } from "../aws/entries";
import { restoreCommand } from "../aws/restore-command";
import { jsonObject } from "../json-object";
import { UserError } from "../user-error";
import { isPlaceholder } from "./check-value";
import type { Composed, SeedGroup } from "./groups";

/** What an entry holds, and what it lacks. */
export interface EntryPlan {
  group: SeedGroup;
  /** The version that the value was read from. Absent: no value was ever put. */
  version?: string;
  /** The JSON that the entry holds. */
  held: Record<string, unknown>;
  /** Keys without a value that a person gives. */
  missing: string[];
  /** Keys with a value that a person gave. */
  present: string[];
  /** Those of them that hold a placeholder. */
  placeholders: string[];
  /** Keys that the declaration gives and that are to be written. */
  composed: Record<string, Composed>;
  /** Keys whose value is another one than the declaration's, and is left. */
  differing: string[];
}

/**
 * Looks at every entry before any is written.
 *
 * @param stack The stack that makes the entries, e.g. `"prod"`, for what to type.
 * @param replace Whether what the declaration gives overwrites what is there.
 * @throws UserError with what is wrong with each entry.
 */
export async function planEntries(
  groups: readonly SeedGroup[],
  entries: Entries,
  { stack, replace }: { stack: string; replace: boolean },
): Promise<EntryPlan[]> {
  const settled = await Promise.allSettled(groups.map((group) => planEntry(group, entries, stack, replace)));
  const problems = settled.flatMap((one) => (one.status === "rejected" ? [one.reason as Error] : []));
  const fault = problems.find((problem) => !(problem instanceof UserError));
  if (fault) throw fault;
  // Without credentials every entry says the same.
  if (problems.length > 0) throw new UserError([...new Set(problems.map(({ message }) => message))].join("\n"));
  return settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

async function planEntry(group: SeedGroup, entries: Entries, stack: string, replace: boolean): Promise<EntryPlan> {
  const { entry } = group;
  const refuse = (problem: string, fix: string): never => {
    throw new UserError(`${entry} ${problem} Nothing was written.\nFix: ${fix}`);
  };
  const versions = await entries.describe(entry);
  if (versions === undefined) {
    return refuse("does not exist.", `create it: pulumi up --stack ${stack}, then run this again.`);
  }
  if (versions.isDeleted) {
    const fix = `if it is still needed, type ${restoreCommand(entry)}, then run this again.`;
    return refuse("is about to be deleted.", fix);
  }
  if (versions.pending !== undefined) {
    return refuse(
      "is being rotated: a value that is put now would be lost.",
      `wait until the rotation has ended; one that hangs ends with aws secretsmanager cancel-rotate-secret --secret-id ${entry}.`,
    );
  }
  const version = versions.current;
  const text = version === undefined ? "{}" : await entries.read(entry, version);
  const held = jsonObject(text);
  if (held === undefined) {
    return refuse(
      "holds a value that is no JSON object, so no key can be added to it.",
      `move its value into one of the keys ${group.asked.join(", ")}, as JSON.`,
    );
  }
  const absent = group.generated.filter((key) => isMissing(held[key]));
  if (absent.length > 0) {
    return refuse(
      `lacks ${absent.join(", ")}, which Pulumi generates; it would overwrite what is put before that.`,
      `finish the update first: pulumi up --stack ${stack}.`,
    );
  }
  return { ...comparePlan(group, held, replace), ...(version !== undefined && { version }) };
}

function comparePlan(group: SeedGroup, held: Record<string, unknown>, replace: boolean): EntryPlan {
  const present = group.asked.filter((key) => !isMissing(held[key]));
  const differing = Object.entries(group.composed)
    .filter(([key, value]) => !isMissing(held[key]) && String(held[key]) !== String(value))
    .map(([key]) => key);
  const composed = Object.entries(group.composed).filter(
    ([key]) => isMissing(held[key]) || (replace && differing.includes(key)),
  );
  return {
    group,
    held,
    present,
    missing: group.asked.filter((key) => !present.includes(key)),
    placeholders: present.filter((key) => isPlaceholder(key, String(held[key]))),
    composed: Object.fromEntries(composed),
    differing: replace ? [] : differing,
  };
}

/** `ssl: false` is a value. */
function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}
