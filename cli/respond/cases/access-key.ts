import { IamAccess } from "../../aws/iam-access";
import { UserError } from "../../user-error";
import type { Case } from "../case";
import { deactivateStep, denyUserStep } from "../steps/iam";
import { auditStep, communicateStep } from "../steps/tell";
import { type Known, newPrincipalIncident } from "./principal";

/**
 * A long-lived key of an IAM user.
 *
 * @param id For example `"AKIA..."`.
 * @throws UserError when it cannot be one.
 */
export function keyCase({ program, playbook }: Known, id: string): Case {
  if (!/^AKIA[A-Z0-9]{12,124}$/.test(id)) {
    throw new UserError(
      // What was typed may be the secret, so it is not repeated.
      "What stands behind --access-key is no id of a user's access key. Nothing was changed.\n" +
        "Fix: give the id, which begins with AKIA, and never the secret. One that begins with ASIA is of a session: give its role with --role.",
    );
  }
  const subject = `access key ${id}`;
  return {
    program,
    subject,
    name: `${program.environment.name}-access-key-${id}`,
    words: `${program.environment.name} --access-key ${id}`,
    playbooks: [playbook],
    look: (beginning, earlier) =>
      IamAccess.use(program.environment.region, async (iam) => {
        const user = await iam.ownerOf(id);
        const keys = await iam.keysOf(user);
        const state = keys.find((key) => key.id === id);
        const others = keys
          .filter((key) => key.id !== id)
          .map((key) => `${key.id} (${key.isActive ? "active" : "inactive"})`);
        const asked = () => Promise.resolve({ user, id });
        return {
          incident:
            earlier ??
            newPrincipalIncident(program.environment, beginning, playbook, {
              subject,
              what: `access key ${id} of user ${user}`,
              consumers: [],
            }),
          facts: [
            [
              "key",
              `${id} of user ${user}, ${state?.isActive ? "ACTIVE" : "inactive"}, made ${state?.madeAt ?? "at an unknown time"}`,
            ],
            ["other keys", others.join(", ") || "none"],
            ["opens", `what the user may do: aws iam list-attached-user-policies --user-name ${user}`],
          ],
          steps: [deactivateStep(id, asked), denyUserStep(() => Promise.resolve(user)), auditStep, communicateStep],
          audited: () => ({ replicaRegions: [], accessKeyIds: [id], roleArns: [] }),
        };
      }),
  };
}
