import type { EnvironmentRef } from "./references";

/** A value, or a function that derives it from the environment, e.g. an ARN from account and region. */
export type EnvironmentValue<T> = T | ((environment: EnvironmentRef) => T);

/** A value that differs by environment. Made by {@link perEnvironment}. */
export class PerEnvironment<T> {
  /** @internal */
  constructor(
    /** Environment name, or `default`, to the value or to a function of the environment. */
    readonly values: Readonly<Record<string, EnvironmentValue<T>>>,
  ) {}

  /** The value for an environment, else the default, else nothing. */
  in(environment: EnvironmentRef): T | undefined {
    const value = Object.hasOwn(this.values, environment.name) ? this.values[environment.name] : this.values["default"];
    return typeof value === "function" ? (value as (environment: EnvironmentRef) => T)(environment) : value;
  }
}

/**
 * Says that a value differs by environment. A `default` lets the declaration serve environments that it does not name.
 *
 * @param values Environment name, or `default`, to the value or to a function of the environment.
 * @example perEnvironment({ prod: "provided", default: "generated" })
 * @example perEnvironment({ default: ({ name }) => `api.${name}.db.example.com` })
 */
export function perEnvironment<T>(values: Record<string, EnvironmentValue<T>>): PerEnvironment<T> {
  return new PerEnvironment(values);
}

/** T, in which every value, however deep, may differ by environment. */
export type Declared<T> =
  | PerEnvironment<T>
  | (T extends readonly (infer Item)[]
      ? readonly Declared<Item>[]
      : T extends object
        ? { [Key in keyof T]: Declared<T[Key]> }
        : T);

/** Where a declaration has no value for an environment: keys from the root. */
export interface MissingValue {
  path: (string | number)[];
  /** The environments that do have one. */
  has: string[];
}

/**
 * Replaces every value that differs by environment with the one for this environment.
 *
 * @returns The plain value, and the places that have none. Those are left out of the value.
 */
export function resolveFor(
  environment: EnvironmentRef,
  declared: unknown,
): { value: unknown; missing: MissingValue[] } {
  const missing: MissingValue[] = [];
  const resolve = (node: unknown, path: (string | number)[]): unknown => {
    if (node instanceof PerEnvironment) {
      const value: unknown = node.in(environment);
      if (value === undefined) missing.push({ path, has: Object.keys(node.values) });
      return resolve(value, path);
    }
    if (Array.isArray(node)) return node.map((item, index) => resolve(item, [...path, index]));
    if (typeof node !== "object" || node === null) return node;
    const entries = Object.entries(node).map(([key, item]) => [key, resolve(item, [...path, key])] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  };
  const value = resolve(declared, []);
  return { value, missing };
}

/**
 * Lays one environment's facts over a declaration: objects are merged key by key, everything else is replaced.
 *
 * @param base What the declaration says.
 * @param over What the stack file says under `strongroom:overrides`.
 */
export function mergeOver(base: unknown, over: unknown): unknown {
  if (!isRecord(base) || !isRecord(over)) return over === undefined ? base : over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, mergeOver(base[key], over[key])]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
