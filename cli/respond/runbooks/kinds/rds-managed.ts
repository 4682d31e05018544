import { endSessions, lookIntoDatabase, reachPods } from "../common-steps";
import type { Runbook } from "../runbook";

/** RDS owns the entry, and makes the new password itself. */
export const runbook: Runbook = {
  id: "rds-managed",
  title: "Master password that RDS manages",
  appliesTo:
    "The master password of an RDS instance or Aurora cluster whose entry RDS owns (`rds!...`, mode `rds-managed`).",
  revoke: [
    {
      what: "Have RDS make a new one at once. The old one ends with it. For Aurora: modify-db-cluster, --db-cluster-identifier.",
      command:
        "aws rds modify-db-instance --db-instance-identifier INSTANCE --rotate-master-user-password --apply-immediately",
      check: "aws secretsmanager describe-secret --secret-id ENTRY_ARN --query '[LastRotatedDate, VersionIdsToStages]'",
    },
    endSessions,
  ],
  rotate: reachPods,
  audit: [lookIntoDatabase],
  elsewhere: [],
  traps: [
    "Never put a value into this entry by hand: RDS does not learn of it, and every consumer is locked out.",
    "A master user may have made other users. List them: `\\du` in PostgreSQL, `SELECT user, host FROM mysql.user` in MySQL.",
  ],
  references: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html",
  ],
};
