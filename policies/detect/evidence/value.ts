import { isHarmless } from "./innocents";
import { isLocation, isReference } from "./references";
import { isSetting } from "./placeholders";

/** Takes off quotes that a format left. */
export function bare(value: string): string {
  const text = value.trim();
  const quoted = /^(["'`])([^"'`]*)\1$/.exec(text);
  return quoted === null ? text : quoted[2]!.trim();
}

/** A value that cannot be a credential, whatever its key says: a setting, a reference, a place, a public thing. */
export function isInnocent(value: string): boolean {
  return isSetting(value) || isReference(value) || isLocation(value) || isHarmless(value);
}

/** Calls, subscripts, operators and declarations: an expression of a program, not a value. */
export function isExpression(value: string): boolean {
  return (
    /[A-Za-z_]\w*\([^)]*\)?/.test(value) ||
    /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){1,6}$/.test(value) ||
    /^[A-Za-z_]\w*\[[^\]]*\]/.test(value) ||
    /[{}]$|^[{[(]/.test(value) ||
    /\$[A-Za-z_{(]/.test(value) ||
    /^["'][^"']*["']\s*[.+,]/.test(value) ||
    /`/.test(value)
  );
}
