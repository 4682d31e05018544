import { isHarmless, isNumber } from "./innocents";
import { isSetting } from "./placeholders";
import { isLocation, isReference } from "./references";
import { isUuid } from "./randomness";

/** Takes off quotes that a format left, with the comma or semicolon behind them. */
export function bare(value: string): string {
  const text = value.trim();
  const quoted = /^\\?(["'`])([^"'`]*?)\\?\1[,;]?$/.exec(text);
  return quoted === null ? text : quoted[2]!.trim();
}

/**
 * A value that cannot be a credential: a setting, a reference, a place, a public thing.
 *
 * @param meaning What the key says. A number may be a password, a UUID may be a token; under any other key they are harmless.
 */
export function isInnocent(value: string, meaning: "password" | "secret" | "neutral"): boolean {
  if (isSetting(value) || isReference(value) || isLocation(value) || isHarmless(value)) return true;
  if (isUuid(value)) return meaning === "neutral";
  return isNumber(value) && !(meaning === "password" && /^\d{4,}$/.test(value));
}

/** Calls, subscripts, operators and declarations: an expression of a program, not a value. */
export function isExpression(value: string): boolean {
  return (
    /[A-Za-z_]\w*\(/.test(value) ||
    /^[A-Za-z_]\w*(?:\??\.[A-Za-z_]\w*){1,6}$/.test(value) ||
    /^[A-Za-z_]\w*\[[^\]]*\]/.test(value) ||
    /[{}]$|^[{[(|&]/.test(value) ||
    /(?:^|[^A-Za-z0-9])\$[A-Za-z_]|\$[{(]/.test(value) ||
    /^["'][^"']*["']\s*[.+,]/.test(value) ||
    /^[fF][rR]?["'][^{]*\{/.test(value) ||
    value.includes("`")
  );
}
