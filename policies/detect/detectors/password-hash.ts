import type { Detector, Piece, Verdict } from "../detector";
import { readKey } from "../evidence/key-name";
import { looksRandom } from "../evidence/randomness";
import { bare } from "../evidence/value";
import { alphabets, madeUp } from "../samples";

const hash =
  /\$(?:2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|[156789y]\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9$]{1,100}\$[./A-Za-z0-9]{22,90}|apr1\$[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{22}|argon2(?:id|i|d)\$v=\d{1,3}\$m=\d{1,9},t=\d{1,6},p=\d{1,4}\$[A-Za-z0-9+/]{8,90}\$[A-Za-z0-9+/]{16,200}|krb5(?:asrep|tgs)\$[^\s]{40,4000})|\{(?:S?SHA(?:256|384|512)?|SMD5|MD5|CRYPT|PBKDF2[\w-]{0,20})\}[A-Za-z0-9+/=.$]{20,200}|\bpbkdf2[_:-]sha\d{1,3}[$:]\d{1,9}[$:][^\s$:]{4,90}[$:][A-Za-z0-9+/=]{24,120}|SCRAM-SHA-\d{1,3}\$\d{1,9}:[A-Za-z0-9+/=]{16,60}\$[A-Za-z0-9+/=]{20,100}:[A-Za-z0-9+/=]{20,100}/g;
/** Jupyter's and others': algorithm, salt, hash. */
const salted = /^(?:sha1|sha256|sha512|md5|argon2|scrypt)[:$][0-9a-z]{4,64}[:$][0-9A-Za-z+/=]{32,200}$/;

const detector: Detector = {
  id: "password-hash",
  title: "Hashes of passwords",
  why: "A hash is tried against lists of passwords without anybody noticing; simple passwords fall within minutes.",
  references: [
    "https://httpd.apache.org/docs/2.4/misc/password_encryptions.html",
    "https://man7.org/linux/man-pages/man5/crypt.5.html",
    "https://cwe.mitre.org/data/definitions/916.html",
  ],
  order: 15,
  judge,
  leaks: () => [
    { keyPath: ["data", "htpasswd"], value: `admin:$2${"y"}$10$${madeUp(53)}` },
    {
      keyPath: ["data", "auth"],
      value: `admin:$apr${"1"}$${madeUp(8)}$${madeUp(22)}\nci:$apr${"1"}$${madeUp(8)}$${madeUp(22)}\n`,
    },
    { keyPath: ["data", "ADMIN_PASSWORD_HASH"], value: madeUp(64, alphabets.hex) },
    { keyPath: ["data", "shadow"], value: `root:$6$${madeUp(16)}$${madeUp(86)}:19000:0:99999:7:::` },
  ],
  innocent: () => [
    { keyPath: ["data", "hash"], value: madeUp(64, alphabets.hex) },
    { keyPath: ["data", "PASSWORD_HASH_ALGORITHM"], value: "bcrypt" },
    { keyPath: ["data", "note"], value: "bcrypt begins with $2y$ and a cost." },
  ],
};
export default detector;

function judge({ keyPath, value, alias }: Piece): Verdict[] {
  const what = "the hash of a password";
  const verdicts: Verdict[] = [];
  if (/[${]|pbkdf2|SCRAM-SHA/.test(value)) {
    for (const [secret] of value.slice(0, 100_000).matchAll(hash)) verdicts.push({ what, level: "likely", secret });
  }
  if (verdicts.length > 0) return verdicts;
  if (value.length < 32 || /\s/.test(value)) return [];
  const { meaning } = readKey(keyPath, alias);
  const secret = bare(value);
  const isHash =
    (meaning === "hash" && looksRandom(secret, 32)) ||
    ((meaning === "hash" || meaning === "password") && salted.test(secret));
  return isHash ? [{ what, level: "likely", secret }] : [];
}
