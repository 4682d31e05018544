import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { dayOf } from "../../../components/model/days";
import { stripCommand } from "../../aws/entries";
import { jsonObject } from "../../json-object";
import { UserError } from "../../user-error";
import { type Values, obtainValues, randomText } from "../../rotate/new-values";
import { recordRotation } from "../../seed/record-rotation";
import type { Facts } from "../journal";
import type { EntryContext, Phase, Step } from "../step";

/** The version that becomes current; its id is chosen before it is put, so that a repeated call makes no second one. */
export function newVersion({ journal }: EntryContext): string {
  const version = journal.begun("stage")?.["version"];
  if (version === undefined) throw new Error("the step stage was not begun");
  return version;
}

/**
 * Stages the new value, so that it is stored before it is valid anywhere. The other keys of the entry stay as they are.
 *
 * @param what What the value is, e.g. `"a random password of 40 characters"`.
 * @param make The keys that change.
 */
export function stageStep(
  what: string,
  make: (context: EntryContext, held: Values) => Promise<Values>,
): Step<EntryContext> {
  return {
    id: "stage",
    phase: "revoke",
    title: "Stage the new value",
    describe: () => [`${what} becomes a pending version: nobody reads it yet, and it is stored before it is valid.`],
    check: async (context) => void (await isStaged(context, context.journal.begun("stage")?.["version"])),
    prepare: () => Promise.resolve({ version: randomUUID() }),
    run: async (context, { version = "" }) => {
      const { entries, incident } = context;
      const { entry } = incident;
      if (await isStaged(context, version)) return { version };
      const held = await readValues(context, incident.version);
      await entries.stage(entry, JSON.stringify({ ...held, ...(await make(context, held)) }), version);
      return { version };
    },
  };
}

/**
 * Whether the new version is there already.
 *
 * @throws UserError when somebody else has put a value, or is about to.
 */
async function isStaged({ entries, incident }: EntryContext, version: string | undefined): Promise<boolean> {
  const { entry } = incident;
  const now = await entries.describe(entry);
  if (version !== undefined && (now?.pending === version || now?.current === version)) return true;
  if (now?.pending !== undefined) {
    throw new UserError(
      `${entry} has a pending version, ${now.pending}, that is not of this response. Nothing was written.\n` +
        `Fix: ${stripCommand(entry, now.pending)}`,
    );
  }
  if (now?.current === incident.version) return false;
  throw new UserError(
    `${entry} got another value since this response began: version ${now?.current}. Nothing was written.\n` +
      "Fix: run this with --new, which starts from that value.",
  );
}

/** Characters of a value that a third party would give, in a drill. */
const inventedLength = 40;

/** A person gives the values of some keys; the others are random. */
export async function newValues(
  { target, madeUp }: EntryContext,
  held: Values,
  lengths: Record<string, number>,
): Promise<Values> {
  const invent = () => Object.fromEntries(target.given.asked.map((key) => [key, randomText(inventedLength)]));
  const given = madeUp ? invent() : await obtainValues(target, held, true);
  const random = Object.entries(lengths).map(([key, length]) => [key, randomText(length)]);
  return { ...given, ...(Object.fromEntries(random) as Values) };
}

/** The values of a version, in memory alone. */
export async function readValues({ entries, incident }: EntryContext, version: string): Promise<Values> {
  const value = jsonObject(await entries.read(incident.entry, version));
  if (value !== undefined) return value;
  throw new UserError(
    `${incident.entry} does not hold a JSON object. Nothing was written.\nFix: strongroom seed says what it should hold.`,
  );
}

/** Does not go on until somebody has said that the old credential is dead. */
export const oldIsDead: Step<EntryContext> = {
  id: "old-is-dead",
  phase: "revoke",
  title: "Have the old credential revoked",
  describe: () => ["It waits until you say that the old credential is dead at the third party."],
  run: async ({ oldIsDead: isSaid, incident }) => {
    if (isSaid) return { said: "--old-is-dead" };
    if (process.stdin.isTTY) {
      const lines = createInterface({ input: process.stdin, output: process.stderr });
      const answer = await lines.question("Is the old credential revoked? Type dead to go on: ");
      lines.close();
      if (answer.trim() === "dead") return { said: "dead" };
    }
    throw new UserError(
      `Nobody has said that the old credential is dead. The new value waits as a pending version of ${incident.entry}, and readers get the old one.\n` +
        "Fix: revoke the old one on the page above, then run this again with --old-is-dead.",
    );
  },
};

/** Makes the new value the current one. */
export function promoteStep(phase: Phase): Step<EntryContext> {
  return {
    id: "promote",
    phase,
    title: "Make the new value current",
    describe: () => ["The pending version becomes AWSCURRENT, if nobody has put another value meanwhile."],
    run: async (context): Promise<Facts> => {
      const { entries, incident, target, program } = context;
      const version = newVersion(context);
      const now = await entries.describe(incident.entry);
      if (now?.current !== version) await entries.promote(incident.entry, version, incident.version);
      const isWhole = target.keys.every((key) => incident.keys.includes(key)) || incident.keys.length === 0;
      if (isWhole) recordRotation(program.stackFile, incident.entry, dayOf());
      return { version };
    },
  };
}

/** Takes the old value out of reach, and the mark of a rotation from the new one. */
export function dropStep(phase: Phase): Step<EntryContext> {
  return {
    id: "drop",
    phase,
    title: "Drop the old value",
    describe: () => [
      "AWSPREVIOUS is taken from the version that leaked: nobody reads it any more, and there is no overlap.",
    ],
    run: async (context) => {
      const { entries, incident } = context;
      const now = await entries.describe(incident.entry);
      if (now?.previous === incident.version) await entries.strip(incident.entry, "AWSPREVIOUS", incident.version);
      const version = newVersion(context);
      if (now?.keepsPending === true && now.current === version)
        await entries.strip(incident.entry, "AWSPENDING", version);
      return { dropped: incident.version };
    },
  };
}
