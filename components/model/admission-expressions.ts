import { formatTables, prefixLength, tokenPattern } from "./admission-formats";
import * as values from "./admission-values";
import { keyStems, passwordEnding, wordCode, wordPattern } from "./admission-words";

/** A named expression, which is evaluated once and only when it is asked for. */
export interface Variable {
  name: string;
  expression: string;
}

/** Annotations by which a team exempts a ConfigMap: why, who answers for it, and the last day. */
export const exemptionAnnotations = {
  reason: "strongroom/exempt",
  owner: "strongroom/exempt-owner",
  until: "strongroom/exempt-until",
} as const;

/**
 * Up to here everything is read. An API server gives each expression a budget that pays for every character read (1,000,000 units,
 * `PerCallLimit`), and a ConfigMap holds up to 1 MiB: past these a policy that went on would fail, and refuse what is innocent.
 */
export const readLimits = {
  /** Keys of a ConfigMap. Past that nothing is read. */
  keys: 500,
  /** Characters of all values. Past that only names, tokens and private keys are. */
  characters: 120_000,
  /** Characters of a value under a key that names a credential. */
  value: 202,
  /** Tokens, and lines that give a credential's name a value, in all values together. */
  tokens: 8000,
  lines: 600,
} as const;

/** Text as CEL writes it. */
function text(value: string): string {
  return JSON.stringify(value);
}

function matches(subject: string, pattern: string): string {
  return `${subject}.matches(${text(pattern)})`;
}

/** CEL has no way to name a value inside an expression but a list of one. */
function where(name: string, value: string, condition: string): string {
  return `[${value}].exists(${name}, ${condition})`;
}

/** The value that stands under the key `k`. */
const v = "variables.data[k]";

/** Keys of `data` that fulfil a condition on `k`, the key, and its value. */
function keysWhere(condition: string): string {
  return `variables.data.filter(k, ${condition})`;
}

/** The letters of a key's words. */
function lettersOf(key: string): string {
  const { number, other, password } = wordCode();
  const unknown = `${matches("w", "^[0-9]{1,4}$")} ? ${text(number)} : ${matches("w", passwordEnding)} ? ${text(password)} : ${text(other)}`;
  const letter = `w in variables.words ? variables.words[w] : ${unknown}`;
  return `${key}.findAll(${text(wordPattern)}).map(w, w.lowerAscii()).map(w, ${letter}).join("")`;
}

/** Letters, digits and marks that are mixed as no name mixes them, measured by the runs of one kind; and hexadecimal digits. */
function isMixed(value: string): string {
  const runs = `${value}.findAll("[a-z]+|[A-Z]+|[0-9]+|[^A-Za-z0-9]+").size()`;
  return [
    `${value}.size() >= 8`,
    matches(value, "[0-9].*[0-9]|[!@#%^&*?~]"),
    matches(value, "[A-Za-z].*[A-Za-z].*[A-Za-z]"),
    `!${matches(value, "^[a-z]+(?:[-_.][a-z0-9]+)*$")}`,
    `(${runs} * 5 > ${value}.size() + 4 || ${matches(value, "^(?:[0-9a-f]{16,}|[0-9A-F]{16,})$")})`,
  ].join(" && ");
}

/** Whether `b`, a value without quotes, is the credential that `c`, the letters of its key, name. */
function isNamed(): string {
  const { names } = wordCode();
  const password = `b.size() > 2 && !${matches("b", values.fieldWord)} && (${matches("b", values.pin)} || !${matches("b", values.innocentValue)})`;
  const secret = `${isMixed("b")} && (${matches("c", names.secret)} || b.size() >= 20) && !${matches("b", values.innocentValue)}`;
  return `(${matches("c", names.password)} ? ${password} : ${secret}) && !${matches("b", values.placeholder)}`;
}

/** Whether a key names a credential, and its value is one. The key is judged first, because it costs less. */
function isCredential(key: string, value: string): string {
  return where("c", lettersOf(key), `${matches("c", wordCode().names.vague)} && ${where("b", value, isNamed())}`);
}

function named(stems: string): string {
  const credential = isCredential("k", `${v}.find(${text(values.bareValue)})`);
  const size = `${v}.size() > 1 && ${v}.size() <= ${readLimits.value}`;
  return keysWhere(`${size} && ${matches("k", stems)} && ${matches(v, values.plainValue)} && ${credential}`);
}

function lines(): string {
  const key = `l.find(${text(values.assignedKey)})`;
  const line = isCredential(key, `l.find(${text(values.assignedRest)}).find(${text(values.bareValue)})`);
  return keysWhere(`${v}.findAll(${text(values.assignment(keyStems()))}, variables.lineLimit).exists(l, ${line})`);
}

function tokens(): string {
  const prefix = `t.substring(0, ${prefixLength})`;
  const token = `${prefix} in variables.formats && t.matches(variables.formats[${prefix}]) && !${matches("t", values.filler)}`;
  return keysWhere(`${v}.size() > 15 && ${v}.findAll(${text(tokenPattern)}, variables.tokenLimit).exists(t, ${token})`);
}

function urls(): string {
  const url = `!${matches("u", values.placeholder)}`;
  return keysWhere(
    `${v}.contains("://") && ${v}.contains("@") && ${v}.findAll(${text(values.urlPassword)}, 50).exists(u, ${url})`,
  );
}

function privateKeys(): string {
  const body = `variables.isSmall ? ${matches(v, values.privateKey)} : ${matches(v, values.privateKeyInShort)}`;
  const plain = `${v}.contains("PRIVATE KEY") && (${body})`;
  const start = values.base64Start("-----BEGIN ");
  const encoded = `${v}.contains(${text(start)}) && variables.isSmall && ${matches(v, values.encodedPrivateKey)}`;
  return keysWhere(`(${plain}) || (${encoded})`);
}

/** What each list of keys is called in a message. */
const kinds = [
  { name: "named", what: "a credential by its name" },
  { name: "lines", what: "a line that sets a credential" },
  { name: "tokens", what: "a token in a vendor's format" },
  { name: "marked", what: "a credential in a vendor's format" },
  { name: "urls", what: "a password in a URL" },
  { name: "privateKeys", what: "a private key" },
] as const;

/**
 * The variables of the policy, each of which uses only those in front of it. `findings` is the last: texts that name keys and
 * never a value.
 *
 * Source for the language: https://kubernetes.io/docs/reference/using-api/cel/
 */
export function admissionVariables(): Variable[] {
  const { tokens: formats, marks } = formatTables();
  const stems = `(?i)${keyStems().join("|")}`;
  const small = (expression: string) => `variables.isSmall ? ${expression} : []`;
  const found = where("f", `${v}.find(m[1])`, `f != "" && !${matches("f", values.filler)}`);
  const mark = `${v}.contains(m[0]) && ${found}`;
  return [
    { name: "annotations", expression: "object.metadata.?annotations.orValue({})" },
    { name: "isReadable", expression: `size(object.?data.orValue({})) <= ${readLimits.keys}` },
    { name: "data", expression: "variables.isReadable ? object.?data.orValue({}) : {}" },
    { name: "characters", expression: "variables.data.map(k, size(variables.data[k])).sum()" },
    { name: "isSmall", expression: `variables.characters <= ${readLimits.characters}` },
    { name: "tokenLimit", expression: `${readLimits.tokens} / (size(variables.data) + 1) + 1` },
    { name: "lineLimit", expression: `${readLimits.lines} / (size(variables.data) + 1) + 3` },
    { name: "exempt", expression: exemption() },
    { name: "words", expression: JSON.stringify(wordCode().letters) },
    // Inside a list, which is no JSON that the guard would open: "pat" is the beginning of a token here, and no name of one.
    { name: "formats", expression: `[${JSON.stringify(formats)}][0]` },
    { name: "marks", expression: JSON.stringify(marks) },
    { name: "named", expression: named(stems) },
    { name: "lines", expression: small(lines()) },
    { name: "tokens", expression: tokens() },
    { name: "marked", expression: small(keysWhere(`${v}.size() > 15 && variables.marks.exists(m, ${mark})`)) },
    { name: "urls", expression: small(urls()) },
    { name: "privateKeys", expression: privateKeys() },
    {
      name: "findings",
      expression: kinds
        .map(({ name, what }) => `variables.${name}.map(k, 'data["' + k + '"] holds ${what.replace("'", "\\'")}')`)
        .join(" + "),
    },
  ];
}

/**
 * An exemption holds until the end of its last day (UTC). A policy has no clock, but the API server stamps every write before it
 * is judged: creation in `creationTimestamp`, a change in `managedFields`. An exemption that is older than its object's newest
 * stamp has run out.
 */
function exemption(): string {
  const { reason, owner, until } = exemptionAnnotations;
  const get = (key: string) => `variables.annotations[?${text(key)}].orValue("")`;
  const day = matches(get(until), "^20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$");
  const end = `${get(until)} + "T23:59:59Z"`;
  const stamps = `([object.metadata.?creationTimestamp.orValue("")] + object.metadata.?managedFields.orValue([]).map(f, f.?time.orValue("")))`;
  return `${get(reason)}.trim() != "" && ${get(owner)}.trim() != "" && ${day} && ${stamps}.all(t, string(t) <= ${end})`;
}
