import { nameInArn } from "./entry-spellings";
import { entryName, parameterName } from "./names";
import type { EnvironmentRef } from "./references";
import type { SecretGroup, Service } from "./service";

/**
 * Full ARN of an entry, with the six characters at its end, or ARN of a parameter.
 *
 * Sources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html and
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html, resource types
 */
export const adoptPattern =
  /^arn:aws[a-z-]*:(secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@!-]+-[A-Za-z0-9]{6}|ssm:[a-z0-9-]+:\d{12}:parameter\/[A-Za-z0-9/_.-]+)$/;

/** What exists before the program knows of it, by the names that the program gives. */
export interface Adopted {
  /** Name of an entry to what imports it: its ARN. */
  entries: ReadonlyMap<string, string>;
  /** Names of parameters, which are also what imports them. */
  parameters: ReadonlySet<string>;
}

/**
 * Reads a list of ARNs, `strongroom:adopt`.
 *
 * @example readAdopted(["arn:aws:secretsmanager:eu-west-1:123456789012:secret:dev/api/app-AbCdEf"]).entries // dev/api/app to it
 */
export function readAdopted(arns: readonly string[]): Adopted {
  const isParameter = (arn: string): boolean => arn.split(":")[2] === "ssm";
  return {
    entries: new Map(arns.filter((arn) => !isParameter(arn)).map((arn) => [nameInArn(arn), arn])),
    parameters: new Set(arns.filter(isParameter).map((arn) => arn.replace(/^.*:parameter/, ""))),
  };
}

/**
 * What is wrong with an ARN that is to be adopted: what was wanted, and what to do. Nothing where it can be.
 *
 * An import that does not fit is noticed by nobody until the update: the engine would make the entry anew under the name that the
 * program gives, or write over its value.
 *
 * @param services Those of the environment.
 */
export function adoptProblem(
  arn: string,
  environment: EnvironmentRef,
  services: readonly Service[],
): string | undefined {
  const [, , kind, region, account] = arn.split(":");
  if (region !== environment.region || account !== environment.account) {
    return `is of another account or region; wanted one of ${environment.account} in ${environment.region}`;
  }
  return kind === "ssm" ? parameterProblem(arn, environment, services) : entryProblem(arn, environment, services);
}

/** What services keep, by the names that an environment's program gives. */
export interface DeclaredNames {
  /** Name of an entry to its group. */
  groups: ReadonlyMap<string, SecretGroup>;
  /** Names of parameters. */
  parameters: readonly string[];
}

/**
 * The names that services give to their entries and parameters.
 *
 * @param environment Name of the environment, e.g. `"prod"`.
 * @param services As they are declared for it.
 */
export function declaredNames(environment: string, services: readonly Service[]): DeclaredNames {
  return {
    groups: new Map(
      services.flatMap(({ name, groups }) =>
        Object.entries(groups).map(([group, one]) => [entryName(environment, name, group), one] as const),
      ),
    ),
    parameters: services.flatMap(({ name, parameters = {} }) =>
      Object.keys(parameters).map((key) => parameterName(environment, name, key)),
    ),
  };
}

function entryProblem(arn: string, { name: environment }: EnvironmentRef, services: readonly Service[]) {
  const { groups: declared } = declaredNames(environment, services);
  const name = nameInArn(arn);
  const group = declared.get(name);
  if (group !== undefined) return groupProblem(group);
  const wanted = `wanted an entry of this environment: ${[...declared.keys()].sort().join(", ") || "there is none"}`;
  return (
    `is ${JSON.stringify(name)}; ${wanted}. AWS cannot rename an entry: seed the declared one from it, with ` +
    `aws secretsmanager get-secret-value --secret-id ${name} --query SecretString --output text | strongroom seed ${environment} SERVICE`
  );
}

/**
 * Why the entry of a group cannot be adopted, or undefined where it can be.
 *
 * @param group As it is declared for the environment.
 */
export function groupProblem({ keys = {}, partner, rotation }: SecretGroup): string | undefined {
  const generated = Object.entries(keys).find(([, { value }]) => value === "generated")?.[0];
  if (generated !== undefined) {
    return `has the generated key ${generated}, and Pulumi would write over the value that is there: declare it with value: "provided" here`;
  }
  if (partner !== undefined) {
    // The type of an entry cannot be changed: the engine would replace one of another type, and lose its value.
    return `is a credential of the partner ${partner.name}, whose entry has to be made with its type: seed it instead`;
  }
  if (rotation.mode === "rds-managed") return "is owned by RDS, so the program never creates it: leave it out";
  return undefined;
}

function parameterProblem(arn: string, { name: environment }: EnvironmentRef, services: readonly Service[]) {
  const { parameters: declared } = declaredNames(environment, services);
  const [name] = readAdopted([arn]).parameters;
  if (declared.includes(name!)) return undefined;
  return (
    `is ${JSON.stringify(name)}; wanted a parameter of this environment: ${[...declared].sort().join(", ") || "there is none"}. ` +
    "AWS cannot rename a parameter: declare its value instead"
  );
}
