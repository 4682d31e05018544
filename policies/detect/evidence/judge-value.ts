import type { Piece } from "../detector";
import type { Level } from "../types";
import { isMadeByHand } from "./handmade";
import type { KeyReading } from "./key-name";
import { isPlaceholder } from "./placeholders";
import { isUuid, looksRandom, textureOf } from "./randomness";
import { isExpression, isInnocent } from "./value";

/** How a value is written. */
export type Written = Pick<Piece, "isCode" | "isLiteral">;

/**
 * How sure it is that a value is the credential that its key names.
 *
 * @param value Without quotes.
 * @param written How it is written: see `Piece`.
 */
export function judgeNamed(value: string, reading: KeyReading, written: Written = {}): Level | undefined {
  const { meaning, isVague = false } = reading;
  if ((meaning !== "password" && meaning !== "secret") || value.length < 2 || value.length > 8192) return undefined;
  if (isInnocent(value, meaning)) return undefined;
  if (isPlaceholder(value)) return "placeholder";
  // A password may be as simple as this, a token of this length is given out and not thought up.
  if (meaning === "secret" && value.length >= 20 && isMadeByHand(value)) return "placeholder";
  if (looksRandom(value, isVague ? 20 : 12)) return "certain";
  if (isVague || written.isCode === true) return undefined;
  if (/\s/.test(value)) return meaning === "password" && isPassphrase(value) ? "suspicious" : undefined;
  if (written.isLiteral !== true && isExpression(value)) return undefined;
  if (isUuid(value)) return "likely";
  if (isNameOfCredential(value)) return undefined;
  if (meaning === "password") return value.length < 3 || isCredentialWord(value, reading) ? undefined : "likely";
  return isMixed(value) ? "likely" : undefined;
}

/**
 * Words with a number among them, as in a passphrase. A text about passwords may read alike, so that this is never sure; without
 * a number nothing tells them apart.
 */
function isPassphrase(value: string): boolean {
  if (value.length > 64 || /\b(?:characters|letters|digits|symbols)\b/i.test(value)) return false;
  return /\d/.test(value) && /^[\p{L}\d,.!?'&@#*+_-]+(?: [\p{L}\d,.!?'&@#*+_-]+){1,7}$/u.test(value);
}

/** `redis-password` under `passwordKey`, `grafana-admin-secret`: the name of a Secret or of its key. */
function isNameOfCredential(value: string): boolean {
  return (
    /^[#.@/]?[a-z0-9]+(?:[-_./:][a-z0-9]+)+$/i.test(value) &&
    /(?:^|[-_./:])(?:password|passwd|secret|secrets|token|credentials?|creds|key|auth|pass|passphrase)(?:$|[-_./:])/i.test(
      value,
    )
  );
}

/** A type, a field or a method, not a value: `password: string`, `token: jwt`. */
export function isCredentialWord(value: string, { noun }: KeyReading): boolean {
  return (
    /^(?:string|str|files|compat|systemd|sss|text|bytes?|object|secretkeyref|valuefrom|prompt|ask|file|env|stdin|bcrypt|scram-sha-\d+|plain|md5|sha\d{1,3}|basic|bearer|token|ldap|oauth2?|oidc|jwt|none|iam|kerberos|required|secret)$/i.test(
      value,
    ) && !(noun === "password" && /^(?:secret|password)$/i.test(value))
  );
}

/** Not a name: letters, digits and marks are mixed as no name mixes them. */
function isMixed(value: string): boolean {
  if (value.length < 8) return false;
  const { digits, lower, upper, marks, changes } = textureOf(value);
  if (marks > 0 && /[!@#$%^&*?~]/.test(value)) return true;
  if (/^[a-z]+(?:[-_.][a-z0-9]+)*$/.test(value)) return false;
  return digits > 1 && lower + upper > 2 && changes > 0.2;
}
