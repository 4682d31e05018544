import type { z } from "zod";
import type { Environment } from "./environment";
import { environmentSchema, wantedConfig } from "./environment-schema";
import { entryName } from "./names";
import { repositoryProblems } from "./github-repository-rules";
import { formatPath } from "./problems";
import type { Service } from "./service";

/** One configuration key as the stack gives it. */
export interface RawConfig {
  /** Full key, e.g. `"strongroom:cluster"`, to its value; objects and lists already parsed. */
  values: Record<string, unknown>;
  /** Keys that are encrypted in the stack file: their values are never shown. */
  secretKeys: ReadonlySet<string>;
}

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

/**
 * Validates a stack's configuration.
 *
 * @param name The stack's name, which is the environment's.
 * @param raw The stack's configuration.
 * @throws EnvironmentConfigError with every problem: the key, what was given, what is wanted, the line to type.
 */
export function parseEnvironment(name: string, raw: RawConfig): Environment {
  const result = environmentSchema.safeParse(raw.values);
  const problems = result.success ? [] : result.error.issues.map((issue) => describe(name, raw, issue));
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(name)) {
    problems.push(
      `the stack's name is ${JSON.stringify(name)}; wanted lower-case letters, digits and hyphens, at most 20: it begins every entry's name`,
    );
  }
  if (result.success) problems.push(...crossChecks(name, result.data));
  if (problems.length > 0 || !result.success) throw new EnvironmentConfigError(name, [...new Set(problems)]);
  const config = result.data;
  return {
    name,
    account: config["strongroom:account"],
    region: config["aws:region"],
    secrets: config["strongroom:secrets"],
    cluster: config["strongroom:cluster"],
    github: config["strongroom:github"],
    operator: config["strongroom:operator"],
    namespaces: config["strongroom:namespaces"],
    seeded: config["strongroom:seeded"],
    overrides: config["strongroom:overrides"],
  };
}

/**
 * Checks what a stack file says about services against the declarations.
 *
 * @throws EnvironmentConfigError when it narrows to a namespace, or calls an entry seeded, that no declaration knows.
 */
export function checkAgainstServices(environment: Environment, services: readonly Service[]): void {
  const namespaces = new Set(services.map((service) => service.namespace));
  const entries = new Set(
    services.flatMap(({ name, groups }) =>
      Object.keys(groups).map((group) => entryName(environment.name, name, group)),
    ),
  );
  const unknown = (key: string, given: string[], known: Set<string>, what: string) =>
    given.flatMap((value, index) =>
      known.has(value)
        ? []
        : [
            `strongroom:${key}[${index}] is ${JSON.stringify(value)}; wanted ${what}: ${[...known].sort().join(", ")}. ` +
              `Type: pulumi config rm --stack ${environment.name} --path 'strongroom:${key}[${index}]'`,
          ],
    );
  const problems = [
    ...unknown(
      "namespaces",
      environment.namespaces,
      namespaces,
      "a namespace that a declaration names (a stack only narrows them)",
    ),
    ...unknown("seeded", environment.seeded, entries, "an entry of this environment"),
  ];
  if (problems.length > 0) throw new EnvironmentConfigError(environment.name, problems);
}

/** The namespaces that may read the stores: those of the declarations, narrowed by the stack. */
export function storeNamespaces(environment: Environment, services: readonly Service[]): string[] {
  const declared = [...new Set(services.map((service) => service.namespace))].sort();
  return environment.namespaces.length === 0
    ? declared
    : declared.filter((namespace) => environment.namespaces.includes(namespace));
}

function describe(environment: string, raw: RawConfig, issue: z.core.$ZodIssue): string {
  const unknownKey = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const path = [...issue.path, ...unknownKey];
  const key = formatPath(path);
  if (unknownKey.length > 0)
    return `${key} is not known. Type: pulumi config rm --stack ${environment} --path '${key}'`;
  const { what, example } = wantedConfig[key.replace(/\[\d+\]/g, "[]")] ?? { what: issue.message, example: "VALUE" };
  return `${key} ${given(raw, path)}; wanted ${what}. Type: pulumi config set --stack ${environment} --path '${key}' '${example}'`;
}

/** Values are shown when they are short and not encrypted in the stack file: a wrong one may be a credential. */
function given(raw: RawConfig, path: readonly PropertyKey[]): string {
  const value = path.reduce<unknown>(
    (node, key) => (node as Record<PropertyKey, unknown> | null | undefined)?.[key],
    raw.values,
  );
  if (value === undefined || value === null) return "is missing";
  if (raw.secretKeys.has(String(path[0]))) return "is [secret]";
  if (Array.isArray(value)) return `is a list of ${value.length}`;
  if (typeof value === "object") return "is an object";
  const shown = JSON.stringify(value);
  return shown.length <= 60 ? `is ${shown}` : `is text of ${shown.length - 2} characters`;
}

function crossChecks(name: string, config: z.infer<typeof environmentSchema>): string[] {
  const problems: string[] = [];
  const { issuer, oidcProviderArn } = config["strongroom:cluster"];
  const account = config["strongroom:account"];
  const set = (key: string, value: string) => `Type: pulumi config set --stack ${name} --path '${key}' '${value}'`;
  if (!config["aws:allowedAccountIds"].includes(account)) {
    problems.push(
      `aws:allowedAccountIds does not hold strongroom:account ${account}. ${set("aws:allowedAccountIds[0]", account)}`,
    );
  }
  const provider = `:iam::${account}:oidc-provider/${issuer.replace("https://", "")}`;
  if (!oidcProviderArn.endsWith(provider)) {
    const arn = `arn:aws${provider}`;
    problems.push(
      `strongroom:cluster.oidcProviderArn is not the provider of strongroom:cluster.issuer in account ${account}. ${set("strongroom:cluster.oidcProviderArn", arn)}`,
    );
  }
  config["strongroom:secrets"].replicas.forEach((replica, index) => {
    if (replica.region !== config["aws:region"]) return;
    const key = `strongroom:secrets.replicas[${index}]`;
    problems.push(
      `${key}.region is ${replica.region}, the region of the entries themselves. Type: pulumi config rm --stack ${name} --path '${key}'`,
    );
  });
  const repositories = repositoryProblems(
    "",
    ["strongroom:github", "repositories"],
    name,
    config["strongroom:github"].repositories,
  );
  return [...problems, ...repositories.map(({ path, message }) => `${formatPath(path)} ${message}`)];
}
