import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../../../components/model/service";
import { until } from "../../cluster/until";
import { randomText } from "../../rotate/new-values";
import { UserError } from "../../user-error";
import { isOfCluster, masterPasswordLength } from "../master-password";
import { checkUser, withServer } from "../server";
import type { EntryContext, Step } from "../step";
import { newVersion, readValues, stageStep } from "./by-hand";
import { endSessionsStep } from "./end-sessions";

/**
 * The steps that kill the master password of a server: stored as a pending version first, applied to the server second.
 *
 * A password is of letters and digits: RDS takes neither `/`, `"`, `@` nor spaces.
 */
export function databaseSteps(database: Database): Step<EntryContext>[] {
  const length = masterPasswordLength(database.engine);
  const stage = stageStep(`A random password of ${length} characters`, () =>
    Promise.resolve({ password: randomText(length) }),
  );
  const apply: Step<EntryContext> = {
    id: "apply",
    phase: "revoke",
    title: "Apply the new password to the server",
    describe: () => [
      `${isOfCluster(database) ? "ModifyDBCluster" : "ModifyDBInstance"} of ${database.instanceIdentifier ?? "what the entry's tag DBInstanceIdentifier names"}, ` +
        "ApplyImmediately. The old password opens nothing from then on.",
    ],
    check: async (context) => {
      const { username } = await readValues(context, context.incident.version);
      context.say(await withServer(context, database, (server) => checkUser(server, username)));
    },
    run: async (context) => {
      const { password } = await readValues(context, newVersion(context));
      if (typeof password !== "string") throw new Error("the pending version has no password");
      return withServer(context, database, async (server) => {
        await server.setPassword(password);
        // The status follows a moment after the call.
        await sleep(settleMs);
        const isApplied = await until(
          async () => ((await server.isApplied()) ? true : undefined),
          Date.now() + context.patience,
        );
        if (isApplied) return { server: server.identifier };
        throw new UserError(
          `${server.identifier} has not applied the new password yet. It is stored as a pending version of ${context.incident.entry}.\n` +
            "Fix: aws rds describe-db-instances says how it is; then run this again.",
        );
      });
    },
  };
  return [stage, apply, endSessionsStep(database, false)];
}

const settleMs = 2000;
