import { IamAccess } from "../../aws/iam-access";
import type { Context, Step } from "../step";
import { closedTrust, isClosed } from "../closed-trust";

const use = <T>({ program }: Context, work: (iam: IamAccess) => Promise<T>): Promise<T> =>
  IamAccess.use(program.environment.region, work);

const moment = (): Promise<{ before: string }> => Promise.resolve({ before: new Date().toISOString() });

/**
 * Switches a key off.
 *
 * @param keyOf Finds out which: of one that an entry holds this is known once the entry was read.
 */
export function deactivateStep<C extends Context>(
  what: string,
  keyOf: (context: C) => Promise<{ user: string; id: string }>,
): Step<C> {
  return {
    id: "deactivate",
    phase: "revoke",
    title: "Switch the access key off",
    describe: () => [`UpdateAccessKey of ${what}: inactive, not deleted, for CloudTrail is asked by its id.`],
    run: async (context) => {
      const { user, id } = await keyOf(context);
      await use(context, (iam) => iam.deactivate(user, id));
      return { user, key: id };
    },
  };
}

/** Denies the sessions that a user's key has opened: they outlive it. */
export function denyUserStep<C extends Context>(userOf: (context: C) => Promise<string>): Step<C> {
  return {
    id: "deny-user",
    phase: "revoke",
    title: "Deny the sessions that the key has opened",
    describe: () => [
      "PutUserPolicy AWSRevokeOlderSessions: every session of the user from before now is denied everything; they would outlive the key by up to 36 hours.",
    ],
    prepare: moment,
    run: async (context, { before = "" }) => {
      const user = await userOf(context);
      await use(context, (iam) => iam.denyUserSessions(user, new Date(before)));
      return { user, before };
    },
  };
}

/** Denies the sessions of roles that began before the step did. */
export function denyRolesStep(roles: readonly string[]): Step {
  return {
    id: "deny-sessions",
    phase: "revoke",
    title: "Deny the sessions that are open",
    describe: () => [
      `PutRolePolicy AWSRevokeOlderSessions on ${roles.join(", ")}: every session from before now is denied everything. Newer ones work.`,
    ],
    prepare: moment,
    run: async (context, { before = "" }) => {
      await use(context, async (iam) => {
        for (const role of roles) await iam.denyRoleSessions(role, new Date(before));
      });
      return { roles: roles.join(", "), before };
    },
  };
}

/** Closes the trust of roles, so that no workflow takes them. */
export function closeTrustStep(roles: readonly string[], repository: string, providerArn: string): Step {
  return {
    id: "close-trust",
    phase: "revoke",
    title: "Close the trust",
    describe: () => [
      `UpdateAssumeRolePolicy of ${roles.join(", ")}: a Deny beside what is there. No workflow of ${repository} takes them any more.`,
    ],
    run: async (context) => {
      await use(context, async (iam) => {
        for (const name of roles) {
          const { trust } = await iam.role(name);
          if (!isClosed(trust)) await iam.setTrust(name, closedTrust(trust, providerArn));
        }
      });
      return { roles: roles.join(", ") };
    },
  };
}
