import { hasHint, isTelling } from "../evidence/hints";
import type { KeyPath } from "../types";
import type { Inside, Opened } from "./opener";
import { stringsOf } from "./tree";

/** What may stand first in a map or a list: for anything else the parser would make an error with a stack. */
const begins = /^\s{0,4096}(?:\{\s{0,4096}["}]|\[\s{0,4096}[\]["{\-\dtfn])/;

/** Opens JSON, with the line of every value. Values that cannot be a credential are left out. */
export function openJson(text: string): Opened | undefined {
  if (!begins.test(text) || !/[\]}]\s*$/.test(text.slice(-64))) return undefined;
  let tree: unknown;
  try {
    tree = JSON.parse(text);
  } catch {
    return undefined;
  }
  const inside = stringsOf(tree, isWorthwhile);
  if (text.includes("\n")) locate(inside, text);
  return { inside, isEscaped: true };
}

function isWorthwhile(value: string, keys: KeyPath, alias: string | undefined): boolean {
  if (hasHint(value) || value.includes("\n")) return true;
  // `passwords: { admin: x }`: the key that tells may be one of the last.
  for (let at = keys.length - 1; at >= 0 && at > keys.length - 4; at--) {
    const key = keys[at]!;
    if (typeof key === "string" && isTelling(key)) return true;
  }
  return alias !== undefined && isTelling(alias);
}

/** Values that are written in another way than expected, after which their lines are not looked for any longer. */
const mostMisses = 20;

/** JSON.parse forgets lines. The values come in the order of the text, so each is looked for behind the one before. */
function locate(inside: Inside[], text: string): void {
  let at = 0;
  let line = 0;
  let misses = 0;
  for (const piece of inside) {
    const found = misses < mostMisses ? writtenIn(text, piece, at) : -1;
    if (found === -1) misses++;
    for (let index = text.indexOf("\n", at); index !== -1 && index < found; index = text.indexOf("\n", index + 1))
      line++;
    piece.line = line;
    if (found !== -1) at = found;
  }
}

function writtenIn(text: string, { value, keys }: Inside, from: number): number {
  const key = keys.at(-1);
  const written = JSON.stringify(value);
  if (typeof key !== "string") return text.indexOf(written, from);
  const quoted = JSON.stringify(key);
  // The next place where the key stands in front of this value.
  for (
    let at = text.indexOf(quoted, from), tries = 0;
    at !== -1 && tries < 50;
    at = text.indexOf(quoted, at + 1), tries++
  ) {
    const behind = at + quoted.length;
    const colon = /^\s*:\s*/.exec(text.slice(behind, behind + 64));
    if (colon === null) continue;
    const start = behind + colon[0].length;
    if (text.startsWith(written, start) || text.startsWith(value, start)) return start;
  }
  return -1;
}
