import type { KeyPath } from "../types";
import type { Inside } from "./opener";

/** Gives every string of a parsed tree with the keys that lead to it. A name beside a value is a key: `{name: X, value: y}`. */
export function stringsOf(tree: unknown, keys: KeyPath = [], inside: Inside[] = [], line = 0): Inside[] {
  if (typeof tree === "string" || typeof tree === "number") {
    inside.push({ keys, value: String(tree), line });
  } else if (Array.isArray(tree)) {
    tree.forEach((item, index) => stringsOf(item, [...keys, index], inside, line));
  } else if (typeof tree === "object" && tree !== null) {
    for (const [key, value] of Object.entries(tree)) stringsOf(value, [...keys, key], inside, line);
  }
  return inside;
}
