import type { Opened } from "./opener";
import { stringsOf } from "./tree";

/** Opens JSON, with the line of every value. */
export function openJson(text: string): Opened | undefined {
  const first = /^\s*([[{])/.exec(text)?.[1];
  if (first === undefined || !/[\]}]\s*$/.test(text)) return undefined;
  let tree: unknown;
  try {
    tree = JSON.parse(text);
  } catch {
    return undefined;
  }
  const inside = stringsOf(tree);
  if (text.includes("\n")) locate(inside, text);
  return { inside };
}

/** JSON.parse forgets lines: the values come in the order of the text, so each is looked for behind the one before. */
function locate(inside: { value: string; keys: readonly (string | number)[]; line: number }[], text: string): void {
  let at = 0;
  let line = 0;
  for (const piece of inside) {
    const key = piece.keys.findLast((step) => typeof step === "string");
    const written = JSON.stringify(piece.value);
    let found = text.indexOf(written, at);
    if (found === -1) found = text.indexOf(piece.value, at);
    if (found === -1 && key !== undefined) found = text.indexOf(`"${key}"`, at);
    if (found === -1) found = at;
    for (let index = text.indexOf("\n", at); index !== -1 && index < found; index = text.indexOf("\n", index + 1))
      line++;
    at = found;
    piece.line = line;
  }
}
