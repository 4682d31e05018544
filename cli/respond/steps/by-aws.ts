import { rotationStrategy } from "../../../components/model/rotation-functions";
import type { EnvironmentRef } from "../../../components/model/references";
import type { SecretGroup } from "../../../components/model/service";
import { rotateByAws } from "../../rotate/by-aws";
import type { Values } from "../../rotate/new-values";
import { jsonObject } from "../../json-object";
import { UserError } from "../../user-error";
import type { Facts } from "../journal";
import { type Kept, keptValues } from "../kept-values";
import type { EntryContext, Step } from "../step";
import { readValues } from "./by-hand";
import { endSessionsStep } from "./end-sessions";

/** How often a function may keep what leaked before this gives up: one keeps one value, seldom two. */
const mostRotations = 3;

/**
 * The steps that have Secrets Manager rotate: twice where two users take turns, so that both have new passwords; and as often as a
 * function of the team's own keeps what leaked inside the new value.
 */
export function rotationSteps({ rotation, database }: SecretGroup, environment: EnvironmentRef): Step<EntryContext>[] {
  const alternates =
    rotation.mode === "database" && rotationStrategy(rotation, environment.name) === "alternating-users";
  const first = rotationStep("rotate", alternates ? "Rotate the first user" : "Have AWS rotate the entry");
  const rotations = alternates ? [first, rotationStep("rotate-again", "Rotate the second user")] : [first];
  if (database !== undefined) return [...rotations, endSessionsStep(database, alternates)];
  return rotation.mode === "lambda" ? [...rotations, untilGone, dropPrevious] : rotations;
}

function rotationStep(id: string, title: string): Step<EntryContext> {
  return {
    id,
    phase: "revoke",
    title,
    describe: () => ["RotateSecret, and wait until the new version is current: the password before it dies with it."],
    // The second one finds what the first has found.
    ...(id === "rotate" && { check: checkFunction }),
    prepare: async (context) => ({ base: (await versionsOf(context)).current }),
    run: async (context, { base }) => {
      const { current, pending } = await versionsOf(context);
      // A run that was interrupted has begun it, and it has ended since.
      return { version: current !== base && pending === undefined ? current : await rotate(context) };
    },
  };
}

/** A function that keeps the value before inside the new one, for an overlap, would have what leaked accepted still. */
const untilGone: Step<EntryContext> = {
  id: "rotate-again",
  phase: "revoke",
  title: "Rotate until nothing of the old value is left",
  describe: () => [
    "Some functions keep the value before inside the new one, for an overlap: then another rotation pushes out what leaked.",
  ],
  run: async (context): Promise<Facts> => {
    const { incident, program, target, say } = context;
    const leaked = await readLeaked(context);
    for (let rotations = 0; ; rotations += 1) {
      const { current, pending } = await versionsOf(context);
      // An interrupted run has begun another.
      if (pending === undefined) {
        if (leaked === undefined) {
          say("AWS has deleted the version that leaked: there is nothing to compare with.");
          return { version: current };
        }
        const { kept, unchanged } = await compare(context, leaked, current);
        if (kept.length === 0) {
          if (unchanged.length === 0) return { version: current };
          const seed = `strongroom seed ${program.environment.name} ${target.service.name} --group ${target.group} --replace`;
          say(`As before: ${unchanged.join(", ")}. What of that is secret has leaked, too: ${seed} replaces it.`);
          return { version: current, unchanged: unchanged.join(", ") };
        }
        if (rotations === mostRotations) {
          throw new UserError(
            `${incident.entry} holds what leaked still, in ${kept.join(", ")}, after ${rotations} more rotations.\n` +
              "Fix: look how long its function keeps a value, and take it out by hand; then run this again.",
          );
        }
        say(`The new value keeps what leaked, in ${kept.join(", ")}: it rotates again.`);
      }
      await rotate(context);
    }
  },
};

/** Compares what leaked with the current version, of which the rotation has to have changed something. */
async function compare(context: EntryContext, leaked: Values, current: string): Promise<Kept> {
  const found = keptValues(leaked, await readValues(context, current));
  if (found.unchanged.length < Object.keys(leaked).length) return found;
  throw new UserError(
    `The rotation of ${context.incident.entry} changed none of its keys: what leaked is valid still.\n` +
      "Fix: look at its function, whether it rotates these keys; then run this again.",
  );
}

/** Applications may accept the value before, too: it is taken out of reach. */
const dropPrevious: Step<EntryContext> = {
  id: "drop",
  phase: "revoke",
  title: "Drop the version before",
  describe: () => ["AWSPREVIOUS is taken from it: nobody reads it any more, and there is no overlap."],
  run: async ({ entries, incident }) => {
    const previous = (await entries.describe(incident.entry))?.previous;
    if (previous !== undefined) await entries.strip(incident.entry, "AWSPREVIOUS", previous);
    return { dropped: previous ?? "none" };
  },
};

async function rotate(context: EntryContext): Promise<string> {
  const { entries, target, patience, say } = context;
  const versions = await versionsOf(context);
  const deadline = Date.now() + patience;
  const outcome = await rotateByAws({ target, entries, versions, deadline, say });
  if ("unfinished" in outcome) throw new UserError(outcome.unfinished);
  return outcome.version;
}

/** What leaked; nothing where AWS has deleted its version, as it may once that has no stage. */
async function readLeaked({ entries, incident }: EntryContext): Promise<Values | undefined> {
  return jsonObject(await entries.readIfThere(incident.entry, incident.version));
}

/** A rotation needs a function, which an update sets up once a value was put. */
async function checkFunction(context: EntryContext): Promise<void> {
  const { mode } = context.target;
  const { functionArn } = await sayWhatIsPending(context);
  if ((mode !== "database" && mode !== "lambda") || functionArn !== undefined) return;
  throw new UserError(
    `${context.incident.entry} has no rotation: AWS would start none. Nothing was changed.\n` +
      "Fix: pulumi up sets up its rotation once it is seeded; then run this again.",
  );
}

/** The entry's versions, of which one is current. */
export async function versionsOf({ entries, incident }: EntryContext) {
  const versions = await entries.describe(incident.entry);
  if (versions?.current !== undefined) return { ...versions, current: versions.current };
  throw new UserError(
    `${incident.entry} is gone, or has no value any more.\nFix: look who changed it: CloudTrail knows.`,
  );
}

/** Looks at the versions, and tells of one that is about to become current: nobody begins a rotation beside it. */
export async function sayWhatIsPending(context: EntryContext): ReturnType<typeof versionsOf> {
  const versions = await versionsOf(context);
  const { pending } = versions;
  if (pending !== undefined) context.say(`Version ${pending} is pending: its rotation has not ended, and is taken up.`);
  return versions;
}
