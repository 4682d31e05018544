import type { KeyPath } from "../types";
import { wordsOf } from "./words";

/**
 * What a key says about its value:
 * - `password`: a password, which may be short and simple.
 * - `secret`: another credential (a token, an API key), which is long or random.
 * - `identifier`: a checksum, a revision, an id: random and harmless.
 * - `about`: something about a credential: its file, its name, its age.
 * - `neutral`: nothing.
 */
export type KeyMeaning = "password" | "secret" | "identifier" | "about" | "neutral";

/** A key as it is read. */
export interface KeyReading {
  meaning: KeyMeaning;
  /** The words of the key that decided, to name the credential: `"shared secret"`. */
  noun: string;
}

const passwordNouns = new Set(
  "password passwords passwd pwd pass passphrase passcode passwort pw passw passwrd pasword psw requirepass".split(" "),
);
const secretNouns = new Set(
  "secret secrets token tokens credential credentials creds cred apikey psk pat jwt bearer authorization salt pepper".split(
    " ",
  ),
);
/** A key that opens something, by the word in front of it. */
const keyKinds = new Set(
  (
    "api access secret private signing encryption decryption auth account storage shared master fernet ssh deploy license " +
    "app application client webhook session cookie hmac aes jwt server admin service sas subscription write ingest rsa " +
    "integration routing project authentication authorization sign cipher crypto symmetric function host"
  ).split(" "),
);
/** Words after the noun that make it a thing about the credential. */
const aboutTails = new Set(
  (
    "name names ref refs reference file files filename path paths url urls uri uris dir directory folder ttl expiry expires expiration " +
    "expire lifetime lifespan age duration length len size policy policies type types format prefix suffix header headers field " +
    "fields id ids count counter enabled enable disabled required optional endpoint endpoints issuer issuers algorithm alg algo " +
    "rotation rotate interval timeout replicas version versions namespace arn store stores manager provider providers location " +
    "mount mounts volume label labels annotation annotations env var variable column param parameter parameters property claim claims " +
    "regex pattern validator validation validity audience aud scope scopes usage method mode max min limit limits cache bucket " +
    "description message hint prompt title text reset change changed update updated created prefixes engine backend class driver " +
    "plugin operator controller service server host port address domain user username owner group role roles review reviews kind " +
    "source selector template key keys strategy attempts retries retry number index list exchange delimiter separator encoder encoding cmd command script func function"
  ).split(" "),
);
/** Words after the noun that leave it a credential: `PASSWORD_PROD`, `TOKEN_VALUE`. */
const valueTails = new Set(
  "value values base64 b64 hash hashed encoded plain plaintext raw hex prod production dev development stage staging test live sandbox old new current previous primary secondary backup default main string data digest".split(
    " ",
  ),
);
const identifierNouns = new Set(
  (
    "checksum checksums digest etag revision rev commit sha sha1 sha224 sha256 sha384 sha512 md5 crc crc32 hash hashes fingerprint fingerprints thumbprint uuid guid uid id ids " +
    "integrity build image version versions serial nonce ref tag oid asn cid signature resourceversion generation cert certificate certificates ca crt pem public modulus"
  ).split(" "),
);
/** Words in front that make a switch or a measure of it. */
const switches = new Set(
  "enable enabled disable disabled use uses allow allowed has is show skip no num number max min count total require requires required validate check hide ignore without with can should must next page continuation cancellation existing optional on".split(
    " ",
  ),
);

/** Reads a key path: its last key first, then the keys around it. */
export function readKey(keyPath: KeyPath): KeyReading {
  const keys = keyPath.filter((step): step is string => typeof step === "string");
  const last = keys.at(-1) ?? "";
  const read = readWords(wordsOf(last));
  if (read.meaning !== "neutral") return read;
  return readContext(last, keys);
}

const containers = new Set(["value", "values", "stringvalue", "default", "content", "data", "plain", "val", "text"]);

/** `password: { value: x }` is a password too. */
function readContext(last: string, keys: readonly string[]): KeyReading {
  const parent = keys.at(-2);
  if (parent !== undefined && keys.length > 2 && containers.has(last.toLowerCase())) {
    return readWords(wordsOf(parent));
  }
  return { meaning: "neutral", noun: "" };
}

function readWords(words: readonly string[]): KeyReading {
  for (let at = words.length - 1; at >= 0; at--) {
    const word = words[at]!;
    const noun = nounAt(words, at);
    if (noun !== undefined) return tailed(words, at, noun, passwordNouns.has(word) ? "password" : "secret");
    if (identifierNouns.has(word) && (at === words.length - 1 || at === 0)) {
      // "PASSWORD_HASH" is read at the noun, a "CHECKSUM" here.
      if (!(valueTails.has(word) && words.slice(0, at).some((_, index) => nounAt(words, index) !== undefined))) {
        if (at === words.length - 1 || words.length > 1) return { meaning: "identifier", noun: word };
      }
    }
  }
  return { meaning: "neutral", noun: "" };
}

function nounAt(words: readonly string[], at: number): string | undefined {
  const word = words[at]!;
  const before = words[at - 1];
  if (passwordNouns.has(word)) return word === "pw" || word === "pwd" ? "password" : word;
  if (secretNouns.has(word)) return before === undefined ? word : `${before} ${word}`;
  if ((word === "key" || word === "keys") && before !== undefined && keyKinds.has(before)) return `${before} key`;
  return undefined;
}

function tailed(words: readonly string[], at: number, noun: string, meaning: "password" | "secret"): KeyReading {
  const about: KeyReading = { meaning: "about", noun };
  if (words.slice(0, at).some((word) => switches.has(word)) && words[0] !== "require") return about;
  const tail = words.slice(at + 1);
  if (tail.some((word) => aboutTails.has(word))) return about;
  if (words.includes("public")) return { meaning: "identifier", noun: "public key" };
  if (tail.every((word) => valueTails.has(word) || /^\d{1,4}$/.test(word))) return { meaning, noun };
  // An unknown word behind it: only a random value tells.
  return { meaning: "secret", noun };
}
