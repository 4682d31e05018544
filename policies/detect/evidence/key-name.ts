import type { KeyPath } from "../types";
import {
  aboutTails,
  hashParameters,
  identifierNouns,
  keyKinds,
  passwordNouns,
  secretNouns,
  sessionBound,
  shownToVisitors,
  switches,
  valueTails,
} from "./vocabulary";
import { wordsOf } from "./words";

/**
 * What a key says about its value:
 * - `password`: a password, which may be short and simple.
 * - `secret`: another credential (a token, an API key), which is long or random.
 * - `hash`: the hash of a password.
 * - `identifier`: a checksum, a revision, an id: random and harmless.
 * - `about`: something about a credential: its file, its name, its age.
 * - `neutral`: nothing.
 */
export type KeyMeaning = "password" | "secret" | "hash" | "identifier" | "about" | "neutral";

/** A key as it is read. */
export interface KeyReading {
  meaning: KeyMeaning;
  /** The words of the key that decided, to name the credential: `"shared secret"`. */
  noun: string;
  /** An unknown word stands behind the noun, so that only a random value tells. */
  isVague?: boolean;
}

const neutral: KeyReading = { meaning: "neutral", noun: "" };
const readings = new Map<string, KeyReading>();

/** Reads one key, without those around it. @example readOne("DB_PASSWORD").meaning // "password" */
export function readOne(key: string): KeyReading {
  const known = readings.get(key);
  if (known !== undefined) return known;
  const reading = key.length > 200 ? neutral : readCased(key);
  if (readings.size > 20_000) readings.clear();
  readings.set(key, reading);
  return reading;
}

/** Tools for browsers publish variables that begin so: a key there may be meant for everyone, a password never is. */
const published = /^(?:NEXT|NUXT|EXPO)_PUBLIC_/;

/** In odd case, `PaSsWoRd`, every letter would be a word of its own. */
function readCased(key: string): KeyReading {
  const withoutPrefix = published.test(key) ? readWords(wordsOf(key.replace(published, ""))) : neutral;
  if (withoutPrefix.meaning === "password") return withoutPrefix;
  const reading = readWords(wordsOf(key));
  return reading.meaning === "neutral" && /[a-z][A-Z][a-z][A-Z]/.test(key)
    ? readWords(wordsOf(key.toLowerCase()))
    : reading;
}

/** What one key means. */
export function meaningOf(key: string): KeyMeaning {
  return readOne(key).meaning;
}

/** Keys that say only that there is a value. */
const containers = /^(?:values?|stringvalue|default|content|data|plain|val|text|literal|raw|current)$/i;

/**
 * Reads a key path: its last key, and where that says nothing the keys around it.
 *
 * @param alias The name that stands beside a `value`.
 */
export function readKey(keyPath: KeyPath, alias?: string): KeyReading {
  let at = keyPath.length - 1;
  while (at > 0 && typeof keyPath[at] === "number") at--;
  const last = String(keyPath[at] ?? "");
  const reading = readOne(last);
  if (reading.meaning !== "neutral") {
    return isKeyInSecret(last, keyPath[at - 1]) ? { ...reading, isVague: true } : reading;
  }
  const isContainer = containers.test(last);
  if (isContainer && alias !== undefined) return readOne(alias);
  // The first key of a path, such as "data" of a ConfigMap, is no context.
  let parents = 0;
  for (let up = at - 1; up > 0; up--) {
    const key = keyPath[up];
    if (typeof key === "number") continue;
    const parent = readOne(key!);
    if (parent.meaning === "identifier") return parent;
    if (parents === 0 && isContainer) return parent;
    if (parents === 0 && up === at - 1 && isPlural(key!))
      return parent.meaning === "password" ? parent : { ...parent, isVague: true };
    parents++;
  }
  return neutral;
}

/** `passwordSecret: { secretName: db, password: pw }` says under which key of the Secret the password stands. */
function isKeyInSecret(key: string, parent: KeyPath[number] | undefined): boolean {
  return (
    typeof parent === "string" &&
    /secret$/i.test(parent) &&
    wordsOf(parent).join(" ") === `${wordsOf(key).join(" ")} secret`
  );
}

/** `passwords: { admin: x }` names every value below. */
function isPlural(key: string): boolean {
  return /(?:passwords|secrets|tokens|keys|credentials|creds)$/i.test(key);
}

function readWords(words: readonly string[]): KeyReading {
  const last = words.length - 1;
  for (let at = last; at >= 0; at--) {
    const noun = nounAt(words, at);
    if (noun !== undefined) return readNoun(words, at, noun);
  }
  if (last > 0 && words[last - 1] === "public" && /^keys?$/.test(words[last]!)) {
    return { meaning: "identifier", noun: "public key" };
  }
  if (last > 0 && shownToVisitors.test(words.join(" "))) return { meaning: "identifier", noun: words[last]! };
  const identifier = words.find((word, at) => (at === last || at === 0) && identifierNouns.has(word));
  return identifier === undefined ? neutral : { meaning: "identifier", noun: identifier };
}

function nounAt(words: readonly string[], at: number): string | undefined {
  const word = words[at]!;
  const before = words[at - 1];
  if (passwordNouns.has(word)) return word.startsWith("pw") ? "password" : word;
  if (secretNouns.has(word)) return before === undefined || before.length > 12 ? word : `${before} ${word}`;
  if ((word === "key" || word === "keys") && before !== undefined && keyKinds.has(before)) return `${before} key`;
  return undefined;
}

/** Hashes of these nouns are hashes of passwords; a checksum of a secret is none. */
const hashes = new Set(["hash", "hashed", "hashes", "bcrypt", "htpasswd", "crypt"]);

function readNoun(words: readonly string[], at: number, noun: string): KeyReading {
  const meaning = passwordNouns.has(words[at]!) ? "password" : "secret";
  const before = words.slice(0, at);
  const tail = words.slice(at + 1);
  const about: KeyReading = { meaning: "about", noun };
  // A key or a token may be public, a password is not.
  const isPublic = before.includes("public") && /(?:key|token)s?$/.test(noun);
  const isSessions = /tokens?$/.test(noun) && before.some((word) => sessionBound.has(word));
  if (isPublic || isSessions || before[0] === "checksum") return { meaning: "identifier", noun };
  if (before.some((word) => switches.has(word)) && !(before.length === 1 && before[0] === "require")) return about;
  if (hashParameters.has(tail.at(-1) ?? "")) return about;
  if (tail.some((word) => hashes.has(word))) return { meaning: "hash", noun: `${noun} hash` };
  if (tail.some((word) => aboutTails.has(word))) return about;
  if (tail.some((word) => identifierNouns.has(word) && !valueTails.has(word))) return { meaning: "identifier", noun };
  if (tail.every((word) => valueTails.has(word) || /^v?\d{0,4}$/.test(word))) return { meaning, noun };
  return { meaning: "secret", noun, isVague: true };
}
