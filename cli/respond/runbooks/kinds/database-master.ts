import { dropPrevious, endSessions, lookIntoDatabase, reachPods } from "../common-steps";
import type { Runbook } from "../runbook";

/** The order is the point: stored, applied, promoted. At no moment is the only copy of what works in a lost terminal. */
export const runbook: Runbook = {
  id: "database-master",
  title: "Master password in an entry of our own",
  appliesTo:
    "The master password of an RDS instance whose entry this program created, tagged with DBInstanceIdentifier.",
  revoke: [
    {
      what: "Make a new value with the other keys as they are, in a file of your own. The password stands in no argument.",
      command:
        "umask 077; aws secretsmanager get-secret-value --secret-id ENTRY --query SecretString --output text | jq --rawfile new " +
        "<(aws secretsmanager get-random-password --password-length 40 --exclude-punctuation --query RandomPassword --output text | tr -d '\\n') " +
        "'.password = $new' > new.json",
      check: "jq 'keys, (.password | length)' new.json",
    },
    {
      what: "Store it as the pending version: before the database has it.",
      command:
        "aws secretsmanager put-secret-value --secret-id ENTRY --secret-string file://new.json --version-stages AWSPENDING --query VersionId",
    },
    {
      what: "Apply it to the database. INSTANCE is the entry's tag DBInstanceIdentifier.",
      command:
        "umask 077; jq '{DBInstanceIdentifier: \"INSTANCE\", MasterUserPassword: .password, ApplyImmediately: true}' new.json > modify.json && " +
        "aws rds modify-db-instance --cli-input-json file://modify.json --query DBInstance.DBInstanceStatus",
      check:
        "aws rds describe-db-instances --db-instance-identifier INSTANCE --query 'DBInstances[0].[DBInstanceStatus, PendingModifiedValues]' " +
        "(available, and nothing pending)",
    },
    {
      what: "Make it the current version.",
      command:
        "aws secretsmanager update-secret-version-stage --secret-id ENTRY --version-stage AWSCURRENT --move-to-version-id NEW_VERSION --remove-from-version-id OLD_VERSION",
      check: "aws secretsmanager describe-secret --secret-id ENTRY --query VersionIdsToStages",
    },
    endSessions,
    { what: "Delete the files.", command: "shred -u new.json modify.json" },
  ],
  rotate: [...reachPods, dropPrevious],
  audit: [lookIntoDatabase],
  elsewhere: [],
  traps: [
    "An interruption after the database has it: the pending version holds what works. Go on with promoting it; do not make another.",
    "Do not replace the whole JSON by the password: host, port and username are keys of the same entry.",
    'Engines forbid some characters in passwords (/, @, " and blanks in RDS), and MySQL more than 41 characters.',
  ],
  references: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html",
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html",
  ],
};
