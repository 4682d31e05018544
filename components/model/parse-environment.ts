import type { z } from "zod";
import { adoptProblem } from "./adopt";
import type { Environment } from "./environment";
import { type RawConfig, describeIssue, removeLine, setLine } from "./config-problems";
import { type Day, dayOf } from "./days";
import { environmentSchema } from "./environment-schema";
import { entryName } from "./names";
import { repositoryProblems } from "./github-repository-rules";
import { formatPath } from "./problems";
import { isProduction } from "./production";
import type { Service } from "./service";
import { environmentOf, servicesOfStack, teamProblems, teamStackProblems } from "./team-stack";
import { wantedConfig } from "./wanted-config";

/** Thrown when the stack's configuration is wrong. Its message lists every problem with the line to type. */
export class EnvironmentConfigError extends Error {
  constructor(
    environment: string,
    readonly problems: readonly string[],
  ) {
    super(
      `The configuration of environment "${environment}" is wrong:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
    );
    this.name = "EnvironmentConfigError";
  }
}

/** The keys that {@link parseEnvironment} reads. */
export const environmentKeys: readonly string[] = Object.keys(environmentSchema.shape);

/** Every key of the program, those that others read included: the policy pack reads `strongroom:guard`. */
const knownKeys = [...environmentKeys.filter((key) => key.startsWith("strongroom:")), "strongroom:guard"];

/**
 * Validates a stack's configuration.
 *
 * @param stack The stack's name, which is the environment's, or with a team's behind it where `strongroom:team` says so.
 * @param raw The stack's configuration.
 * @param today The day on which it is read, in UTC: a rotation of a day to come is refused.
 * @throws EnvironmentConfigError with every problem: the key, what was given, what is wanted, the line to type.
 */
export function parseEnvironment(stack: string, raw: RawConfig, today: Day = dayOf()): Environment {
  const given = raw.values["strongroom:team"];
  const team = typeof given === "string" && given !== "" ? given : undefined;
  // A mapping that is missing altogether is asked for part by part: `pulumi config set` writes parts, not mappings.
  const parts = { "strongroom:cluster": {}, "strongroom:github": {} };
  const values = {
    ...parts,
    ...Object.fromEntries(Object.entries(raw.values).filter(([, value]) => value !== undefined)),
    "strongroom:team": given === "" ? undefined : given,
    // Nobody deploys a team's stack by roles of its own.
    ...(team !== undefined && { "strongroom:github": { repositories: [] } }),
  };
  const result = environmentSchema.safeParse(values);
  const problems = result.success ? [] : result.error.issues.flatMap((issue) => describeIssue(stack, raw, issue));
  problems.push(...unknownKeys(stack, raw));
  if (team !== undefined) problems.push(...teamStackProblems(stack, team, raw.values));
  const name = environmentOf(stack, team) ?? stack;
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(name)) {
    problems.push(
      `the stack's name is ${JSON.stringify(name)}; wanted lower-case letters, digits and hyphens, at most 20: it begins every entry's name`,
    );
  }
  if (result.success) problems.push(...crossChecks(stack, result.data), ...rotationsToCome(stack, result.data, today));
  if (problems.length > 0 || !result.success) throw new EnvironmentConfigError(stack, [...new Set(problems)]);
  const config = result.data;
  return {
    name,
    stack,
    ...(team !== undefined && { team }),
    teamStacks: config["strongroom:teamStacks"],
    account: config["strongroom:account"],
    region: config["aws:region"],
    secrets: config["strongroom:secrets"],
    cluster: config["strongroom:cluster"],
    github: config["strongroom:github"],
    operator: config["strongroom:operator"],
    eventSync: config["strongroom:eventSync"],
    reloader: config["strongroom:reloader"],
    admission: config["strongroom:admission"],
    reminders: config["strongroom:reminders"],
    audit: config["strongroom:audit"],
    respond: config["strongroom:respond"],
    prometheusRules: config["strongroom:prometheusRules"],
    network: config["strongroom:network"],
    namespaces: config["strongroom:namespaces"],
    additionalNamespaces: config["strongroom:additionalNamespaces"],
    seeded: config["strongroom:seeded"],
    rotations: config["strongroom:rotations"],
    adopt: config["strongroom:adopt"],
    overrides: config["strongroom:overrides"],
  };
}

/**
 * Checks what a stack file says about services against the declarations.
 *
 * @throws EnvironmentConfigError when it narrows to a namespace, or calls an entry seeded or rotated, that no declaration
 * knows; when it gives the day of a rotation that is not done by hand; when it adopts what no declaration names; and when a service
 * rotates by a function of AWS's that has no network.
 */
export function checkAgainstServices(environment: Environment, services: readonly Service[]): void {
  const namespaces = new Set(services.map((service) => service.namespace));
  const own = servicesOfStack(environment, services);
  const entries = new Set(
    own.flatMap(({ name, groups }) => Object.keys(groups).map((group) => entryName(environment.name, name, group))),
  );
  const unknown = (key: string, given: string[], known: Set<string>, what: string) =>
    given.flatMap((value, index) =>
      known.has(value)
        ? []
        : [
            `strongroom:${key}[${index}] is ${JSON.stringify(value)}; wanted ${what}: ${[...known].sort().join(", ")}. ` +
              `Type: pulumi config rm --stack ${environment.stack} --path 'strongroom:${key}[${index}]'`,
          ],
    );
  const problems = [
    ...unknown(
      "namespaces",
      environment.namespaces,
      namespaces,
      "a namespace that a declaration names (this only narrows them; those of other programs stand in strongroom:additionalNamespaces)",
    ),
    ...unknown("seeded", environment.seeded, entries, "an entry of this environment"),
    ...strayRotations(environment, own),
    ...strayAdoptions(environment, own),
    ...teamProblems(environment, services),
    // The environment's own stack deploys the functions, for teams' services too.
    ...(environment.team === undefined ? missingNetwork(environment, services) : []),
  ];
  if (problems.length > 0) throw new EnvironmentConfigError(environment.stack, problems);
}

/** A day for an entry that nobody rotates by hand would be believed by nobody. */
function strayRotations({ name: environment, stack, rotations }: Environment, services: readonly Service[]): string[] {
  const manual = services.flatMap(({ name, groups }) =>
    Object.entries(groups).flatMap(([group, { rotation }]) =>
      rotation.mode === "manual" ? [entryName(environment, name, group)] : [],
    ),
  );
  return Object.keys(rotations)
    .filter((entry) => !manual.includes(entry))
    .map((entry) => {
      const key = `strongroom:rotations.${entry}`;
      const wanted = `wanted an entry that is rotated by hand: ${manual.sort().join(", ") || "there is none"}`;
      return `${key} is of no such entry; ${wanted}. ${removeLine(stack, key)}`;
    });
}

function strayAdoptions(environment: Environment, services: readonly Service[]): string[] {
  return environment.adopt.flatMap((arn, index) => {
    const problem = adoptProblem(arn, environment, services);
    const key = `strongroom:adopt[${index}]`;
    return problem === undefined ? [] : [`${key} ${problem}. ${removeLine(environment.stack, key)}`];
  });
}

/** AWS's functions for databases run in the environment's network. */
function missingNetwork({ stack, network }: Environment, services: readonly Service[]): string[] {
  const service = services.find(({ groups }) =>
    Object.values(groups).some(({ rotation }) => rotation.mode === "database"),
  );
  if (!service) return [];
  return (["subnetIds", "securityGroupIds"] as const)
    .filter((key) => network[key] === undefined)
    .map((key) => {
      const { what, example, below } = wantedConfig[`strongroom:network.${key}`]!;
      const fix = setLine(stack, `strongroom:network.${key}${below}`, example!);
      return `strongroom:network.${key} is missing; wanted ${what}: ${service.name} has a group that rotates by mode "database". ${fix}`;
    });
}

/** The namespaces that may read the stores: those of the declarations, narrowed by the stack, and those of other programs. */
export function storeNamespaces(environment: Environment, services: readonly Service[]): string[] {
  const { namespaces, additionalNamespaces } = environment;
  const declared = services
    .map(({ namespace }) => namespace)
    .filter((namespace) => namespaces.length === 0 || namespaces.includes(namespace));
  return [...new Set([...declared, ...additionalNamespaces])].sort();
}

/** A misspelt key would otherwise do nothing, silently. */
function unknownKeys(name: string, raw: RawConfig): string[] {
  return Object.keys(raw.values)
    .filter((key) => key.startsWith("strongroom:") && !knownKeys.includes(key))
    .map((key) => `${key} is not known; there are ${knownKeys.join(", ")}. ${removeLine(name, key)}`);
}

function crossChecks(name: string, config: z.infer<typeof environmentSchema>): string[] {
  const problems: string[] = [];
  const { issuer, oidcProviderArn } = config["strongroom:cluster"];
  const { repositories, providerArn, enterprise } = config["strongroom:github"];
  const account = config["strongroom:account"];
  if (!config["aws:allowedAccountIds"].includes(account)) {
    const fix = setLine(name, "aws:allowedAccountIds[0]", account, true);
    problems.push(`aws:allowedAccountIds does not hold strongroom:account ${account}. ${fix}`);
  }
  const provider = `:iam::${account}:oidc-provider/${issuer.replace("https://", "")}`;
  if (!oidcProviderArn.endsWith(provider)) {
    const fix = setLine(name, "strongroom:cluster.oidcProviderArn", `arn:aws${provider}`);
    problems.push(
      `strongroom:cluster.oidcProviderArn is not the provider of strongroom:cluster.issuer in account ${account}. ${fix}`,
    );
  }
  if (providerArn !== undefined && !providerArn.includes(`:iam::${account}:`)) {
    const fix = setLine(name, "strongroom:github.providerArn", providerArn.replace(/::\d{12}:/, `::${account}:`));
    problems.push(
      `strongroom:github.providerArn is of another account than ${account}: IAM takes its own only. ${fix}`,
    );
  }
  if (providerArn !== undefined && enterprise !== undefined) {
    const fix = removeLine(name, "strongroom:github.enterprise");
    problems.push(
      `strongroom:github.enterprise belongs to a provider that is created: the ARN of an existing one has the slug. ${fix}`,
    );
  }
  const { enabled: told = isProduction(name) } = config["strongroom:reminders"];
  if (config["strongroom:audit"].enabled === true && !told) {
    const fix = setLine(name, "strongroom:reminders.enabled", "true");
    problems.push(`strongroom:audit.enabled is true, and nobody would be told: reminders make the topic. ${fix}`);
  }
  problems.push(...keyAndReplicaProblems(name, config));
  const found = repositoryProblems("", ["strongroom:github", "repositories"], name, repositories);
  return [...problems, ...found.map(({ path, message }) => `${formatPath(path)} ${message}`)];
}

function rotationsToCome(name: string, config: z.infer<typeof environmentSchema>, today: Day): string[] {
  return Object.entries(config["strongroom:rotations"])
    .filter(([, day]) => day > today)
    .map(([entry, day]) => {
      const key = `strongroom:rotations.${entry}`;
      return `${key} is ${day}, a day to come; wanted the day of the last rotation, today (${today} in UTC) or before. ${setLine(name, key, "YYYY-MM-DD")}`;
    });
}

/** Secrets Manager takes a key of the entry's own region, and one copy a region beside it. */
function keyAndReplicaProblems(name: string, config: z.infer<typeof environmentSchema>): string[] {
  const { kmsKeyArn, replicas } = config["strongroom:secrets"];
  const region = config["aws:region"];
  const problems: string[] = [];
  const checkKey = (key: string, arn: string | undefined, wanted: string) => {
    if (arn === undefined || arn.split(":")[3] === wanted) return;
    const fix = setLine(name, key, "ARN");
    problems.push(`${key} is a key of ${arn.split(":")[3]}; wanted one of ${wanted}, where the entries are. ${fix}`);
  };
  checkKey("strongroom:secrets.kmsKeyArn", kmsKeyArn, region);
  replicas.forEach((replica, index) => {
    const key = `strongroom:secrets.replicas[${index}]`;
    checkKey(`${key}.kmsKeyArn`, replica.kmsKeyArn, replica.region);
    const first = replicas.findIndex((other) => other.region === replica.region);
    if (replica.region === region) {
      problems.push(`${key}.region is ${region}, the region of the entries themselves. ${removeLine(name, key)}`);
    } else if (first < index) {
      problems.push(`${key}.region is ${replica.region}, as that of replicas[${first}] is. ${removeLine(name, key)}`);
    }
  });
  return problems;
}
