import { meaningOf } from "./key-name";

const telling = new Map<string, boolean>();

/** Whether a key alone is reason enough to judge its value. */
export function isTelling(key: string): boolean {
  const known = telling.get(key);
  if (known !== undefined) return known;
  const meaning = meaningOf(key);
  const answer = meaning === "password" || meaning === "secret" || meaning === "hash";
  if (telling.size > 20_000) telling.clear();
  telling.set(key, answer);
  return answer;
}

/** Words that stand near credentials, userinfo in a URL, hashes. */
const hints =
  /pass|pwd|secret|token|cred|auth|bearer|basic|cookie|(?:api|access|private|account|shared|signing|encryption|master|license|secret)[_. -]?key|:\/\/[^\s/]{0,200}@|(?:curl|mysql|sshpass|redis-cli|psql|mongo|docker|wget|ldap)\S{0,20}\s|identified|\$[0-9a-z]{1,8}\$|\{S?SHA| >\S{3}/i;
/** What is longer is worth a look where it is one word: it may be encoded. */
const longestToken = 5000;
const token = /^["']?[A-Za-z0-9+/_=.~-]{12,}["']?[,;]?$/;

/** One token as a whole, which may be random or base64: not the lower-case words of names. */
function isToken(value: string): boolean {
  if (value.length > longestToken) return !/\s/.test(value);
  if (value.length < 12 || !token.test(value)) return false;
  const isLong = value.length > 19;
  if (/\d/.test(value)) return isLong || /[A-Z]/.test(value);
  return isLong && (/[A-Z]/.test(value) || !/[-_./]/.test(value));
}

/** Whether a value that holds none of the words near credentials is worth a closer look. */
export function hasTokenHint(value: string): boolean {
  return value.length > 5 && isToken(value);
}

/** Whether a value without a telling key is worth a closer look. */
export function hasHint(value: string): boolean {
  return value.length > 5 && (isToken(value) || hints.test(value) || value.startsWith("\\x"));
}
