import { mergeOver, resolveFor } from "./per-environment";
import { type Problem, formatPath, formatProblems, problemsOf } from "./problems";
import { isProduction } from "./production";
import type { EnvironmentRef } from "./references";
import { environmentProblems } from "./rotation-rules";
import type { Service, ServiceDeclaration } from "./service";
import { ruleProblems } from "./service-rules";
import { serviceSchema } from "./service-schema";

/** A declaration, and the file that it came from. */
export interface DeclaredService {
  /** For example `"services/api.ts"`. */
  file: string;
  /** The name that the declaration must carry, which is its file's. Absent when it comes from no file. */
  expectedName?: string;
  declaration: ServiceDeclaration;
}

/** What an environment adds to the declarations. */
export interface ParseOptions {
  environment: EnvironmentRef;
  /** The stack whose file is read, for what to type: `"prod-payments"` of a team. Default: the environment's own. */
  stack?: string;
  /** `strongroom:overrides` of the stack file: service name to a part of its declaration, laid over it. */
  overrides?: Record<string, unknown>;
  /**
   * Whether a generated value needs a reason here. Default: in production, see `isProduction`. A value that somebody puts is
   * in no state and in no program's memory.
   */
  generatedNeedsReason?: boolean;
}

/** Thrown when declarations are wrong. Its message lists every problem of every file. */
export class ServiceDeclarationError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(
      `${problems.length === 1 ? "A service declaration is" : "Service declarations are"} wrong:\n${formatProblems(problems)}`,
    );
    this.name = "ServiceDeclarationError";
  }
}

/**
 * Resolves declarations for one environment and validates them.
 *
 * @param declared The declarations with their files.
 * @param options The environment and what it adds.
 * @returns The services, sorted by name.
 * @throws ServiceDeclarationError with every problem of every file, each with its fix.
 */
export function parseServices(declared: readonly DeclaredService[], options: ParseOptions): Service[] {
  const parsed = declared.map((item) => ({ ...item, ...parseOne(item, options) }));
  const services = parsed.flatMap(({ service }) => service ?? []);
  const problems = [
    ...parsed.flatMap((one) => one.problems),
    ...sharedNames(parsed),
    ...misnamed(parsed),
    ...strayOverrides(parsed, options),
  ];
  if (problems.length > 0) throw new ServiceDeclarationError(problems);
  return services.sort((one, other) => one.name.localeCompare(other.name));
}

interface Parsed {
  name: string;
  service?: Service;
  problems: Problem[];
}

function parseOne({ file, declaration }: DeclaredService, options: ParseOptions): Parsed {
  const { environment, stack = environment.name, overrides = {} } = options;
  const { value, missing } = resolveFor(environment, declaration);
  const name = (value as { name?: unknown }).name;
  const label = typeof name === "string" ? name : "";
  const override = Object.hasOwn(overrides, label) ? overrides[label] : undefined;
  const merged = mergeOver(value, override);
  const absent = missing.filter(({ path }) => valueAt(merged, path) === undefined);
  const problems = absent.map(({ path, has }): Problem => {
    const setting = `strongroom:overrides.${label}.${formatPath(path)}`;
    const beside = has.length > 0 ? ` beside ${has.join(", ")}` : "";
    const type = `pulumi config set --stack ${stack} --path '${setting}' VALUE`;
    const fix = `add ${environment.name} or default${beside}, or type: ${type}`;
    return { where: file, path, message: `has no value for environment "${environment.name}": ${fix}` };
  });
  problems.push(...ruleProblems(merged).map((problem) => ({ where: file, ...problem })));
  const result = serviceSchema.safeParse(merged);
  if (!result.success) {
    const known = new Set(absent.map(({ path }) => formatPath(path)));
    problems.push(...problemsOf(file, result.error).filter(({ path }) => !known.has(formatPath(path))));
    return { name: label, problems };
  }
  const unfit = environmentProblems(result.data, environment).map((problem) => ({ where: file, ...problem }));
  return {
    name: label,
    service: result.data,
    problems: [...problems, ...unreasonedValues(file, result.data, options), ...unfit],
  };
}

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((node, key) => (node as Record<string | number, unknown> | undefined)?.[key], root);
}

function unreasonedValues(file: string, service: Service, options: ParseOptions): Problem[] {
  if (!(options.generatedNeedsReason ?? isProduction(options.environment.name))) return [];
  return Object.entries(service.groups).flatMap(([group, { keys = {} }]) =>
    Object.entries(keys)
      .filter(([, key]) => key.value === "generated" && !key.reason)
      .map(([key]) => ({
        where: file,
        path: ["groups", group, "keys", key],
        message: `${options.environment.name} takes generated values only with a reason: write value: "provided", or add reason: "..."`,
      })),
  );
}

function sharedNames(parsed: readonly (Parsed & DeclaredService)[]): Problem[] {
  const first = new Map<string, string>();
  return parsed.flatMap(({ name, file }) => {
    const owner = first.get(name);
    if (!owner) {
      first.set(name, file);
      return [];
    }
    return [
      {
        where: file,
        path: ["name"],
        message: `the name "${name}" is claimed by ${owner} too: rename one service and its file`,
      },
    ];
  });
}

function misnamed(parsed: readonly (Parsed & DeclaredService)[]): Problem[] {
  return parsed
    .filter(({ name, expectedName }) => expectedName !== undefined && name !== expectedName)
    .map(({ name, expectedName, file }) => ({
      where: file,
      path: ["name"],
      message: `is "${name}"; wanted "${expectedName}": a service is found by its file's name`,
    }));
}

function strayOverrides(parsed: readonly Parsed[], options: ParseOptions): Problem[] {
  const { environment, stack = environment.name, overrides = {} } = options;
  const names = new Set(parsed.map(({ name }) => name));
  return Object.keys(overrides)
    .filter((name) => !names.has(name))
    .map((name) => ({
      where: "strongroom:overrides",
      path: [name],
      message: `no service has this name; there are ${[...names].sort().join(", ")}. Type: pulumi config rm --stack ${stack} --path 'strongroom:overrides.${name}'`,
    }));
}
