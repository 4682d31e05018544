import { fillerWords } from "../../policies/detect/as-data";

/**
 * RE2 patterns for values. They are plainer than the detection's own: a policy cannot measure how random a value is, so it judges
 * only values that are written as credentials are, and lets the others pass.
 */

const first = "A-Za-z0-9+/_.~!@#%^&*?|-";
const next = `=${first}`;

/** A credential without its quotes: no blank, no bracket, no `$`, no `:`, so neither a reference nor a URL nor an expression. */
export const bareValue = `[${first}][${next}]{1,199}`;

/** A value that is nothing but such a credential. */
export const plainValue = `^\\s*["']?${bareValue}["']?\\s*$`;

/** A number of four digits and more may be a password. */
export const pin = "^[0-9]{4,}$";

const settings =
  "true|false|yes|no|on|off|null|nil|none|undefined|n/a|na|disabled|enabled|optional|required|auto|default|any|all";
const nameWords = "password|passwd|secrets?|token|credentials?|creds|key|auth|pass";

/** Values that are no credential whatever their key says: settings, places, names, numbers, versions, addresses. */
export const innocentValue = [
  `(?i:^(?:${settings})$)`,
  // Places: "/run/secrets/x", "./x", "~/x".
  "^(?:\\.{1,2}|~)?/[\\w@%+.,/-]*$",
  // Numbers with a unit, versions, dates.
  "^[-v]?[0-9.,_]+[a-zA-Z%]{0,3}$",
  "^[0-9]{4}-[0-9]{2}-[0-9]{2}",
  // Addresses and fields of a program: "a@b.c", "config.token".
  "^[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+$",
  "^[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)+$",
  // Names of Secrets and of their keys: "grafana-admin-secret".
  `(?i:^(?:[a-z0-9]+[-_./])+(?:${nameWords})(?:[-_./][a-z0-9]+)*$|^(?:${nameWords})(?:[-_./][a-z0-9]+)+$)`,
  // The name of a variable: "adminPassword".
  "^[a-z]+[A-Za-z]*(?:Password|Passwd|Secret|Token|Key|Credentials?)$",
  // Published halves and templates: "pk_live_...", "__X__", "@X@", "%X%".
  "^(?:pk_|pk\\.|price_|prod_|acct_|age1|sha[0-9]+-)",
  "^(?:__\\w+__|@\\w+@|%\\w+%?)$",
].join("|");

/** Says of itself that it is to be filled in. */
export const placeholder =
  "(?i)change.?(?:me|this|it)|replace|place.?holder|redacted|todo|fixme|insert[-_]|your[-_]?|^my-?(?:secret|token|password)$|" +
  "dummy|example|sample|fake|foo-?bar|deadbeef|unused|overrid|xxxx|\\*\\*\\*\\*|\\.\\.\\.\\.|^[x*.#_0-]+$|^0?123456789|^abcdef";

/** The same inside a vendor's format, where a sequence says nothing. */
export const filler = `${fillerWords}|[xX]{6}|\\.{6}|0{12}|1{12}`;

/** What stands behind `password:` in a schema or a choice of methods: a type, not a value. */
export const fieldWord =
  "(?i)^(?:string|str|text|bytes?|object|secretkeyref|valuefrom|prompt|ask|file|env|stdin|bcrypt|scram-sha-\\d+|plain|md5|" +
  "sha\\d{1,3}|basic|bearer|token|ldap|oauth2?|oidc|jwt|iam|kerberos)$";

/** A line, or a member of a JSON object, that gives a key a plain value. @param stems Texts of which the key holds one. */
export function assignment(stems: readonly string[]): string {
  const key = `[\\w.-]*(?i:${stems.join("|")})[\\w.-]*`;
  const lead = `(?:^|[{,])[ \\t"'-]*(?:export )?`;
  // Shorter than the characters of a bare value, which is looked for afterwards: each character here is paid for.
  const value = `[^\\s"'$<>(){}\\[\\],;:]{2,200}`;
  return `(?m)${lead}${key}["']?[ \\t]*[:=][ \\t]*["']?${value}["']?[ \\t]*(?:$|[,;}\\r])`;
}

/** The key of such a line. */
export const assignedKey = "[A-Za-z_][\\w.-]*";
/** What stands behind it. */
export const assignedRest = "[:=](?s:.*)";

/** A URL with the password of a user, which is no reference. */
export const urlPassword =
  "[a-z][a-z0-9+.-]*://[^\\s:/?#@\"'<>]*:[^\\s/?#@\"'<>${}()\\[%*][^\\s/?#@\"'<>${}]*@[\\w\\[]";

/** A private key with its body: two lines of dashes alone are a sentence about one. */
export const privateKey = "-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----[\\sA-Za-z0-9+/=:,.\\\\()-]{64}";

/** The end of its first line and the beginning of its second, in a pattern that is short enough for a value of 1 MiB. */
export const privateKeyInShort = "E KEY-----\\n[\\w+/]{9}";

/** The same in base64, which begins with the same characters whenever the key begins the text, and goes on. */
export const encodedPrivateKey = `${base64Start("-----BEGIN ")}(?:${[
  "PRIVATE KEY-",
  "RSA PRIVATE",
  "EC PRIVATE ",
  "DSA PRIVATE",
  "OPENSSH PRIV",
  "ENCRYPTED PRI",
]
  .map((rest) => base64Start(`-----BEGIN ${rest}`).slice(base64Start("-----BEGIN ").length))
  .join("|")})[A-Za-z0-9+/]{60}`;

/** The base64 characters that are settled, whatever follows the text. */
export function base64Start(text: string): string {
  return Buffer.from(text)
    .toString("base64")
    .replace(/=+$/, "")
    .slice(0, Math.floor((text.length * 8) / 6));
}
