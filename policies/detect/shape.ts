import { alphabets, madeUp } from "./samples";
import { inToken } from "./token-characters";

/**
 * Character classes of a shape: how a pattern writes them, and what a sample is made of.
 * d digits · h, H, x hexadecimal in lower, upper, either case · l, L letters · n, N letters of one case and digits ·
 * a letters and digits · w also `_` · u also `_` and `-` (base64url) · e also `=` · b base64 · q base32 · z any of a token
 */
const classes: Record<string, { pattern: string; alphabet: string }> = {
  d: { pattern: "0-9", alphabet: alphabets.digits },
  h: { pattern: "0-9a-f", alphabet: alphabets.hex },
  H: { pattern: "0-9A-F", alphabet: alphabets.upperHex },
  x: { pattern: "0-9A-Fa-f", alphabet: alphabets.hex },
  l: { pattern: "a-z", alphabet: alphabets.lower },
  L: { pattern: "A-Z", alphabet: alphabets.upper },
  n: { pattern: "a-z0-9", alphabet: alphabets.lowerAlnum },
  N: { pattern: "A-Z0-9", alphabet: alphabets.upperAlnum },
  a: { pattern: "A-Za-z0-9", alphabet: alphabets.alnum },
  c: { pattern: "A-Za-z", alphabet: alphabets.upper + alphabets.lower },
  w: { pattern: "A-Za-z0-9_", alphabet: alphabets.alnum },
  u: { pattern: "A-Za-z0-9_\\-", alphabet: alphabets.base64url },
  e: { pattern: "A-Za-z0-9_=\\-", alphabet: alphabets.base64url },
  b: { pattern: "A-Za-z0-9+/", alphabet: alphabets.base64 },
  q: { pattern: "A-Z2-7", alphabet: alphabets.base32 },
  z: { pattern: "A-Za-z0-9_.~+/=%\\-", alphabet: alphabets.alnum },
};

/** A shape, ready to be searched for and to be made up. */
export interface CompiledShape {
  pattern: RegExp;
  /** The literal that is searched for first. */
  anchor: string;
  /** Characters between the start of the match and the anchor. */
  offset: number;
  /** Characters of the shortest match; absent where a literal holds what stands in no token. */
  shortest: number | undefined;
  sample: (seed: number) => string;
}

type Part = { literal: string } | { class: string; least: number; most: number };

const token = /\{([A-Za-z]):(\d{1,5})(?:-(\d{1,5}))?\}|\{uuid\}|\{=\}/g;

/**
 * Reads a shape: literal text, and classes with their length in braces.
 *
 * @param shape Such as `"ghp_{a:36}"`, `"sk_live_{a:24-99}"`, `"px-api-{uuid}"`; `{=}` is the padding of base64. The match ends
 * where the last class ends: another character of it behind a fixed length means that it is something else.
 * @throws Error for a class that does not exist, or a shape without a literal of two characters.
 */
export function compileShape(shape: string): CompiledShape {
  const parts = partsOf(shape);
  const last = parts.at(-1)!;
  const end = "class" in last && last.class !== "=" ? `(?![${classOf(last.class).pattern}])` : "";
  const pattern = parts.map((part) => ("literal" in part ? escaped(part.literal) : patternOf(part))).join("") + end;
  return {
    pattern: new RegExp(pattern, "y"),
    ...anchorOf(shape, parts),
    shortest: shortestOf(parts),
    sample: (seed) =>
      parts
        .map((part, index) => {
          if ("literal" in part) return part.literal;
          return part.class === "=" ? "" : madeUp(part.least, classOf(part.class).alphabet, seed + index);
        })
        .join(""),
  };
}

function partsOf(shape: string): Part[] {
  const parts: Part[] = [];
  const hex = (length: number): Part => ({ class: "x", least: length, most: length });
  let at = 0;
  for (const match of shape.matchAll(token)) {
    if (match.index > at) parts.push({ literal: shape.slice(at, match.index) });
    if (match[0] === "{=}") parts.push({ class: "=", least: 0, most: 2 });
    else if (match[0] === "{uuid}") {
      const dash: Part = { literal: "-" };
      parts.push(hex(8), dash, hex(4), dash, hex(4), dash, hex(4), dash, hex(12));
    } else parts.push({ class: match[1]!, least: Number(match[2]), most: Number(match[3] ?? match[2]) });
    at = match.index + match[0].length;
  }
  if (at < shape.length) parts.push({ literal: shape.slice(at) });
  return parts;
}

/** The longest literal that stands at a fixed place. */
function anchorOf(shape: string, parts: readonly Part[]): { anchor: string; offset: number } {
  let best = { anchor: "", offset: 0 };
  let offset = 0;
  for (const part of parts) {
    if ("literal" in part) {
      if (part.literal.length > best.anchor.length) best = { anchor: part.literal, offset };
      offset += part.literal.length;
    } else if (part.least === part.most) offset += part.least;
    else break;
  }
  if (best.anchor.length < 2)
    throw new Error(`The shape "${shape}" has no literal of two characters at a fixed place.`);
  return best;
}

function shortestOf(parts: readonly Part[]): number | undefined {
  const isToken = parts.every(
    (part) => "class" in part || [...part.literal].every((letter) => inToken[letter.charCodeAt(0)] === 1),
  );
  return isToken
    ? parts.reduce((sum, part) => sum + ("literal" in part ? part.literal.length : part.least), 0)
    : undefined;
}

function patternOf(part: { class: string; least: number; most: number }): string {
  if (part.class === "=") return "={0,2}";
  const length = part.least === part.most ? `{${part.least}}` : `{${part.least},${part.most}}`;
  return `[${classOf(part.class).pattern}]${length}`;
}

function classOf(name: string): { pattern: string; alphabet: string } {
  const found = classes[name];
  if (found === undefined)
    throw new Error(`A shape has no class "${name}": wanted one of ${Object.keys(classes).join(" ")}`);
  return found;
}

function escaped(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
