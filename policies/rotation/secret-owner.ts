import type { Value } from "../engine/value";

/** The name of an entry that an AWS service made: no one else can put an exclamation mark into it. */
const serviceName = /^[a-z0-9-]+!/;

/** Whether an AWS service made an entry and rotates it: `rds!db-...` every 7 days unless a schedule says otherwise. */
export function isOwnedByService(name: Value | undefined): boolean {
  return typeof name === "string" && serviceName.test(name);
}

/** Whether a SecretRotation is of an entry that RDS made, whose name says so: a program has no Secret of it. */
export function isOwnedByRds(secretId: Value | undefined): boolean {
  return typeof secretId === "string" && /^(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:)?rds!/.test(secretId);
}
