import assert from "node:assert/strict";
import { databaseEngines, unmanagedReason } from "../../components/model/database-engines";
import { partners, partnerVariables } from "../../components/model/partners";
import { parseServices } from "../../components/model/parse-services";
import {
  databaseFunctions,
  rotationApplication,
  rotationApplications,
  rotationFunctionArn,
  rotationFunctionName,
} from "../../components/model/rotation-functions";
import { rotationSchedule } from "../../components/model/rotation-schedule";
import { scheduledRotation } from "../../components/model/scheduled-rotation";
import type { Database, SecretGroup, Service } from "../../components/model/service";

const dev = { name: "dev", account: "123456789012", region: "eu-west-1" };
const prod = { ...dev, name: "prod" };
const superuserSecretArn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-0a1b-AbCdEf";
const secretArn = superuserSecretArn;
const roleArn = "arn:aws:iam::123456789012:role/rotate";
const database: Database = { engine: "postgres", host: "db.example.com", name: "shop" };

/** Groups that are wrong on purpose, which types would not let pass. */
type Loose = Record<string, Record<string, unknown>>;

const shop = (groups: Loose): Service =>
  ({
    name: "shop",
    namespace: "shop",
    owner: { team: "shop", address: "shop@example.com" },
    runbook: "https://runbooks.example.com/shop",
    workloads: [{ kind: "Deployment", name: "shop" }],
    groups,
  }) as unknown as Service;

function parse(groups: Loose, environment = dev): Service {
  return parseServices([{ file: "shop.ts", declaration: shop(groups) }], { environment })[0]!;
}

/** What is said of one group called "it". */
function problems(group: Record<string, unknown>, environment = dev): string[] {
  try {
    parse({ it: group }, environment);
    return [];
  } catch (error) {
    return (error as Error).message
      .split("\n")
      .slice(1)
      .map((line) => line.replace("  shop.ts: groups.it.", ""));
  }
}

describe("the rotation modes", () => {
  describe("database", () => {
    const rotation = { mode: "database" };

    it("is by alternating users in production, and by one user elsewhere", () => {
      const group = (more: object = {}) => ({ database, rotation: { mode: "database", ...more } }) as SecretGroup;
      const name = (declared: SecretGroup, environment = dev) =>
        scheduledRotation("prod/shop/it", declared, environment)!.functionArn!.split(":").at(-1);
      assert.equal(name(group()), "strongroom-dev-postgres-single");
      assert.match(name(group({ superuserSecretArn }), prod)!, /^strongroom-prod-postgres-alternating-[0-9a-f]{8}$/);
      assert.equal(name(group({ strategy: "single-user" }), prod), "strongroom-prod-postgres-single");
      assert.match(name(group({ strategy: "alternating-users", superuserSecretArn }))!, /-alternating-/);
    });

    it("asks for the superuser's entry where users alternate, by its full ARN and of this account", () => {
      assert.deepEqual(problems({ database, rotation }), []);
      assert.deepEqual(problems({ database, rotation: { ...rotation, superuserSecretArn } }, prod), []);
      assert.deepEqual(problems({ database, rotation }, prod), [
        'rotation.superuserSecretArn: is missing, and prod rotates by alternating users, whom a superuser makes: write the full ARN of its entry, "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!...", or strategy: "single-user", with which new connections fail until the next sync',
      ]);
      const elsewhere = superuserSecretArn.replace("123456789012", "999999999999");
      assert.deepEqual(problems({ database, rotation: { ...rotation, superuserSecretArn: elsewhere } }, prod), [
        "rotation.superuserSecretArn: is of another account or region; wanted an entry of 123456789012 in eu-west-1",
      ]);
      assert.deepEqual(
        problems({ database, rotation: { ...rotation, superuserSecretArn: "prod/shop/master" } }, prod),
        [
          "rotation.superuserSecretArn: wanted the full ARN of the entry of a superuser, with the six characters at its end",
        ],
      );
    });

    it("sets no password on a read replica: a superuser of its source does", () => {
      const replica = { ...database, kind: "read-replica" };
      assert.deepEqual(problems({ database: replica, rotation }), [
        'rotation.strategy: a read replica takes no new password; wanted strategy: "alternating-users", with a superuser of its source',
      ]);
      const alternating = { ...rotation, strategy: "alternating-users", superuserSecretArn };
      assert.deepEqual(problems({ database: replica, rotation: alternating }), []);
    });

    it("rotates databases alone, by one schedule, within 30 days", () => {
      assert.deepEqual(problems({ keys: { KEY: { value: "provided" } }, rotation }), [
        "rotation: AWS's functions rotate database credentials only: write database, or choose another mode",
      ]);
      assert.deepEqual(problems({ database, rotation: { ...rotation, schedule: "rate(7 days)", intervalDays: 7 } }), [
        "rotation: schedule and intervalDays both say how often: leave one out",
      ]);
      assert.deepEqual(problems({ database, rotation: { ...rotation, intervalDays: 31 } }), [
        "rotation.intervalDays: the longest interval is 31 days; wanted at most 30 for database credentials",
      ]);
      assert.deepEqual(problems({ database, rotation: { ...rotation, strategy: "both" } }), [
        'rotation.strategy: wanted "single-user" or "alternating-users"',
      ]);
      assert.deepEqual(problems({ database: { ...database, engine: "db2" }, rotation }), [
        'database.engine: wanted "postgres", "mysql", "mariadb", "oracle", "sqlserver", "redshift", "documentdb"',
      ]);
    });

    it("has a row for every engine and strategy, each with the application of AWS that it names", () => {
      const applications = Object.entries(rotationApplications).flatMap(([engine, row]) =>
        Object.entries(row).map(([strategy, { name }]) => `${engine} ${strategy}: ${name}`),
      );
      assert.deepEqual(applications, [
        "postgres single-user: SecretsManagerRDSPostgreSQLRotationSingleUser",
        "postgres alternating-users: SecretsManagerRDSPostgreSQLRotationMultiUser",
        "mysql single-user: SecretsManagerRDSMySQLRotationSingleUser",
        "mysql alternating-users: SecretsManagerRDSMySQLRotationMultiUser",
        "mariadb single-user: SecretsManagerRDSMariaDBRotationSingleUser",
        "mariadb alternating-users: SecretsManagerRDSMariaDBRotationMultiUser",
        "oracle single-user: SecretsManagerRDSOracleRotationSingleUser",
        "oracle alternating-users: SecretsManagerRDSOracleRotationMultiUser",
        "sqlserver single-user: SecretsManagerRDSSQLServerRotationSingleUser",
        "sqlserver alternating-users: SecretsManagerRDSSQLServerRotationMultiUser",
        "redshift single-user: SecretsManagerRedshiftRotationSingleUser",
        "redshift alternating-users: SecretsManagerRedshiftRotationMultiUser",
        "documentdb single-user: SecretsManagerMongoDBRotationSingleUser",
        "documentdb alternating-users: SecretsManagerMongoDBRotationMultiUser",
      ]);
      for (const { name, versions } of Object.values(rotationApplications).flatMap((row) => Object.values(row))) {
        for (const version of Object.values(versions)) assert.match(version, /^\d+\.\d+\.\d+$/, name);
      }
    });

    it("finds the application where AWS publishes it for the region's partition", () => {
      const wanted = { engine: "mysql", strategy: "single-user" } as const;
      assert.deepEqual(rotationApplication(wanted, "eu-west-1"), {
        id: "arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRDSMySQLRotationSingleUser",
        version: "1.1.671",
      });
      assert.deepEqual(rotationApplication(wanted, "cn-north-1"), {
        id: "arn:aws-cn:serverlessrepo:cn-north-1:193023089310:applications/SecretsManagerRDSMySQLRotationSingleUser",
        version: "1.1.440",
      });
      assert.deepEqual(rotationApplication(wanted, "us-gov-west-1"), {
        id: "arn:aws-us-gov:serverlessrepo:us-gov-west-1:023102451235:applications/SecretsManagerRDSMySQLRotationSingleUser",
        version: "1.1.384",
      });
    });

    it("shares a function among entries of one engine, strategy and superuser, and names it within Lambda's 64 characters", () => {
      const other = superuserSecretArn.replace("0a1b", "2c3d");
      const group = (engine: Database["engine"], urlKey: string, more: object = {}) => ({
        database: { ...database, engine, urlKey },
        rotation: { mode: "database", superuserSecretArn, ...more },
      });
      const groups = {
        orders: group("postgres", "ORDERS_URL"),
        stock: group("postgres", "STOCK_URL"),
        other: group("postgres", "OTHER_URL", { superuserSecretArn: other }),
        alone: group("postgres", "ALONE_URL", { strategy: "single-user" }),
        carts: group("mysql", "CARTS_URL"),
      };
      const functions = databaseFunctions([parse(groups, prod)], prod);
      assert.deepEqual(functions, [
        { engine: "mysql", strategy: "alternating-users", superuserSecretArn },
        ...[superuserSecretArn, other]
          .map((arn) => ({ engine: "postgres", strategy: "alternating-users", superuserSecretArn: arn }) as const)
          .sort((one, two) => (rotationFunctionName(one, prod) < rotationFunctionName(two, prod) ? -1 : 1)),
        { engine: "postgres", strategy: "single-user" },
      ]);
      assert.equal(
        rotationFunctionArn(functions.at(-1)!, prod),
        "arn:aws:lambda:eu-west-1:123456789012:function:strongroom-prod-postgres-single",
      );
      const longest = { engine: "documentdb", strategy: "alternating-users", superuserSecretArn } as const;
      assert.equal(rotationFunctionName(longest, { name: "a".repeat(20) }).length, 63);
    });

    it("knows each engine's port, its name in the entry and its URL", () => {
      const rows = Object.entries(databaseEngines).map(([engine, { jsonName, port, url }]) => [
        engine,
        jsonName,
        port,
        url,
      ]);
      assert.deepEqual(rows, [
        ["postgres", "postgres", 5432, { scheme: "postgresql" }],
        ["mysql", "mysql", 3306, { scheme: "mysql" }],
        ["mariadb", "mariadb", 3306, { scheme: "mysql" }],
        ["oracle", "oracle", 1521, undefined],
        ["sqlserver", "sqlserver", 1433, undefined],
        ["redshift", "redshift", 5439, { scheme: "postgresql" }],
        [
          "documentdb",
          "mongo",
          27017,
          { scheme: "mongodb", query: "?tls=true&replicaSet=rs0&authSource=admin&retryWrites=false" },
        ],
      ]);
    });
  });

  describe("rds-managed", () => {
    const rotation = { mode: "rds-managed", secretArn };

    it("has a schedule of 30 days unless told otherwise, by neither function nor role", () => {
      const group = { database, rotation } as unknown as SecretGroup;
      assert.deepEqual(scheduledRotation(secretArn, group, prod), rotationSchedule(secretArn, { intervalDays: 30 }));
      assert.deepEqual(problems({ database, rotation: { ...rotation, schedule: "rate(30 days)", window: "3h" } }), []);
      assert.deepEqual(problems({ database, rotation: { ...rotation, schedule: "rate(60 days)" } }), [
        "rotation.schedule: the longest interval is 60 days; wanted at most 30 for database credentials",
      ]);
    });

    it("is refused where RDS manages no password, with the mode to take instead", () => {
      const said = (changed: Partial<Database>) => problems({ database: { ...database, ...changed }, rotation });
      const refused = (why: string, instead: string) => [
        `rotation: RDS does not manage the password here (${why}): wanted mode ${instead}`,
      ];
      assert.deepEqual(said({ kind: "instance" }), []);
      assert.deepEqual(said({ kind: "cluster" }), []);
      const replica = "a read replica has its source's users, and its source cannot be managed either";
      assert.deepEqual(said({ kind: "read-replica" }), refused(replica, '"database" with alternating users'));
      assert.deepEqual(said({ kind: "read-replica", engine: "sqlserver" }), []);
      const copies = "a blue/green deployment copies a server, and RDS cannot copy a password that it manages";
      assert.deepEqual(said({ kind: "blue-green" }), refused(copies, '"database"'));
      assert.deepEqual(
        said({ kind: "custom" }),
        refused("RDS Custom leaves the database to you", '"lambda", or "manual"'),
      );
      for (const kind of ["data-guard", "global-database", "serverless-v1"] as const) {
        assert.match(unmanagedReason({ kind })!, /: wanted mode "database"$/);
      }
      assert.deepEqual(said({ engine: "redshift" }), [
        'rotation: RDS owns no password of Redshift: wanted mode "database"',
      ]);
      assert.deepEqual(problems({ database: { ...database, kind: "replica" }, rotation }), [
        'database.kind: wanted "instance", "cluster", "read-replica", "blue-green", "custom", "data-guard", "global-database", "serverless-v1"',
      ]);
    });
  });

  describe("managed-external", () => {
    const salesforce = { mode: "managed-external", roleArn, metadata: { apiVersion: "v65.0" } };
    const of = (name: string, rotation: object = { mode: "managed-external", roleArn }) =>
      problems({ partner: { name }, rotation });

    it("takes the partners that Secrets Manager knows, each with its type, keys and metadata", () => {
      assert.deepEqual(
        Object.values(partners).map(({ type }) => type),
        ["SalesforceClientSecret", "SnowflakeKeyPairAuthentication", "BigIDClientSecret"],
      );
      assert.deepEqual(of("salesforce", salesforce), []);
      assert.deepEqual(of("snowflake"), []);
      assert.deepEqual(of("bigid"), []);
      assert.deepEqual(of("github"), ['partner.name: wanted "salesforce", "snowflake", "bigid"']);
      assert.deepEqual(partnerVariables({ name: "salesforce", prefix: "CRM" }), {
        CRM_CONSUMER_KEY: "consumerKey",
        CRM_CONSUMER_SECRET: "consumerSecret",
        CRM_BASE_URI: "baseUri",
        CRM_APP_ID: "appId",
        CRM_CONSUMER_ID: "consumerId",
      });
    });

    it("says what of the metadata is missing, wrong or unknown to the partner", () => {
      assert.deepEqual(of("salesforce"), ['rotation.metadata.apiVersion: wanted a version from "v65.0"']);
      assert.deepEqual(of("salesforce", { ...salesforce, metadata: { apiVersion: "v64.0" } }), [
        'rotation.metadata.apiVersion: wanted a version from "v65.0"',
      ]);
      assert.deepEqual(of("snowflake", { ...salesforce, metadata: { encryptPrivateKey: "True" } }), [
        "rotation.metadata.encryptPrivateKey: snowflake knows no such metadata: there is cryptographicAlgorithm",
      ]);
      assert.deepEqual(of("bigid", salesforce), [
        "rotation.metadata.apiVersion: bigid knows no such metadata: it takes none",
      ]);
    });

    it("wants a partner, a role of this account, and at most 92 days", () => {
      const wanted =
        'rotation: a partner\'s credential rotates by mode "managed-external", and nothing else does: write both, or neither';
      assert.deepEqual(problems({ keys: { KEY: { value: "provided" } }, rotation: salesforce }), [wanted]);
      assert.deepEqual(of("bigid", { mode: "manual", intervalDays: 30 }), [wanted]);
      assert.deepEqual(
        of("bigid", { mode: "managed-external", roleArn: roleArn.replace("123456789012", "999999999999") }),
        ["rotation.roleArn: is of another account; wanted a role of 123456789012"],
      );
      assert.deepEqual(of("bigid", { mode: "managed-external", roleArn, intervalDays: 93 }), [
        "rotation.intervalDays: the longest interval is 93 days; wanted at most 92 for credentials other than a database's",
      ]);
    });

    it("is rotated by a role, with what the partner asks for", () => {
      const group = { partner: { name: "salesforce" }, rotation: salesforce } as SecretGroup;
      assert.deepEqual(scheduledRotation("prod/shop/crm", group, prod), {
        external: { roleArn, metadata: { apiVersion: "v65.0" } },
        ...rotationSchedule("prod/shop/crm", { intervalDays: 30 }),
      });
    });
  });
});
