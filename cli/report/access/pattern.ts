import type { RequestContext } from "./request";

/** Characters, and wildcards among them. What a policy variable stands for is characters alone, whatever it holds. */
export type Pattern = readonly (string | typeof anyText | typeof anyCharacter)[];

const anyText = Symbol("*");
const anyCharacter = Symbol("?");

/** A text that was read as a pattern, or why it is none: a variable's key is absent, or its value depends on the request. */
export type Resolved = { pattern: Pattern } | "absent" | "open";

/**
 * Reads a text of a policy as a pattern.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 *
 * @param context What `${key}` and `${key, 'default'}` stand for. Without one they are plain text.
 */
export function resolve(text: string, context: RequestContext | undefined): Resolved {
  const pattern: (string | typeof anyText | typeof anyCharacter)[] = [];
  const pieces = context ? text.split(/(\$\{[^}]*\})/) : [text];
  for (const [index, piece] of pieces.entries()) {
    if (!context || index % 2 === 0) {
      for (const character of piece) {
        pattern.push(character === "*" ? anyText : character === "?" ? anyCharacter : character);
      }
      continue;
    }
    const value = valueOf(piece.slice(2, -1), context);
    if (typeof value !== "string") return value.missing;
    pattern.push(...value);
  }
  return { pattern };
}

function valueOf(variable: string, context: RequestContext): string | { missing: "absent" | "open" } {
  if (/^[*?$]$/.test(variable)) return variable;
  const [, key = "", fallback] = /^\s*(.*?)\s*(?:,\s*'(.*)'\s*)?$/.exec(variable) ?? [];
  const found = context.get(key);
  if (found.state === "open") return { missing: "open" };
  const [value, ...more] = found.state === "known" ? found.values : [];
  // Only a key with one value can stand for a text.
  if (value !== undefined && more.length === 0) return value;
  return fallback ?? { missing: "absent" };
}

/** Whether a text is exactly what a pattern says, wildcards taken as characters. */
export function isText(pattern: Pattern, text: string): boolean {
  return pattern.map((part) => (typeof part === "string" ? part : part.description)).join("") === text;
}

/** Whether a whole text fits. It takes time in proportion to both lengths, whatever the pattern. */
export function fits(pattern: Pattern, text: string): boolean {
  const characters = [...text];
  let [at, star, retry] = [0, -1, 0];
  for (let index = 0; index < characters.length;) {
    const part = pattern[at];
    if (part === anyText) {
      star = at++;
      retry = index;
    } else if (part === anyCharacter || (part !== undefined && part === characters[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++retry;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every((part) => part === anyText);
}

/** Colons in an ARN before its resource. */
const separators = 5;

/**
 * Whether an ARN fits a pattern. Each part between colons is compared with its own; a pattern that ends earlier reaches beyond
 * the colons that follow.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function fitsArn(pattern: Pattern, arn: string): boolean {
  if (pattern.length === 1 && pattern[0] === anyText) return true;
  const wanted = partsOf(pattern);
  const parts = arn.split(":");
  return wanted.every((part, index) => {
    const isLast = index === wanted.length - 1;
    return fits(part, (isLast ? parts.slice(index) : parts.slice(index, index + 1)).join(":"));
  });
}

function partsOf(pattern: Pattern): Pattern[] {
  const parts: Pattern[] = [];
  let begin = 0;
  for (const [index, character] of pattern.entries()) {
    if (character !== ":" || parts.length === separators) continue;
    parts.push(pattern.slice(begin, index));
    begin = index + 1;
  }
  return [...parts, pattern.slice(begin)];
}
