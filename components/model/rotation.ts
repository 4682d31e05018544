import type { Owner } from "./owner";

/** A rotation by hand, for what has no rotation API. */
export interface ManualRotation {
  /** By a person, who is reminded where the environment has reminders. */
  mode: "manual";
  /** Days between two rotations: at most 92, and 30 for a database. */
  intervalDays: number;
  /** Default: the service's owner. */
  owner?: Owner;
  /** The page with the steps. Default: the service's runbook. */
  runbook?: string;
}

/** When AWS rotates an entry: a schedule, or days alone. */
export interface RotationTiming {
  /** `rate(30 days)` or `cron(0 4 ? * SUN *)`, in UTC. Not beside `intervalDays`. */
  schedule?: string;
  /**
   * The longest time between two rotations, in days: at most 92, and 30 for a database. The moment is chosen by the entry's
   * name, so that not all rotate at once.
   */
  intervalDays?: number;
  /** How long the rotation may wait for its moment after the schedule's time, e.g. `"3h"`: 1 to 24 hours. */
  window?: string;
}

/**
 * A rotation by a function of your own, which exists and allows secretsmanager.amazonaws.com to invoke it. `schedule` or
 * `intervalDays` has to be given.
 *
 * @example { mode: "lambda", functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:rotate-keys", intervalDays: 90 }
 */
export interface LambdaRotation extends RotationTiming {
  /** By a function of your own. */
  mode: "lambda";
  /** For example `"arn:aws:lambda:eu-west-1:123456789012:function:rotate-postgres"`. */
  functionArn: string;
}

/**
 * A rotation of a database credential by AWS's own function for the engine, from the Serverless Application Repository. Default
 * interval: 30 days. The environment names the network of the functions under `strongroom:network`.
 *
 * Limits: the function reaches the database and Secrets Manager from that network alone. It logs in with the current password,
 * so what is put by hand must be right. With alternating users the application must not own what it creates (the owner would
 * change with each rotation): let a role own it that both users are members of.
 *
 * @example { mode: "database", strategy: "alternating-users", superuserSecretArn: "arn:aws:secretsmanager:...:secret:rds!..." }
 */
export interface DatabaseRotation extends RotationTiming {
  /** By AWS's function for the engine of the group's `database`. */
  mode: "database";
  /**
   * - `alternating-users`: two users with the same rights take turns, so the password before stays valid until the next
   *   rotation. The second is called `<user>_clone`, and a superuser makes it.
   * - `single-user`: the user changes its own password, and new connections fail until the pods have the new one.
   *
   * Default: `alternating-users` in production, see `isProduction`, `single-user` elsewhere.
   */
  strategy?: RotationStrategy;
  /**
   * With alternating users, and needed there: full ARN of the entry of a superuser of the same server, such as the one that RDS
   * owns (`rds!...`). It goes into the entry's JSON as `masterarn`.
   */
  superuserSecretArn?: string;
}

/** Who changes the password, and which. */
export type RotationStrategy = "single-user" | "alternating-users";

/**
 * A master password that RDS owns (`manageMasterUserPassword`). The entry is never created here; its schedule is: RDS's own is
 * every 7 days, in the middle of the day as often as not. Default interval: 30 days.
 *
 * Limits: not for what RDS does not manage passwords of, see `Database.kind`. It is one password for one user, so new
 * connections fail between the rotation and the next sync.
 *
 * @example { mode: "rds-managed", secretArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-0a1b-AbCdEf" }
 */
export interface RdsManagedRotation extends RotationTiming {
  /** By RDS, which owns the entry. */
  mode: "rds-managed";
  /** ARN of the entry that RDS made, `arn:aws:secretsmanager:...:secret:rds!...`. */
  secretArn: string;
}

/**
 * A third party's credential that Secrets Manager rotates by itself at the partner's: AWS calls it a managed external secret. The
 * group names the `partner`. Default interval: 30 days.
 *
 * Limits: the partners of `Partner` alone, and one credential that is replaced at once.
 *
 * @example
 * { mode: "managed-external", roleArn: "arn:aws:iam::123456789012:role/rotate-salesforce", metadata: { apiVersion: "v65.0" } }
 */
export interface ManagedExternalRotation extends RotationTiming {
  /** By Secrets Manager itself, at the group's `partner`. */
  mode: "managed-external";
  /**
   * Role that Secrets Manager takes, and that exists: it trusts secretsmanager.amazonaws.com, and may describe, read, put and
   * promote values of this partner's entries (condition `secretsmanager:resource/Type`). Under the environment's IAM path a deploy
   * role may pass it on; else an administrator deploys.
   *
   * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/mes-security.html
   */
  roleArn: string;
  /** What the partner asks for beside the value, see docs/rotation.md: Salesforce wants `apiVersion`, `"v65.0"` or later. */
  metadata?: Record<string, string>;
}

/** Rotation belongs to the group: Secrets Manager rotates whole entries. */
export type Rotation =
  ManualRotation | LambdaRotation | DatabaseRotation | RdsManagedRotation | ManagedExternalRotation;

/** A rotation that AWS makes, by a schedule. */
export type TimedRotation = Exclude<Rotation, ManualRotation>;
