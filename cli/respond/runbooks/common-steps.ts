import type { Step } from "./runbook";

/** A changed entry on its way to exactly its consumers. */
export const reachPods: readonly Step[] = [
  {
    what: "Have the operator read the entry now.",
    command:
      'kubectl annotate externalsecret SERVICE-secrets --namespace NAMESPACE --overwrite force-sync="$(date +%s)"',
    check: "kubectl get externalsecret SERVICE-secrets --namespace NAMESPACE -o jsonpath='{.status.refreshTime}'",
  },
  {
    what: "Restart its consumers, and wait until they are out. A pod keeps the value that it started with.",
    command:
      "kubectl rollout restart deployment/NAME --namespace NAMESPACE && kubectl rollout status deployment/NAME --namespace NAMESPACE",
  },
];

/** Where a previous version of the entry would still open something. */
export const dropPrevious: Step = {
  what: "Take the previous version away, so that nobody goes back to it.",
  command:
    "aws secretsmanager update-secret-version-stage --secret-id ENTRY --version-stage AWSPREVIOUS --remove-from-version-id OLD_VERSION",
  check: "aws secretsmanager describe-secret --secret-id ENTRY --query VersionIdsToStages",
};

/** A value that only its issuer can make. */
export const seedNew = (what: string): Step => ({
  what,
  command: "npx strongroom seed ENVIRONMENT SERVICE",
  check: "The command names the version that it put; the other keys of the entry stay.",
});

/** Ends sessions that began before a moment. */
export const denyOlder: Step = {
  what: "Write a policy that denies everything to sessions from before now, into a file.",
  command:
    'jq -n \'{Version: "2012-10-17", Statement: [{Effect: "Deny", Action: "*", Resource: "*", ' +
    'Condition: {DateLessThan: {"aws:TokenIssueTime": (now | todate)}}}]}\' > deny.json',
};

/** Sessions that were opened with the old password live on until they are ended. */
export const endSessions: Step = {
  what: "End the sessions of the user: a changed password ends none. As another administrator, in PostgreSQL and in MySQL:",
  sql:
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'USER' AND pid <> pg_backend_pid();\n" +
    "SELECT CONCAT('CALL mysql.rds_kill(', id, ');') FROM information_schema.processlist WHERE user = 'USER';",
};

/** The database's own log of who came in. */
export const lookIntoDatabase: Step = {
  what: "Look who logged in as the user, and what was exported or created. Connections are logged only where log_connections or the audit plugin is on.",
  command: "aws rds describe-db-log-files --db-instance-identifier INSTANCE",
};
