import type { KeyPath } from "../detect/types";
import { isList, isMap, type Asset, type unknown, type Value } from "./value";

export type { KeyPath };

/** A property without further properties. */
export interface PropertyLeaf {
  keyPath: KeyPath;
  value: string | number | boolean | null | typeof unknown | Asset;
}

/**
 * Walks a value leaf by leaf, through maps and lists.
 *
 * @param value Where to start.
 * @param from The keys that lead there, e.g. `["data"]`.
 */
export function* leaves(value: Value | undefined, from: KeyPath): Generator<PropertyLeaf> {
  if (value === undefined) return;
  if (isList(value)) {
    for (const [index, item] of value.entries()) yield* leaves(item, [...from, index]);
  } else if (isMap(value)) {
    for (const key of Object.keys(value)) yield* leaves(value[key], [...from, key]);
  } else {
    yield { keyPath: from, value };
  }
}
