import { compoundWords, keyWords } from "../../policies/detect/as-data";

/** What a word can be in a key, as the detection reads it (see `policies/detect/evidence/key-name.ts`). */
type Role = "password" | "secret" | "kind" | "key" | "about" | "value" | "switch";

const { passwordNouns, secretNouns, keyKinds, aboutTails, valueTails, identifierNouns, switches } = keyWords;

/** Hashes of a password are read elsewhere; here they make a key be about one. */
const hashes = ["hash", "hashed", "hashes", "bcrypt", "htpasswd", "crypt"];
const about = new Set([...aboutTails, ...[...identifierNouns].filter((word) => !valueTails.has(word)), ...hashes]);

const roleWords: Record<Role, ReadonlySet<string>> = {
  password: passwordNouns,
  secret: secretNouns,
  kind: keyKinds,
  key: new Set(["key", "keys"]),
  about,
  value: new Set([...valueTails].filter((word) => !about.has(word))),
  // "require_pass" asks for one, "REQUIRE_PASSWORD: true" is told by its value.
  switch: new Set([...switches, "public", "checksum"].filter((word) => word !== "require")),
};
const roles = Object.keys(roleWords) as Role[];

/** Letters that no combination of roles takes. */
const numberLetter = "n";
const otherLetter = "z";

/** A vocabulary in which every word is a letter, so that a key becomes a short word that a short pattern judges. */
export interface WordCode {
  /** Word in lower case to its letter; a compound to the letters of its last two words. */
  letters: Readonly<Record<string, string>>;
  number: string;
  other: string;
  /** The letter of a plain password noun, for a word that ends in one. */
  password: string;
  /** RE2 patterns over the letters of a whole key. */
  names: {
    /** A password, which may be short and simple. */
    password: string;
    /** Another credential, which mixes letters and digits. */
    secret: string;
    /** Unknown words stand behind the noun. */
    vague: string;
  };
}

/**
 * Encodes the detection's words. An admission policy pays for each character of a pattern with each character that it reads;
 * a look-up in a map costs nearly nothing. So each word of a key becomes one letter, and the patterns read letters:
 * `APPLE_SHARED_SECRET` is "unknown, kind, secret".
 */
export function wordCode(): WordCode {
  const letterOf = new Map<string, string>();
  const letter = (word: string): string => {
    const combination = roles.filter((role) => roleWords[role].has(word)).join();
    if (combination === "") return /^\d{1,4}$/.test(word) ? numberLetter : otherLetter;
    if (!letterOf.has(combination)) letterOf.set(combination, String.fromCharCode(65 + letterOf.size));
    return letterOf.get(combination)!;
  };
  const words = [...new Set(roles.flatMap((role) => [...roleWords[role]]))].filter((word) => /^[a-z0-9]+$/.test(word));
  const letters = Object.fromEntries([
    ...words.sort().map((word) => [word, letter(word)] as const),
    ...[...compoundWords].map(([word, parts]) => [word, parts.map(letter).join("").slice(-2)] as const),
  ]);
  const having = (...wanted: Role[]): string =>
    [...letterOf]
      .filter(([key]) => wanted.some((role) => key.split(",").includes(role)))
      .map(([, found]) => found)
      .join("");
  const start = `^[^${having("switch")}]*`;
  const tail = `[${having("value")}${numberLetter}]*$`;
  const secret = `(?:[${having("secret")}]|[${having("kind")}][${having("key")}])`;
  return {
    letters,
    number: numberLetter,
    other: otherLetter,
    password: letter("password"),
    names: {
      password: `${start}[${having("password")}]${tail}`,
      secret: `${start}${secret}${tail}`,
      vague: `${start}(?:[${having("password")}]|${secret})[^${having("about", "switch")}]*$`,
    },
  };
}

/** The shortest texts of which every key that names a credential holds one: what has none of them is not looked at. */
export function keyStems(): string[] {
  const nouns = new Set([...passwordNouns, ...secretNouns, "key"]);
  return [...nouns].filter((noun) => ![...nouns].some((other) => other !== noun && noun.includes(other))).sort();
}

/**
 * Finds the words of a key: `dbPassword`, `DB_PASSWORD` and `DBPassword`. RE2 cannot look ahead, so that a capital word in
 * front of another one (`APIKey`) stays one word; the compounds know the usual ones.
 */
export const wordPattern = "(?i:base64|b64)|[A-Z]?[a-z]+|[A-Z]+?(?:Pass[a-z]*|Pwd|Secret|Token|Key)|[A-Z]+|[0-9]+";

/** Nothing else ends so: `pgpassword`. */
export const passwordEnding = "(?:password|passwd|passphrase|passcode)$";
