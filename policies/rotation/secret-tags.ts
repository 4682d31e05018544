import type { Resource } from "../engine/rule";
import { isList, isMap, unknown, type Value } from "../engine/value";

/** A tag's text; `unknown` while it is not known; undefined when the secret has no such tag. */
export type Tag = string | typeof unknown | undefined;

/**
 * Reads a tag of a secret. `tagsAll`, where the provider's default tags arrive, counts only as far as it is known: at the
 * preview that creates the secret it can be unknown as a whole, and that must not hide a missing tag.
 */
export function tagOf({ props }: Resource, key: string): Tag {
  if (props.tags === unknown) return unknown;
  const sources: (Value | undefined)[] = [props.tags, props.tagsAll];
  for (const tags of sources) {
    const value = isList(tags) ? listedTag(tags, key) : isMap(tags) && Object.hasOwn(tags, key) ? tags[key] : undefined;
    if (value === unknown) return unknown;
    if (typeof value === "string") return value.trim();
    if (typeof value === "number" || typeof value === "boolean") return String(value);
  }
  return undefined;
}

/** The Cloud Control provider (`aws-native`) lists tags as `{ key, value }`. An unknown item could be the tag. */
function listedTag(tags: readonly Value[], key: string): Value | undefined {
  const named = tags.find((tag) => isMap(tag) && tag.key === key);
  if (isMap(named)) return named.value;
  return tags.some((tag) => tag === unknown || (isMap(tag) && tag.key === unknown)) ? unknown : undefined;
}
