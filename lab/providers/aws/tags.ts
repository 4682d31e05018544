import { isDeepStrictEqual } from "node:util";
import type { Change } from "../core/resource-type";
import { isKnown, type Properties, textMapOf, unknown, type Value } from "../core/values";
import type { AwsContext } from "./context";

/** A tag as most services write it. */
export interface Tag {
  Key?: string;
  Value?: string;
}

/** The provider's tags and the resource's own, which win. Unknown where one of them is. */
export function allTags(own: Value, { defaultTags }: Pick<AwsContext, "defaultTags">): Properties | typeof unknown {
  if (own === unknown) return unknown;
  return { ...defaultTags, ...((own as Properties | undefined) ?? {}) };
}

/** The tags that the program gives, out of all that a resource has. */
export function ownTags(
  all: Record<string, string>,
  given: Record<string, string>,
  defaults: Record<string, string>,
): Record<string, string> | undefined {
  const own = Object.entries(all).filter(([key, value]) => key in given || defaults[key] !== value);
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

/** Whether the tags that a resource has differ from those that are wanted. */
export function tagsDiffer(current: Value, own: Value, context: AwsContext): boolean {
  const wanted = allTags(own, context);
  return !isKnown(wanted) || !isDeepStrictEqual(textMapOf(current), textMapOf(wanted));
}

/** What to set and what to take away. */
export function tagChange(
  { state, inputs }: Change,
  context: AwsContext,
): { set: Record<string, string>; remove: string[] } {
  const current = textMapOf(state["tagsAll"]);
  const wanted = textMapOf(allTags(inputs["tags"], context));
  const set = Object.entries(wanted).filter(([key, value]) => current[key] !== value);
  return { set: Object.fromEntries(set), remove: Object.keys(current).filter((key) => !(key in wanted)) };
}

/** Tags as a service takes them. */
export function tagList(tags: Value): { Key: string; Value: string }[] {
  return Object.entries(textMapOf(tags)).map(([Key, value]) => ({ Key, Value: value }));
}

/** Tags as a program sees them; those of AWS itself belong to nobody's program. */
export function tagMap(tags: Tag[] | undefined): Record<string, string> {
  const own = (tags ?? []).filter(({ Key }) => Key !== undefined && !Key.startsWith("aws:"));
  return Object.fromEntries(own.map(({ Key, Value }) => [Key!, Value ?? ""]));
}
