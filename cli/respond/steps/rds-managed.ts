import { until } from "../../cluster/until";
import type { Database } from "../../../components/model/service";
import { UserError } from "../../user-error";
import { checkEntry, withServer } from "../server";
import type { EntryContext, Step } from "../step";
import { sayWhatIsPending, versionsOf } from "./by-aws";
import { endSessionsStep } from "./end-sessions";

/**
 * The steps for a master password that RDS owns: it makes another, stores it in its entry, applies it to the server, and makes it
 * current. The server's status and the entry's tell when that is over.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
 */
export function managedSteps(database: Database): Step<EntryContext>[] {
  const named = database.instanceIdentifier ?? "the server that RDS keeps the entry for";
  const rotate: Step<EntryContext> = {
    id: "rotate",
    phase: "revoke",
    title: "Have RDS make a new master password",
    describe: () => [
      `RotateMasterUserPassword of ${named}, ApplyImmediately. The old password opens nothing as soon as the new one is current.`,
    ],
    check: async (context) => {
      await sayWhatIsPending(context);
      context.say(await withServer(context, database, (server) => checkEntry(server, context.incident.arn)));
    },
    prepare: async (context) => ({ base: (await versionsOf(context)).current }),
    run: (context, { base }) =>
      withServer(context, database, async (server) => {
        const { incident, patience, say } = context;
        const { current, pending } = await versionsOf(context);
        // An interrupted run has begun it, or RDS was about to by itself: that one is waited for.
        const hasBegun = current !== base || pending !== undefined || (await server.isRotating());
        if (!hasBegun) await server.rotatePassword();
        say(`RDS ${hasBegun ? "has begun to rotate" : "rotates"} the master password of ${server.identifier}.`);
        const version = await until(async () => {
          const now = await versionsOf(context);
          const isOver = now.current !== base && now.pending === undefined && (await server.isApplied());
          return isOver ? now.current : undefined;
        }, Date.now() + patience);
        if (version !== undefined) return { version, server: server.identifier };
        const kind = server.isCluster ? "db-cluster" : "db-instance";
        throw new UserError(
          `RDS has not ended the rotation of ${incident.entry} yet: until it has, ${server.identifier} may take the old password.\n` +
            `Look: aws rds describe-events --source-type ${kind} --source-identifier ${server.identifier}`,
        );
      }),
  };
  return [rotate, endSessionsStep(database, false)];
}
