import type { KeyPath } from "../types";
import type { Inside } from "./opener";

const nameKeys = ["name", "Name", "key", "Key", "variable", "ParameterKey"];

/** Nesting of lists and maps that is followed. */
const deepest = 200;

/** Whether a string is wanted. @param keys They change with the next string: copy what is kept. */
export type IsWanted = (value: string, keys: KeyPath, alias: string | undefined) => boolean;

/** The strings and numbers of a parsed tree that are wanted, with the keys that lead to them. */
export function stringsOf(tree: unknown, isWanted: IsWanted): Inside[] {
  const inside: Inside[] = [];
  const keys: (string | number)[] = [];

  function visit(node: unknown, alias: string | undefined): void {
    if (typeof node === "string" || typeof node === "number") {
      const value = String(node);
      if (isWanted(value, keys, alias)) inside.push({ keys: [...keys], value, line: 0, alias, isLiteral: true });
    } else if (typeof node !== "object" || node === null || keys.length > deepest) {
      return;
    } else if (Array.isArray(node)) {
      const depth = keys.length;
      keys.push(0);
      for (let index = 0; index < node.length; index++) {
        keys[depth] = index;
        visit(node[index], undefined);
      }
      keys.pop();
    } else {
      const map = node as Record<string, unknown>;
      const name = nameOf(map);
      const depth = keys.length;
      keys.push("");
      for (const key of Object.keys(map)) {
        keys[depth] = key;
        visit(map[key], name);
      }
      keys.pop();
    }
  }

  visit(tree, undefined);
  return inside;
}

/** The name beside a value: `{ name: X, value: y }`. */
function nameOf(map: Record<string, unknown>): string | undefined {
  const key = nameKeys.find((name) => typeof map[name] === "string");
  return key === undefined ? undefined : (map[key] as string);
}
