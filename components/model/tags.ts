/**
 * The tags on every Secrets Manager entry and parameter. IAM conditions compare `namespace`; the guard reads the rotation
 * tags, and it spells them itself because it must not trust the code that it guards (`policies/rules/secret-rotation.ts`).
 */
export const tagKeys = {
  service: "service",
  /** Compared with the session tag `esoNamespace`: one namespace cannot read another's entries. */
  namespace: "namespace",
  environment: "environment",
  /** The team. */
  owner: "owner",
  /** Where the team is reached: an e-mail address. */
  ownerAddress: "owner-address",
  runbook: "runbook",
  /** `manual`, `lambda`, `database`, `rds-managed` or `managed-external`. */
  rotationMode: "rotation-mode",
  rotationIntervalDays: "rotation-interval-days",
  /** The day of the last rotation by hand, `YYYY-MM-DD`: the guard counts from it (`policies/rotation/overdue.ts`). */
  lastRotated: "last-rotated",
  /** `database` or `application`: decides the longest interval that the guard accepts. */
  secretKind: "secret-kind",
  /** AWS's own key for the instance that a database credential opens. */
  databaseInstance: "DBInstanceIdentifier",
  /** `"true"` until a value was put and recorded under `strongroom:seeded`. */
  awaitingSeed: "awaiting-seed",
} as const;
