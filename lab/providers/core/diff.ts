import { isDeepStrictEqual } from "node:util";
import { wasDefault } from "./check";
import type { Difference, DiffArguments, ResourceType } from "./resource-type";
import { isKnown, isObject, type Properties, unknown, type Value } from "./values";

/**
 * Compares a resource as it was last seen with the inputs that are wanted, as the vendors' providers do: against its state,
 * so that what somebody changed by hand and a refresh found is a difference too.
 */
export function difference<Context>(
  type: ResourceType<Context>,
  { state, news, ignore, context }: DiffArguments<Context>,
): Difference {
  if (type.compare) return type.compare({ state, news, ignore, context });
  const supported = type.supports ? Object.keys(type.supports) : type.properties.inputs;
  const names = supported.filter((name) => !type.comparedApart?.includes(name));
  const ignored = new Set(ignore.map((path) => path.split(/[.[]/)[0]!));
  const differing = names.filter((name) => !ignored.has(name) && differs(type, name, state[name], news[name]));
  const replacing = differing.filter((name) => type.replaceOn?.includes(name));
  const others = (type.differences?.(state, news, context) ?? []).filter(({ property }) => !ignored.has(property));

  const changed = new Set([...differing, ...others.map(({ property }) => property)]);
  const replaces = new Set([...replacing, ...others.filter(({ replace }) => replace).map(({ property }) => property)]);
  return { changed, replaces, deleteFirst: replaces.size > 0 && keepsName(type, state, news) };
}

function differs<Context>(
  { computed, same }: ResourceType<Context>,
  name: string,
  current: Value,
  wanted: Value,
): boolean {
  if (wanted === undefined && computed?.includes(name)) return false;
  if (!isKnown(wanted)) return true;
  if (isEmpty(current) && isEmpty(wanted)) return false;
  if (isEmpty(current) || isEmpty(wanted)) return true;
  return !(same?.[name] ?? equal)(current, wanted);
}

/** A name that the program gave and that stays: two of them cannot exist beside each other. */
function keepsName<Context>({ autoname }: ResourceType<Context>, state: Properties, news: Properties): boolean {
  if (!autoname || wasDefault(news, autoname.property)) return false;
  const wanted = news[autoname.property];
  return wanted !== undefined && wanted !== unknown && wanted === state[autoname.property];
}

/** Services answer "nothing" in many ways. */
function isEmpty(value: Value): boolean {
  if (value === undefined || value === null || value === "" || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.values(value).every((item) => item === undefined);
}

/** Equal at every depth; keys without a value do not count. */
export function equal(one: Value, other: Value): boolean {
  return isDeepStrictEqual(compact(one), compact(other));
}

function compact(value: Value): Value {
  if (Array.isArray(value)) return value.map(compact);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, compact(item)]));
}

/** Two lists whose order means nothing. */
export function sameSet(one: Value, other: Value): boolean {
  const sorted = (value: Value) => (Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value);
  return isDeepStrictEqual(sorted(one), sorted(other));
}

/** Two JSON documents that differ in nothing but spaces and the order of keys. Text that is no JSON is compared as it is. */
export function sameJson(one: Value, other: Value): boolean {
  if (typeof one !== "string" || typeof other !== "string") return equal(one, other);
  try {
    return isDeepStrictEqual(JSON.parse(one), JSON.parse(other));
  } catch {
    return one === other;
  }
}
