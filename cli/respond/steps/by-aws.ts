import { rotationStrategy } from "../../../components/model/rotation-functions";
import type { Rotation } from "../../../components/model/service";
import type { EnvironmentRef } from "../../../components/model/references";
import { rotateByAws } from "../../rotate/by-aws";
import { UserError } from "../../user-error";
import type { EntryContext, Step } from "../step";

/** The steps that have Secrets Manager rotate: twice where two users take turns, so that both have new passwords. */
export function rotationSteps(rotation: Rotation, environment: EnvironmentRef): Step<EntryContext>[] {
  const alternates =
    rotation.mode === "database" && rotationStrategy(rotation, environment.name) === "alternating-users";
  const first = rotationStep("rotate", alternates ? "Rotate the first user" : "Have AWS rotate the entry");
  return alternates ? [first, rotationStep("rotate-again", "Rotate the second user")] : [first];
}

function rotationStep(id: string, title: string): Step<EntryContext> {
  return {
    id,
    phase: "revoke",
    title,
    describe: () => ["RotateSecret, and wait until the new version is current: the password before it dies with it."],
    prepare: async (context) => ({ base: (await versionsOf(context)).current }),
    run: async (context, { base }) => {
      const { entries, target, patience, say } = context;
      const versions = await versionsOf(context);
      // A run that was interrupted has begun it, and it has ended since.
      if (versions.current !== base && versions.pending === undefined) return { version: versions.current };
      const deadline = Date.now() + patience;
      const outcome = await rotateByAws({ target, entries, versions, deadline, say });
      if ("unfinished" in outcome) throw new UserError(outcome.unfinished);
      return { version: outcome.version };
    },
  };
}

async function versionsOf({ entries, incident }: EntryContext) {
  const versions = await entries.describe(incident.entry);
  if (versions?.current !== undefined) return { ...versions, current: versions.current };
  throw new UserError(
    `${incident.entry} is gone, or has no value any more.\nFix: look who changed it: CloudTrail knows.`,
  );
}
