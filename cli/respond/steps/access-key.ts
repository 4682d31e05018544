import { IamAccess } from "../../aws/iam-access";
import { UserError } from "../../user-error";
import type { EntryContext, Step } from "../step";
import { dropStep, promoteStep, readValues, stageStep } from "./by-hand";
import { deactivateStep, denyUserStep } from "./iam";

/** Names of the two keys of an entry that belong together. */
interface Pair {
  id: string;
  secret: string;
}

const idEnding = /ACCESS_KEY_ID$/;
const secretEnding = /SECRET_ACCESS_KEY$/;

/**
 * Finds the pair that keys of an entry are of, e.g. AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
 *
 * @param keys One of the two, or both.
 * @throws UserError when they are of none, or of more than one.
 */
export function pairOf(keys: readonly string[]): Pair {
  const prefixes = new Set(keys.map((key) => key.replace(secretEnding, "").replace(idEnding, "")));
  const [prefix = ""] = prefixes;
  if (prefixes.size === 1) return { id: `${prefix}ACCESS_KEY_ID`, secret: `${prefix}SECRET_ACCESS_KEY` };
  throw new UserError(
    `${keys.join(", ")} are not one access key. Nothing was changed.\nFix: name one of its two keys: GROUP/KEY.`,
  );
}

/**
 * The steps for an access key that an entry holds: another one is made and stored before the old one is switched off.
 *
 * @param keys Keys of the entry that leaked.
 */
export function accessKeySteps(keys: readonly string[]): Step<EntryContext>[] {
  const pair = pairOf(keys);
  const leaked = (context: EntryContext) => leakedKey(context, pair);
  const stage = stageStep("A new access key of the same user", async (context, held) => {
    const { user, id } = await leaked(context);
    const made = await IamAccess.use(context.program.environment.region, (iam) => makeKey(iam, context, user, id));
    return { ...(pair.id in held && { [pair.id]: made.id }), [pair.secret]: made.secret };
  });
  return [
    { ...stage, check: async (context) => void (await leaked(context)) },
    deactivateStep(`${pair.id} of the version that leaked`, leaked),
    denyUserStep(async (context) => (await leaked(context)).user),
    promoteStep("rotate"),
    dropStep("rotate"),
  ];
}

/** Whose key the version holds that leaked. */
async function leakedKey(context: EntryContext, pair: Pair): Promise<{ user: string; id: string }> {
  const { incident, program } = context;
  const id = (await readValues(context, incident.version))[pair.id];
  if (typeof id === "string" && /^AKIA[A-Z0-9]{12,124}$/.test(id)) {
    return IamAccess.use(program.environment.region, async (iam) => ({ user: await iam.ownerOf(id), id }));
  }
  throw new UserError(
    `${incident.entry} holds no id of an access key under ${pair.id}. Nothing was changed.\n` +
      "Fix: find the id in IAM, and respond to it by --access-key; then seed the entry.",
  );
}

/** A user has two keys at most. One that an interrupted run made, and nobody stored, goes first. */
async function makeKey(
  iam: IamAccess,
  { journal }: EntryContext,
  user: string,
  leaked: string,
): Promise<{ id: string; secret: string }> {
  const begun = journal.events.find(({ step, event }) => step === "stage" && event === "started")?.at ?? "";
  const since = Math.floor(Date.parse(begun) / 1000) * 1000;
  const others = (await iam.keysOf(user)).filter(({ id }) => id !== leaked);
  const lost = others.find(({ madeAt }) => Date.parse(madeAt) >= since);
  if (lost) await iam.deleteKey(user, lost.id);
  const kept = others.find((key) => key !== lost);
  if (kept) {
    throw new UserError(
      `${user} has another access key, ${kept.id}, and AWS gives two at most. Nothing was changed.\n` +
        `Fix: find out what uses it (aws iam get-access-key-last-used --access-key-id ${kept.id}), move that, and aws iam delete-access-key --user-name ${user} --access-key-id ${kept.id}; ` +
        "or switch the leaked one off now: strongroom respond ENVIRONMENT --access-key ID.",
    );
  }
  return iam.makeKey(user);
}
