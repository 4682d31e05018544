import { randomUUID } from "node:crypto";
import { type Day, dayOf } from "../../components/model/days";
import { type EntryVersions, stripCommand } from "../aws/entries";
import type { StagedEntries } from "../aws/staged-entries";
import { jsonObject } from "../json-object";
import { UserError } from "../user-error";
import { type Values, changedKeys, obtainValues, randomText, readInput } from "./new-values";
import type { Target } from "./target";

/** What an entry's value may hold, in bytes: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const mostBytes = 65_536;

/** What a rotation left in Secrets Manager. */
export interface NewVersion {
  version: string;
  /** When it was put. */
  putAt: Date;
  /** Keys with new values, where that is known: of a rotation by AWS nobody looks. */
  changed?: string[];
  /** Keys that a person or Pulumi gave and that are as old as before. */
  older?: string[];
}

/** What a rotation by hand works with. */
export interface ByHand {
  target: Target;
  entries: StagedEntries;
  /** As the entry is now: it has a current version. */
  versions: EntryVersions & { current: string };
  /** Whether keys were named with --key. */
  isChosen: boolean;
  say: (line: string) => void;
}

/**
 * Rotates by hand: obtains the new values, stages them as a pending version, and makes that current. The stage AWSPENDING stays
 * on it until the pods have it (`finish`), so that an interrupted run is recognised: nobody is asked twice.
 *
 * @throws UserError with the state that the entry is in.
 */
export async function rotateByHand(work: ByHand): Promise<NewVersion> {
  const { target, entries, versions, say } = work;
  const { entry } = target;
  if (versions.keepsPending) {
    const before = versions.previous === undefined ? {} : await readObject(entries, entry, versions.previous);
    const after = await readObject(entries, entry, versions.current);
    say(
      `Version ${versions.current} is current and was not followed through: it is taken up, and no value is asked for.`,
    );
    await refuseOthers(target, before, after, versions.current);
    return describe(work, versions.current, before, after);
  }
  const held = await readObject(entries, entry, versions.current);
  const version = versions.pending ?? (await stage(work, held));
  const pending = await readObject(entries, entry, version);
  if (versions.pending !== undefined) await takeUp(work, held, pending, version);
  await entries.promote(entry, version, versions.current);
  say(`Version ${version} is current; ${versions.current} is the one before it.`);
  return describe(work, version, held, pending);
}

/** Takes the mark of an unfinished rotation away. */
export async function finish({ target, entries }: ByHand, version: string): Promise<void> {
  const now = await entries.describe(target.entry);
  if (now?.keepsPending === true && now.current === version) await entries.strip(target.entry, "AWSPENDING", version);
}

async function stage(work: ByHand, held: Values): Promise<string> {
  const { target, entries, isChosen, say } = work;
  const { entry, generated } = target;
  const given = await obtainValues(target, held, isChosen);
  const random = Object.fromEntries(generated.map(({ key, length }) => [key, randomText(length)]));
  const text = JSON.stringify({ ...held, ...given, ...random });
  if (Buffer.byteLength(text) > mostBytes) {
    throw new UserError(
      `${entry} would hold ${Buffer.byteLength(text)} bytes; Secrets Manager takes ${mostBytes}. Nothing was written.\n` +
        "Fix: declare the long values in a group of their own.",
    );
  }
  const version = randomUUID();
  await entries.stage(entry, text, version);
  say(`Version ${version} is staged as AWSPENDING: nobody reads it yet.`);
  return version;
}

/** A pending version is made current only where it is this group's next value: every other key is as it is now. */
async function takeUp(work: ByHand, held: Values, pending: Values, version: string): Promise<void> {
  const { target, say } = work;
  const { entry, keys } = target;
  const changed = changedKeys(held, pending);
  const foreign = changed.filter((key) => !keys.includes(key));
  if (changed.length === 0 || foreign.length > 0) {
    const what = foreign.length > 0 ? `also changes ${foreign.join(", ")}` : "changes nothing";
    throw new UserError(
      `${entry} has a pending version, ${version}, that ${what}. Nothing was written.\nFix: if it is of no use, type ${stripCommand(entry, version)}, then run this again.`,
    );
  }
  say(`A pending version, ${version}, changes ${changed.join(", ")}: it is taken up, and no value is asked for.`);
  await refuseOthers(target, held, pending, version);
}

/** Whoever gives other values on standard input than those that are taken up would believe that theirs were put. */
async function refuseOthers(target: Target, before: Values, taken: Values, version: string): Promise<void> {
  if (process.stdin.isTTY || target.given.asked.length === 0) return;
  const values = await readInput(target, before);
  if (Object.entries(values).every(([key, value]) => taken[key] === value)) return;
  const { entry } = target;
  throw new UserError(
    `${entry} has version ${version}, of a rotation that was interrupted, with other values than standard input. Nothing was written.\n` +
      `Fix: finish that rotation: run this without input. Then run it with this one; or give the version up: ${stripCommand(entry, version)}.`,
  );
}

async function describe(
  { target, entries }: ByHand,
  version: string,
  before: Values,
  after: Values,
): Promise<NewVersion> {
  const { keys, entry } = target;
  const changed = changedKeys(before, after);
  const older = keys.filter((key) => !changed.includes(key));
  return { version, changed, older, putAt: (await entries.putAt(entry, version)) ?? new Date() };
}

/** The day that counts as that of the rotation: when the value was put, and not when the command ended. */
export function rotationDay({ putAt }: NewVersion): Day {
  return dayOf(putAt);
}

async function readObject(entries: StagedEntries, entry: string, version: string): Promise<Values> {
  const value = jsonObject(await entries.read(entry, version));
  if (value !== undefined) return value;
  throw new UserError(
    `${entry} holds a value that is no JSON object, so no key of it can be changed. Nothing was written.\n` +
      "Fix: move its value into one of the group's keys, as JSON.",
  );
}
