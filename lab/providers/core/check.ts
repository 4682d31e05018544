import { randomBytes } from "node:crypto";
import type { Problem, ResourceType, Shape } from "./resource-type";
import { isObject, type Properties, type Value } from "./values";

/** Where the engine's own bridge notes which inputs a program left out. The engine hides the key. */
export const defaultsKey = "__defaults";

/** Inputs that are complete, or what is wrong with them. */
export interface Checked {
  inputs: Properties;
  problems: Problem[];
}

/**
 * Completes the inputs of a resource as the vendor's provider does: a name where none is given, defaults, and everything that
 * is wrong, all of it at once.
 *
 * @param olds The inputs of the last update, empty for a new resource. A name that was made then stays.
 * @param news What the program gives.
 * @param name The resource's name in the program.
 */
export function checkInputs<Context>(
  type: ResourceType<Context>,
  { olds, news, name, context }: { olds: Properties; news: Properties; name: string; context: Context },
): Checked {
  const given = Object.fromEntries(
    Object.entries(news).filter(([key, value]) => key !== defaultsKey && value !== null && value !== undefined),
  );
  const chosen: Properties = { ...type.defaults, ...autoname(type, olds, given, name) };
  const added = Object.keys(chosen).filter((key) => given[key] === undefined);
  const complete = { ...chosen, ...given };
  const inputs = { ...(type.normalize?.(complete, context) ?? complete), [defaultsKey]: added.sort() };
  const problems = [
    ...unknownProperties(type, given),
    ...missing(type, given),
    ...(type.check?.(inputs, context) ?? []),
  ];
  return { inputs, problems };
}

/** `name-1234567`, as the engine's bridge makes it. */
function autoname<Context>(
  { autoname: rule }: ResourceType<Context>,
  olds: Properties,
  given: Properties,
  name: string,
): Properties {
  if (!rule || given[rule.property] !== undefined || given[`${rule.property}Prefix`] !== undefined) return {};
  const kept = wasDefault(olds, rule.property) ? olds[rule.property] : undefined;
  const suffix = `-${randomBytes(4).toString("hex").slice(0, 7)}`;
  return { [rule.property]: kept ?? `${name.slice(0, rule.longest - suffix.length)}${suffix}` };
}

/** Whether an input was completed, not given. */
export function wasDefault(inputs: Properties, property: string): boolean {
  const defaults = inputs[defaultsKey];
  return Array.isArray(defaults) && defaults.includes(property);
}

function unknownProperties<Context>(
  { type, properties, supports, anyInput }: ResourceType<Context>,
  given: Properties,
): Problem[] {
  if (anyInput) return [];
  return Object.entries(given).flatMap(([property, value]): Problem[] => {
    if (!properties.inputs.includes(property)) {
      return [{ property, reason: `${type} has no input ${property}; it has ${list(properties.inputs)}` }];
    }
    const shape = supports ? supports[property] : true;
    if (shape === undefined) {
      const reason = `the lab does not carry out ${property} of ${type}: leave it out in the lab, or add it to lab/providers; it carries out ${list(Object.keys(supports!))}`;
      return [{ property, reason }];
    }
    return unknownKeys(shape, value).map((key) => ({
      property,
      reason: `the lab does not carry out ${property}.${key} of ${type}; it carries out ${list(shape as string[])}`,
    }));
  });
}

function unknownKeys(shape: Shape, value: Value): string[] {
  if (shape === true) return [];
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => unknownKeys(shape, item)))];
  return isObject(value) ? Object.keys(value).filter((key) => !shape.includes(key)) : [];
}

function missing<Context>({ type, properties }: ResourceType<Context>, given: Properties): Problem[] {
  return properties.required
    .filter((property) => given[property] === undefined)
    .map((property) => ({ property, reason: `${type} needs ${property}` }));
}

function list(names: string[]): string {
  return [...names].sort().join(", ");
}
