import { vendorFormats } from "../../policies/detect/as-data";

/** The vendors' formats as RE2 patterns, ordered by what a policy can look up. */
export interface FormatTables {
  /** The first characters of a token to the pattern of all formats that begin so. */
  tokens: Readonly<Record<string, string>>;
  /** A literal that a value must hold, and the pattern that it is then searched for. */
  marks: readonly (readonly [literal: string, pattern: string])[];
  /** Formats that neither way can express. */
  left: number;
}

/** Characters of a token that are looked up. Shorter literals are no vendor's mark. */
export const prefixLength = 3;

/** What a token consists of; everything else separates tokens. */
export const tokenPattern = "[\\w.-]{16,}";

/** A literal of this length and more is searched for in whole values. Shorter ones would be met by chance. */
const leastMark = 7;
/** A search for ten characters costs half of one for eleven. */
const longestMark = 10;

/**
 * Sorts the formats that the detectors know. A token's format is found by its first characters, so that 400 formats cost as much
 * as one. A webhook's URL is found by its literal. The few whose mark stands in their middle are left to the other guards.
 */
export function formatTables(): FormatTables {
  const tokens = new Map<string, Set<string>>();
  const marks = new Map<string, Set<string>>();
  let left = 0;
  for (const { anchor, offset, pattern } of vendorFormats()) {
    // Private keys have an expression of their own.
    if (anchor.startsWith("-----BEGIN")) continue;
    const token = offset === 0 ? tokenText(anchor, pattern.source) : undefined;
    if (token !== undefined) add(tokens, anchor.slice(0, prefixLength), token);
    else if (offset === 0 && anchor.length >= leastMark)
      add(marks, anchor.slice(0, longestMark), toRe2(pattern.source));
    else left++;
  }
  const joined = (patterns: Set<string>) => [...patterns].join("|");
  return {
    tokens: Object.fromEntries(
      [...tokens].sort(byKey).map(([start, texts]) => [start, `^(?:${joined(texts)})`] as const),
    ),
    marks: [...marks].sort(byKey).map(([mark, texts]) => [mark, joined(texts)] as const),
    left,
  };
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(value));
}

function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

/** RE2 knows no looking ahead and counts no further than 1000. */
export function toRe2(source: string): string {
  return source
    .replace(/\(\?!(\[[^\]]*\])\)$/, (_, set: string) => `(?:[^${set.slice(1, -1)}]|$)`)
    .replace(/\{(\d+),(\d{4,})\}/g, "{$1,}")
    .replace(/\\\//g, "/");
}

/** A format as a token shows it: whole, or, where base64 may hold `+` and `/`, its beginning. */
function tokenText(anchor: string, source: string): string | undefined {
  const body = source.replace(/\(\?!.*\)$/, "");
  const sets = [...body.matchAll(/\[([^\]]*)\]/g)].map(([, set]) => set!);
  const literals = body.replace(/\[[^\]]*\]/g, "").replace(/\{\d+(?:,\d+)?\}/g, "");
  // Three letters in front of any others begin many a word of a base64 text.
  const isDistinct =
    anchor.length > prefixLength || /[-_.]/.test(literals) || !sets.some((set) => /A-Z.*a-z/.test(set));
  if (anchor.length < prefixLength || !isDistinct || !isToken(literals)) return undefined;
  if (sets.every(isToken)) return toRe2(source);
  return anchor.length >= leastMark ? `${body.slice(0, body.indexOf("["))}[A-Za-z0-9]{12}` : undefined;
}

function isToken(text: string): boolean {
  return /^[\w.-]*$/.test(text.replace(/\\([-.])/g, "$1"));
}
