import { detect } from "../../policies/detect/index";
import { UserError } from "../user-error";
import { valueProblem } from "./check-value";
import type { SeedGroup } from "./groups";

/** Group to key to value. */
export type GivenValues = Map<string, Map<string, string>>;

type Json = { [key: string]: unknown };

const shape = 'Fix: give { "GROUP": { "KEY": "value" } }, or { "KEY": "value" } where one group alone has the key.';

/**
 * Reads values that came as JSON, and checks every one of them.
 *
 * @param text The JSON.
 * @param groups The groups that values are put for.
 * @throws UserError with every problem: groups and keys that are not known, values that are not put. It shows no value.
 */
export function readGiven(text: string, groups: readonly SeedGroup[]): GivenValues {
  const json = parse(text);
  const problems: string[] = [];
  const values: GivenValues = new Map();
  const take = (group: SeedGroup, key: string, value: unknown): void => {
    const problem = keyProblem(group, key) ?? (typeof value === "string" ? valueProblem(key, value) : "is no text");
    if (problem !== undefined) {
      problems.push(`  ${group.name} ${shown(key)}: ${isKeyKnown(group, key) ? "the value " : ""}${problem}`);
      return;
    }
    const ofGroup = values.get(group.name) ?? new Map<string, string>();
    values.set(group.name, ofGroup.set(key, value as string));
  };

  for (const [name, value] of Object.entries(json)) {
    if (isObject(value)) {
      const group = groups.find((one) => one.name === name);
      if (group) Object.entries(value).forEach(([key, one]) => take(group, key, one));
      else problems.push(`  ${shown(name)}: no such group; there ${listed(groups.map((one) => one.name))}`);
      continue;
    }
    const owners = groups.filter((group) => isKeyKnown(group, name) || keyHint(group, name) !== undefined);
    if (owners.length === 1) take(owners[0]!, name, value);
    else if (owners.length > 1) {
      problems.push(`  ${name}: ${owners.map((one) => one.name).join(" and ")} have this key: name the group`);
    } else {
      const known = groups.flatMap((one) => one.asked);
      problems.push(`  ${shown(name)}: no such key; there ${listed([...new Set(known)])}`);
    }
  }
  if (problems.length > 0) {
    throw new UserError(`Standard input is refused, and nothing was written:\n${problems.join("\n")}\n${shape}`);
  }
  return values;
}

function parse(text: string): Json {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UserError(`Standard input is no valid JSON, and nothing was written.\n${shape}`);
  }
  if (isObject(json)) return json;
  throw new UserError(`Standard input is no JSON object, and nothing was written.\n${shape}`);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isKeyKnown(group: SeedGroup, key: string): boolean {
  return group.asked.includes(key);
}

function keyProblem(group: SeedGroup, key: string): string | undefined {
  if (isKeyKnown(group, key)) return undefined;
  return keyHint(group, key) ?? `no such key; there ${listed(group.asked)}`;
}

/** Why a key of the entry is not for a person to give. */
function keyHint(group: SeedGroup, key: string): string | undefined {
  if (group.generated.includes(key)) return "Pulumi generates it: leave it out";
  if (Object.hasOwn(group.composed, key)) return "the declaration gives it: leave it out";
  return undefined;
}

/** Somebody may have taken key and value for each other: only what is written as names are is shown. */
function shown(name: string): string {
  const isName = /^([A-Z][A-Z0-9_]{0,63}|[a-z][a-z0-9-]{0,39})$/.test(name) && (name.match(/\d/g) ?? []).length <= 2;
  return isName && detect({ keyPath: [], value: name, place: "manifest" }).findings.length === 0
    ? name
    : "(a name that is not shown)";
}

function listed(names: readonly string[]): string {
  return `${names.length === 1 ? "is" : "are"} ${names.join(", ")}`;
}
