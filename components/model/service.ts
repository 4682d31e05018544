import type { Owner } from "./owner";
import type { Declared } from "./per-environment";
import type { Rotation } from "./rotation";

export type { LambdaRotation, ManualRotation, RdsManagedRotation, Rotation } from "./rotation";

/** A workload that reads the service's secrets. */
export interface Workload {
  /** Jobs and CronJobs read afresh whenever they run: they are never restarted. */
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
  /** Who makes the value: a person or another system, or Pulumi. */
  value: "provided" | "generated";
  /** Characters of a generated value: 16 to 128, default 48. Letters and digits, about 5.95 bits each. */
  length?: number;
  /** Why a generated value is right in an environment that asks for a reason, in a sentence. */
  reason?: string;
}

/** The database that a group's credential opens. Nothing in it is secret. */
export interface Database {
  /** What the server speaks. It decides the default port, the form of the URL and the functions that rotate. */
  engine: "postgres" | "mysql" | "mariadb" | "oracle" | "sqlserver" | "redshift" | "documentdb";
  /**
   * What kind of server it is. Default `"instance"`. It matters to mode `rds-managed`: RDS manages no passwords of read replicas
   * (but SQL Server's), of servers in a blue/green deployment, of RDS Custom, of Oracle Data Guard that is switched over, of
   * Aurora global databases and of Aurora Serverless v1.
   */
  kind?:
    | "instance"
    | "cluster"
    | "read-replica"
    | "blue-green"
    | "custom"
    | "data-guard"
    | "global-database"
    | "serverless-v1";
  /** For example `"api.prod.db.example.com"`. */
  host: string;
  /** Default: the engine's own, e.g. 5432. */
  port?: number;
  /** Name of the database on the server. */
  name: string;
  /** RDS instance identifier, for the tag `DBInstanceIdentifier`: a compromise response finds the instance by it. */
  instanceIdentifier?: string;
  /**
   * The variable that holds the composed URL, default `"DATABASE_URL"`. Its parts stand beside it under the same prefix:
   * `DATABASE_USERNAME`, `DATABASE_PASSWORD` and, where the entry holds them, `_HOST`, `_PORT`, `_NAME`. Oracle and SQL Server
   * have no URL that all drivers read: there the parts stand alone.
   */
  urlKey?: string;
}

/** A third party whose credential Secrets Manager rotates by itself, with mode `managed-external`. */
export interface Partner {
  /** Whose credential it is. It decides which properties the value has: see docs/rotation.md. */
  name: "salesforce" | "snowflake" | "bigid";
  /** Begins the variables, e.g. `SALESFORCE_CONSUMER_KEY`. Default: the name in capitals. */
  prefix?: string;
}

/** Keys that live in one Secrets Manager entry and rotate together: one of `keys`, `database` and `partner`. */
export interface SecretGroup {
  /** Environment variable name to how its value gets in. */
  keys?: Record<string, SecretKey>;
  /** A database credential, in the shape that AWS's rotation functions want: engine, host, port, dbname, username, password. */
  database?: Database;
  /** A third party's credential, in the shape that Secrets Manager's own rotation wants: see docs/rotation.md. */
  partner?: Partner;
  /** How the group gets a new value. There is none without: what has no rotation API is rotated by hand. */
  rotation: Rotation;
}

/** A setting in Parameter Store. Never a credential. */
export interface Parameter {
  /** The setting itself, e.g. `"info"`. It stands in the program and in AWS as it is. */
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
  /** Who answers for its secrets, unless a rotation names another. */
  owner: Owner;
  /** Where the on-call engineer reads what to do: an https URL without query or fragment (it becomes a tag). */
  runbook: string;
  /** What reads its secrets, and has to get a changed value: one at least. */
  workloads: Workload[];
  /** Group name to group. A group becomes the entry `<environment>/<service>/<group>`. */
  groups: Record<string, SecretGroup>;
  /** Environment variable name to a setting. A plain string is short for `{ value }`. */
  parameters?: Record<string, string | Parameter>;
}

/** A service as its file declares it: every value may differ by environment. */
export type ServiceDeclaration = Declared<Service>;

/**
 * Declares a service. It checks types only; the values are validated for one environment, by `loadServices` or by the component that
 * takes the declaration.
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
