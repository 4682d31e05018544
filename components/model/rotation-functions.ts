import { shortHash } from "./fitting-name";
import { arn, partitionOf } from "./iam";
import { isProduction } from "./production";
import type { EnvironmentRef } from "./references";
import type { DatabaseRotation, RotationStrategy } from "./rotation";
import type { Database, Service } from "./service";

/** A rotation function that AWS publishes, and where it runs for whom. */
export interface RotationFunction {
  /** The engine of the databases whose passwords it changes. */
  engine: Database["engine"];
  /** Whether one user changes its own password, or two take turns. */
  strategy: RotationStrategy;
  /** The entry of the superuser that makes the second user: AWS's template lets a function read one. */
  superuserSecretArn?: string;
}

type Partition = ReturnType<typeof partitionOf>;

/** An application of the Serverless Application Repository. */
interface Application {
  name: string;
  /** Version by partition. AWS publishes them one by one. */
  versions: Record<Partition, string>;
}

const row = (name: string, aws: string, china: string, government: string): Application => ({
  name,
  versions: { aws, "aws-cn": china, "aws-us-gov": government },
});

/**
 * AWS's rotation functions: one row an engine and strategy, each with a version that is known to be published.
 *
 * Sources: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_available-rotation-templates.html (names);
 * aws-cdk-lib/aws-secretsmanager/lib/secret-rotation.ts of AWS's CDK (applications and versions, as AWS itself pins them).
 */
export const rotationApplications: Readonly<Record<Database["engine"], Record<RotationStrategy, Application>>> = {
  postgres: {
    "single-user": row("SecretsManagerRDSPostgreSQLRotationSingleUser", "1.1.671", "1.1.440", "1.1.383"),
    "alternating-users": row("SecretsManagerRDSPostgreSQLRotationMultiUser", "1.1.671", "1.1.440", "1.1.383"),
  },
  mysql: {
    "single-user": row("SecretsManagerRDSMySQLRotationSingleUser", "1.1.671", "1.1.440", "1.1.384"),
    "alternating-users": row("SecretsManagerRDSMySQLRotationMultiUser", "1.1.671", "1.1.440", "1.1.383"),
  },
  mariadb: {
    "single-user": row("SecretsManagerRDSMariaDBRotationSingleUser", "1.1.670", "1.1.442", "1.1.383"),
    "alternating-users": row("SecretsManagerRDSMariaDBRotationMultiUser", "1.1.670", "1.1.441", "1.1.383"),
  },
  oracle: {
    "single-user": row("SecretsManagerRDSOracleRotationSingleUser", "1.1.671", "1.1.441", "1.1.382"),
    "alternating-users": row("SecretsManagerRDSOracleRotationMultiUser", "1.1.671", "1.1.441", "1.1.383"),
  },
  sqlserver: {
    "single-user": row("SecretsManagerRDSSQLServerRotationSingleUser", "1.1.670", "1.1.441", "1.1.383"),
    "alternating-users": row("SecretsManagerRDSSQLServerRotationMultiUser", "1.1.671", "1.1.441", "1.1.384"),
  },
  redshift: {
    "single-user": row("SecretsManagerRedshiftRotationSingleUser", "1.1.671", "1.1.441", "1.1.383"),
    "alternating-users": row("SecretsManagerRedshiftRotationMultiUser", "1.1.671", "1.1.440", "1.1.383"),
  },
  documentdb: {
    "single-user": row("SecretsManagerMongoDBRotationSingleUser", "1.1.671", "1.1.440", "1.1.384"),
    "alternating-users": row("SecretsManagerMongoDBRotationMultiUser", "1.1.671", "1.1.441", "1.1.384"),
  },
};

/** The region and account that AWS publishes from. */
const publishers: Readonly<Record<Partition, string>> = {
  aws: "us-east-1:297356227824",
  "aws-cn": "cn-north-1:193023089310",
  "aws-us-gov": "us-gov-west-1:023102451235",
};

/** The applications of AWS's rotation functions in a region's partition, for policies: all of them. */
export function rotationApplicationArns(region: string): string {
  const partition = partitionOf(region);
  return `arn:${partition}:serverlessrepo:${publishers[partition]}:applications/SecretsManager*`;
}

/** The application of a function: its ARN, and the version that is pinned. */
export function rotationApplication(
  { engine, strategy }: RotationFunction,
  region: string,
): { id: string; version: string } {
  const partition = partitionOf(region);
  const { name, versions } = rotationApplications[engine][strategy];
  return { id: rotationApplicationArns(region).replace("SecretsManager*", name), version: versions[partition] };
}

/**
 * The strategy of a rotation: the declared one, else alternating users in production, where a new connection must not fail.
 *
 * @param environment Name of the environment, e.g. `"prod"`.
 */
export function rotationStrategy({ strategy }: Partial<DatabaseRotation>, environment: string): RotationStrategy {
  return strategy ?? (isProduction(environment) ? "alternating-users" : "single-user");
}

/**
 * Both users that take turns, where one of them is known.
 *
 * Source: the clone's suffix in https://github.com/aws-samples/aws-secrets-manager-rotation-lambdas
 *
 * @example alternatingUsers("orders_clone", "postgres") // ["orders", "orders_clone"]
 */
export function alternatingUsers(user: string, engine: Database["engine"]): [first: string, second: string] {
  const suffix = engine === "oracle" ? "_CLONE" : "_clone";
  const first = user.endsWith(suffix) ? user.slice(0, -suffix.length) : user;
  return [first, first + suffix];
}

/** The function that rotates a database's entries in an environment. */
export function rotationFunction(
  { engine }: Pick<Database, "engine">,
  rotation: DatabaseRotation,
  environment: EnvironmentRef,
): RotationFunction {
  const strategy = rotationStrategy(rotation, environment.name);
  const superuserSecretArn = strategy === "alternating-users" ? rotation.superuserSecretArn : undefined;
  return { engine, strategy, ...(superuserSecretArn !== undefined && { superuserSecretArn }) };
}

/**
 * Name of a function, the same for every entry that shares it: engine and strategy, and with alternating users the superuser's
 * entry. At most 64 characters, for an environment's name of 20.
 *
 * @example rotationFunctionName({ engine: "postgres", strategy: "single-user" }, prod) // "strongroom-prod-postgres-single"
 */
export function rotationFunctionName(
  { engine, strategy, superuserSecretArn }: RotationFunction,
  environment: Pick<EnvironmentRef, "name">,
): string {
  const superuser = superuserSecretArn === undefined ? [] : [shortHash(superuserSecretArn)];
  const parts = [engine, strategy.replace(/-users?$/, ""), ...superuser];
  return rotationFunctionPrefix(environment) + parts.join("-");
}

/** What the names of all functions of an environment begin with, and those of their stacks. @example "strongroom-prod-" */
export function rotationFunctionPrefix(environment: Pick<EnvironmentRef, "name">): string {
  return `strongroom-${environment.name}-`;
}

/** ARN of a function, which is known before it exists. */
export function rotationFunctionArn(wanted: RotationFunction, environment: EnvironmentRef): string {
  return arn("lambda", environment, `function:${rotationFunctionName(wanted, environment)}`);
}

/** The functions that the services of an environment share: one for each engine, strategy and superuser. */
export function databaseFunctions(services: readonly Service[], environment: EnvironmentRef): RotationFunction[] {
  const wanted = services.flatMap(({ groups }) =>
    Object.values(groups).flatMap(({ database, rotation }) =>
      database && rotation.mode === "database" ? [rotationFunction(database, rotation, environment)] : [],
    ),
  );
  const byName = new Map(wanted.map((one) => [rotationFunctionName(one, environment), one]));
  return [...byName.keys()].sort().map((name) => byName.get(name)!);
}
