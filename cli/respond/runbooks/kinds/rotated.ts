import { dropPrevious, endSessions, lookIntoDatabase, reachPods } from "../common-steps";
import type { Runbook } from "../runbook";

/** A function rotates it; an emergency is a rotation now, and with two users two of them. */
export const runbook: Runbook = {
  id: "rotated",
  title: "Password of a database user",
  appliesTo:
    "The password of a user that a rotation function changes (modes `database` and `lambda`), single or alternating.",
  revoke: [
    {
      what: "Rotate now.",
      command: "aws secretsmanager rotate-secret --secret-id ENTRY",
      check: "aws secretsmanager describe-secret --secret-id ENTRY --query '[LastRotatedDate, VersionIdsToStages]'",
    },
    {
      what: "With alternating users, bring the new user to the pods (below), then rotate once more: the first rotation changed the other user, and the one that leaked still works.",
      command: "aws secretsmanager rotate-secret --secret-id ENTRY",
    },
    endSessions,
  ],
  rotate: [...reachPods, dropPrevious],
  audit: [lookIntoDatabase],
  elsewhere: [],
  traps: [
    "A rotation that hangs (AWSPENDING on a version that is not the current one) blocks the next: look into the function's log before you rotate again.",
    "With a single user the old password ends at once: pods fail until they are restarted. Restart them in the same minute.",
  ],
  references: [
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets_strategies.html",
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html",
  ],
};
