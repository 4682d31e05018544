import { databaseEngines } from "../../components/model/database-engines";
import type { Database } from "../../components/model/service";

/** What ends the sessions of users of a database: a changed password ends none. Nothing in it is secret. */
export interface SessionsEnd {
  /** Name of the file to keep it in, e.g. `"end-sessions.sql"`. */
  fileName: string;
  /** The file, ready to run. */
  text: string;
  /** What to type beside the file, as an administrator: ADMIN and whatever else is in capitals is filled in. */
  commands: string[];
}

/** How an engine ends sessions. */
interface Engine {
  /** @param users A list of literals: `"'api', 'api_clone'"`. */
  statement: (users: string) => string;
  /** A user's name as a literal. */
  literal: (user: string) => string;
  commands: (server: Required<Pick<Database, "host" | "port" | "name">>) => string[];
}

const fileName = "end-sessions.sql";

const doubled = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** MySQL, MariaDB and Redshift take a backslash for an escape; in MySQL a server can turn that off, so none is written. */
const withoutBackslash = (text: string): string =>
  text.includes("\\") ? `CONVERT(X'${Buffer.from(text).toString("hex")}' USING utf8mb4)` : doubled(text);

const killOfRds: Engine = {
  // RDS leaves nobody the right to KILL the threads of others, and its procedure takes one at a time.
  // Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/mysql-stored-proc-ending.html
  statement: (users) =>
    "SELECT CONCAT('CALL mysql.rds_kill(', id, ');')\n" +
    "FROM information_schema.processlist\n" +
    `WHERE user IN (${users}) AND id <> CONNECTION_ID();`,
  literal: withoutBackslash,
  commands: ({ host, port }) => {
    const client = `mysql --host=${host} --port=${port} --user=ADMIN --password`;
    return [
      `${client} --batch --skip-column-names <${fileName} >kill-sessions.sql`,
      `${client} --force <kill-sessions.sql`,
    ];
  },
};

/** Each engine's own way. DocumentDB has none: see `restartInstances`. */
const engines: Readonly<Record<Exclude<Database["engine"], "documentdb">, Engine>> = {
  // Whoever has rds_superuser may end the sessions of others.
  // Source: https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-SIGNAL
  postgres: {
    statement: (users) =>
      "SELECT usename, client_addr, pg_terminate_backend(pid) AS ended\n" +
      "FROM pg_stat_activity\n" +
      `WHERE usename IN (${users}) AND pid <> pg_backend_pid();`,
    literal: doubled,
    commands: ({ host, port, name }) => [
      `psql --host=${host} --port=${port} --username=ADMIN --dbname=${name} --file=${fileName}`,
    ],
  },
  mysql: killOfRds,
  mariadb: killOfRds,
  oracle: {
    // Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.Oracle.CommonDBATasks.KillingSession.html
    statement: (users) =>
      "BEGIN\n" +
      "  FOR one IN (\n" +
      "    SELECT sid, serial# AS serial FROM v$session\n" +
      `    WHERE UPPER(username) IN (${users}) AND sid <> SYS_CONTEXT('USERENV', 'SID')\n` +
      "  ) LOOP\n" +
      "    rdsadmin.rdsadmin_util.kill(sid => one.sid, serial => one.serial, method => 'IMMEDIATE');\n" +
      "  END LOOP;\n" +
      "END;\n" +
      "/",
    // A name that was made without quotation marks is in capitals there, whatever its entry says.
    literal: (user) => doubled(user.toUpperCase()),
    commands: ({ host, port, name }) => [`sqlplus ADMIN@//${host}:${port}/${name} @${fileName}`],
  },
  sqlserver: {
    // The master user has ALTER ANY CONNECTION, which KILL asks for.
    // Sources: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.MasterAccounts.html,
    // https://learn.microsoft.com/sql/t-sql/language-elements/kill-transact-sql
    statement: (users) =>
      "DECLARE @kill nvarchar(max) = N'';\n" +
      "SELECT @kill += N'KILL ' + CONVERT(nvarchar(11), session_id) + N'; '\n" +
      "FROM sys.dm_exec_sessions\n" +
      `WHERE original_login_name IN (${users}) AND session_id <> @@SPID;\n` +
      "EXEC sys.sp_executesql @kill;",
    literal: (user) => `N${doubled(user)}`,
    commands: ({ host, port, name }) => [`sqlcmd -S ${host},${port} -U ADMIN -d ${name} -i ${fileName}`],
  },
  redshift: {
    // Names are padded with blanks to 50 characters here.
    // Sources: https://docs.aws.amazon.com/redshift/latest/dg/PG_TERMINATE_BACKEND.html,
    // https://docs.aws.amazon.com/redshift/latest/dg/r_STV_SESSIONS.html
    statement: (users) =>
      "SELECT pg_terminate_backend(process)\n" +
      "FROM stv_sessions\n" +
      `WHERE TRIM(user_name) IN (${users}) AND process <> pg_backend_pid();`,
    literal: (user) => doubled(user.replaceAll("\\", "\\\\")),
    commands: ({ host, port, name }) => [
      `psql --host=${host} --port=${port} --username=ADMIN --dbname=${name} --file=${fileName}`,
    ],
  },
};

/**
 * The statement that ends the sessions of users, in the words of an engine.
 *
 * @param engine For example `"postgres"`.
 * @param users Their names as they are: they become literals here. For example `["api", "api_clone"]`.
 * @returns Nothing for DocumentDB, which has no statement for it.
 */
export function endSessionsStatement(engine: Database["engine"], users: readonly string[]): string | undefined {
  if (engine === "documentdb") return undefined;
  const { statement, literal } = engines[engine];
  return statement(users.map(literal).join(", "));
}

/**
 * What a person runs to end the sessions of users.
 *
 * @param database Of the declaration: where the server is.
 * @param users Their names, e.g. `["api", "api_clone"]`.
 */
export function endSessions(
  database: Pick<Database, "engine" | "host" | "port" | "name" | "instanceIdentifier">,
  users: readonly string[],
): SessionsEnd {
  const { engine, host, port = databaseEngines[database.engine].port, name } = database;
  const statement = endSessionsStatement(engine, users);
  if (engine === "documentdb" || statement === undefined) return restartInstances(database);
  const heading =
    "-- Ends the sessions that were opened before the password changed. Run it as an administrator of the server.";
  return {
    fileName,
    text: `${heading}\n${statement}\n`,
    commands: engines[engine].commands({ host, port, name }),
  };
}

/**
 * DocumentDB ends operations (killOp), and no connections: a restart of its instances ends all of them.
 *
 * Source: https://docs.aws.amazon.com/documentdb/latest/developerguide/db-instance-reboot.html
 */
function restartInstances({ instanceIdentifier = "CLUSTER" }: Pick<Database, "instanceIdentifier">): SessionsEnd {
  return {
    fileName: "end-sessions.sh",
    text:
      "# DocumentDB ends no user's connections: this restarts the instances of the cluster, which ends everybody's.\n" +
      "aws docdb describe-db-instances --output text --query 'DBInstances[].DBInstanceIdentifier' \\\n" +
      `  --filters Name=db-cluster-id,Values=${instanceIdentifier} |\n` +
      "  xargs -n 1 aws docdb reboot-db-instance --query DBInstance.DBInstanceStatus --db-instance-identifier\n",
    commands: ["bash end-sessions.sh"],
  };
}
