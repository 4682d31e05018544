import type { KeyPath } from "../types";
import type { Inside } from "./opener";

const nameKeys = ["name", "Name", "key", "Key", "variable", "ParameterKey"];

/** Nesting of lists and maps that is followed. */
const deepest = 200;

/** Every string and number of a parsed tree, with the keys that lead to it. */
export function stringsOf(tree: unknown, keys: KeyPath = [], inside: Inside[] = [], alias?: string): Inside[] {
  if (typeof tree === "string" || typeof tree === "number") {
    inside.push({ keys, value: String(tree), line: 0, alias, isLiteral: true });
  } else if (keys.length > deepest) {
    return inside;
  } else if (Array.isArray(tree)) {
    tree.forEach((item, index) => stringsOf(item, [...keys, index], inside));
  } else if (typeof tree === "object" && tree !== null) {
    const name = nameOf(tree as Record<string, unknown>);
    for (const [key, value] of Object.entries(tree)) stringsOf(value, [...keys, key], inside, name);
  }
  return inside;
}

/** The name beside a value: `{ name: X, value: y }`. */
function nameOf(map: Record<string, unknown>): string | undefined {
  const key = nameKeys.find((name) => typeof map[name] === "string");
  return key === undefined ? undefined : (map[key] as string);
}
