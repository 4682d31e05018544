import type { Database } from "./service";

/** What is known of a database engine. */
export interface EngineFacts {
  /** The engine in the entry's JSON, as AWS's rotation functions want it. */
  jsonName: string;
  /** The port that it listens on unless told otherwise. */
  port: number;
  /** How its drivers read an URL. Absent: they have no form in common, and the parts alone are given. */
  url?: { scheme: string; query?: string };
}

/**
 * One row an engine.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
 */
export const databaseEngines: Readonly<Record<Database["engine"], EngineFacts>> = {
  postgres: { jsonName: "postgres", port: 5432, url: { scheme: "postgresql" } },
  mysql: { jsonName: "mysql", port: 3306, url: { scheme: "mysql" } },
  // MariaDB's drivers take `mysql` too, and more of them do than take `mariadb`.
  mariadb: { jsonName: "mariadb", port: 3306, url: { scheme: "mysql" } },
  oracle: { jsonName: "oracle", port: 1521 },
  sqlserver: { jsonName: "sqlserver", port: 1433 },
  // PostgreSQL's drivers speak to Redshift.
  redshift: { jsonName: "redshift", port: 5439, url: { scheme: "postgresql" } },
  documentdb: {
    jsonName: "mongo",
    port: 27017,
    // Users of DocumentDB live in admin; it knows no retryable writes, and a driver tries them unless told not to.
    // Source: https://docs.aws.amazon.com/documentdb/latest/developerguide/connect_programmatically.html
    url: { scheme: "mongodb", query: "?tls=true&replicaSet=rs0&authSource=admin&retryWrites=false" },
  },
};

/** What RDS does not manage the master password of, with the reason and what to do instead. */
const unmanaged: Readonly<Partial<Record<NonNullable<Database["kind"]>, string>>> = {
  "read-replica": "a read replica has its source's users, and its source cannot be managed either",
  "blue-green": "a blue/green deployment copies a server, and RDS cannot copy a password that it manages",
  custom: "RDS Custom leaves the database to you",
  "data-guard": "a switchover of Oracle Data Guard cannot carry the password along",
  "global-database": "an Aurora global database has members in other regions",
  "serverless-v1": "Aurora Serverless v1 is older than managed passwords",
};

/**
 * Why RDS cannot own the password of a database, with the alternative, or undefined where it can.
 *
 * Sources: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html and
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html, limitations
 */
export function unmanagedReason({ engine, kind = "instance" }: Partial<Database>): string | undefined {
  if (engine === "redshift") return 'RDS owns no password of Redshift: wanted mode "database"';
  // SQL Server is the one engine whose managed passwords allow read replicas.
  if (kind === "read-replica" && engine === "sqlserver") return undefined;
  const reason = unmanaged[kind];
  if (reason === undefined) return undefined;
  const instead = { custom: '"lambda", or "manual"', "read-replica": '"database" with alternating users' };
  return `RDS does not manage the password here (${reason}): wanted mode ${instead[kind as keyof typeof instead] ?? '"database"'}`;
}
