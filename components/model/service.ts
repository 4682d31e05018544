import type { Declared } from "./per-environment";

/** Who answers for a secret: a team, and an address that reaches it at night. */
export interface Owner {
  /** For example `"payments"`. */
  team: string;
  /** An e-mail address, e.g. `"payments@example.com"`. */
  address: string;
}

/** A workload that reads the service's secrets. */
export interface Workload {
  kind: "Deployment" | "StatefulSet" | "DaemonSet" | "CronJob" | "Job";
  /** Its name in the service's namespace, e.g. `"api"`. */
  name: string;
  /**
   * How it comes to a changed value: `"restart"`, the default, or `"files"` for an application that mounts the Secrets, watches
   * the files and reads them again. That is never restarted, so it must read no secret from a variable.
   */
  reload?: "restart" | "files";
}

/**
 * How the value of a key gets in.
 *
 * - `provided`: a person or another system puts it. No code of ours ever holds it, and no version exists before that.
 * - `generated`: a random value that Pulumi makes once. It is encrypted in the state and never made again, so that a
 *   rotation is not undone. Production takes it only with a reason.
 */
export interface SecretKey {
  value: "provided" | "generated";
  /** Characters of a generated value: 16 to 128, default 48. Letters and digits, about 5.95 bits each. */
  length?: number;
  /** Why a generated value is right in an environment that asks for a reason, in a sentence. */
  reason?: string;
}

/** A rotation by hand, for what has no rotation API. */
export interface ManualRotation {
  mode: "manual";
  /** Days between two rotations: at most 92, and 30 for a database. */
  intervalDays: number;
  /** Default: the service's owner. */
  owner?: Owner;
  /** The page with the steps. Default: the service's runbook. */
  runbook?: string;
}

/** A rotation by an existing Lambda function, which must allow secretsmanager.amazonaws.com to invoke it. */
export interface LambdaRotation {
  mode: "lambda";
  /** For example `"arn:aws:lambda:eu-west-1:123456789012:function:rotate-postgres"`. */
  functionArn: string;
  /** `rate(30 days)` or `cron(0 4 ? * SUN *)`, in UTC. Either this or `intervalDays`. */
  schedule?: string;
  /**
   * The longest time between two rotations, in days. The moment is chosen by the entry's name, so that not all rotate at once:
   * see `staggeredSchedule`.
   */
  intervalDays?: number;
  /** How long the rotation may wait for its moment after the schedule's time, e.g. `"3h"`: 1 to 24 hours. */
  window?: string;
}

/** A master password that RDS owns (`manageMasterUserPassword`) and rotates every 7 days. The entry is never created here. */
export interface RdsManagedRotation {
  mode: "rds-managed";
  /** ARN of the entry that RDS made, `arn:aws:secretsmanager:...:secret:rds!...`. */
  secretArn: string;
}

/** Rotation belongs to the group: Secrets Manager rotates whole entries. */
export type Rotation = ManualRotation | LambdaRotation | RdsManagedRotation;

/** The database that a group's credential opens. Nothing in it is secret. */
export interface Database {
  engine: "postgres" | "mysql" | "mariadb";
  /** For example `"api.prod.db.example.com"`. */
  host: string;
  /** Default: the engine's own, 5432 or 3306. */
  port?: number;
  /** Name of the database on the server. */
  name: string;
  /** RDS instance identifier, for the tag `DBInstanceIdentifier`: a compromise response finds the instance by it. */
  instanceIdentifier?: string;
  /**
   * The variable that holds the composed URL, default `"DATABASE_URL"`. Its parts stand beside it under the same prefix:
   * `DATABASE_USERNAME`, `DATABASE_PASSWORD` and, where the entry holds them, `_HOST`, `_PORT`, `_NAME`.
   */
  urlKey?: string;
}

/** Keys that live in one Secrets Manager entry and rotate together: either `keys` or `database`. */
export interface SecretGroup {
  /** Environment variable name to how its value gets in. */
  keys?: Record<string, SecretKey>;
  /** A database credential, in the shape that AWS's rotation functions want: engine, host, port, dbname, username, password. */
  database?: Database;
  rotation: Rotation;
}

/** A setting in Parameter Store. Never a credential. */
export interface Parameter {
  value: string;
  /** Stored as a SecureString: for settings that deserve encryption. Default false. */
  secure?: boolean;
}

/** What one service owns, in one environment. */
export interface Service {
  /** Name of the service and of its file: lower case, e.g. `"api"`. */
  name: string;
  /** Kubernetes namespace, which exists already. */
  namespace: string;
  owner: Owner;
  /** Where the on-call engineer reads what to do: an https URL without query or fragment (it becomes a tag). */
  runbook: string;
  workloads: Workload[];
  /** Group name to group. A group becomes the entry `<environment>/<service>/<group>`. */
  groups: Record<string, SecretGroup>;
  /** Environment variable name to a setting. A plain string is short for `{ value }`. */
  parameters?: Record<string, string | Parameter>;
}

/** A service as its file declares it: every value may differ by environment. */
export type ServiceDeclaration = Declared<Service>;

/**
 * Declares a service. It checks types only; the values are validated for one environment by `parseServices`.
 *
 * @example
 * export default defineService({
 *   name: "api",
 *   namespace: "api",
 *   owner: { team: "platform", address: "platform@example.com" },
 *   runbook: "https://runbooks.example.com/api",
 *   workloads: [{ kind: "Deployment", name: "api" }],
 *   groups: {
 *     app: { keys: { STRIPE_SECRET_KEY: { value: "provided" } }, rotation: { mode: "manual", intervalDays: 90 } },
 *   },
 * });
 */
export function defineService(declaration: ServiceDeclaration): ServiceDeclaration {
  return declaration;
}
