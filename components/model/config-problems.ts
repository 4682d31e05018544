import type { z } from "zod";
import { formatPath } from "./problems";
import { wantedConfig } from "./wanted-config";

/** A stack's configuration as it is given. */
export interface RawConfig {
  /** Full key, e.g. `"strongroom:cluster"`, to its value; objects and lists already parsed. */
  values: Record<string, unknown>;
  /** Keys that are encrypted in the stack file: their values are never shown. */
  secretKeys: ReadonlySet<string>;
}

/** The line that sets a key. Digits that must stay text need `--type string`: `--path` alone makes them a number. */
export function setLine(environment: string, key: string, value: string, text = false): string {
  return `Type: pulumi config set --stack ${environment}${text ? " --type string" : ""} --path '${key}' '${value}'`;
}

/** The line that removes a key. */
export function removeLine(environment: string, key: string): string {
  return `Type: pulumi config rm --stack ${environment} --path '${key}'`;
}

/** What is wrong with one key: what was given, what is wanted, the line to type. */
export function describeIssue(environment: string, raw: RawConfig, issue: z.core.$ZodIssue): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((unknown) => {
      const key = formatPath([...issue.path, unknown]);
      return `${key} is not known. ${removeLine(environment, key)}`;
    });
  }
  const key = formatPath(issue.path);
  const value = valueAt(raw.values, issue.path);
  const { what, example, below = "", text, hidden } = wantedConfig[generic(issue.path)] ?? { what: issue.message };
  const wanted = `${key} ${given(raw, issue.path, value, hidden)}; wanted ${what}`;
  // A list or a mapping cannot be written over anything else: that has to go first.
  if (example === undefined || (below !== "" && value !== undefined)) {
    return [`${wanted}. ${removeLine(environment, key)}`];
  }
  return [`${wanted}. ${setLine(environment, `${key}${below}`, example, text)}`];
}

/** The key as the table of wanted values has it. */
function generic(path: readonly PropertyKey[]): string {
  if (path[0] === "strongroom:rotations" && path.length > 1) return "strongroom:rotations{}";
  if (path[1] === "labels" && path.length > 2) return `${String(path[0])}.labels{}`;
  return formatPath(path).replace(/\[\d+\]/g, "[]");
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((node, key) => (node as Record<PropertyKey, unknown> | null | undefined)?.[key], root);
}

/** Values are shown when they are short and not encrypted in the stack file: a wrong one may be a credential. */
function given(raw: RawConfig, path: readonly PropertyKey[], value: unknown, hidden = false): string {
  if (raw.secretKeys.has(String(path[0]))) return "is encrypted in the stack file";
  if (value === undefined || value === null) return "is missing";
  if (Array.isArray(value)) return `is a list of ${value.length}`;
  if (typeof value === "object") return "is an object";
  const shown = JSON.stringify(value);
  return shown.length <= 60 && !hidden ? `is ${shown}` : `is text of ${shown.length - 2} characters`;
}
