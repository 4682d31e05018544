import { detect } from "../detect/index";
import type { Field } from "./fields";

/** Words of a key that may lead to a credential, or to what protects one: then nothing is called a setting. */
const credentialWords = new Set(
  (
    "password passwd pwd pass passphrase secret secrets token tokens key keys apikey credential credentials auth " +
    "authorization private cert certificate signature salt pin otp seed hash user username account login id dsn jdbc"
  ).split(" "),
);
/** The last word of a key whose value is a number, a duration or a short word. */
const settingWords = new Set(
  (
    "port timeout interval ttl limit count size concurrency replicas workers threads retries attempts seconds minutes " +
    "hours days ms percent ratio rate level region locale lang language timezone tz format mode env environment"
  ).split(" "),
);
const flagWords = new Set(
  "feature features enable enabled disable disabled flag flags use is has debug verbose".split(" "),
);
const addressWords = new Set("url endpoint origin".split(" "));

const flag = /^(true|false|on|off|yes|no|enabled|disabled|0|1)$/i;
const logLevel = /^(trace|debug|verbose|info|notice|warn|warning|error|fatal|critical|off)$/i;
const amount = /^\d{1,7}(\.\d{1,3})?\s?(ms|s|m|h|d|%|kb|mb|gb)?$/i;
const shortWord = /^[a-z]{1,12}([-_/][a-z0-9]{1,10}){0,3}$/i;
/** Without a user, a query or a part that could be a token: `https://hooks.example.com/T0/Xk3j...` is a credential. */
const plainUrl = /^https?:\/\/[a-z0-9.-]{1,100}(:\d{1,5})?(\/[a-z][a-z.-]{0,20}|\/v\d{1,2}){0,6}\/?$/i;

/**
 * Whether a field is evidently a setting and no credential. It is certain of it or says no: a PIN is a number too.
 *
 * @example isSetting({ keyPath: ["LOG_LEVEL"], value: "info" }) // true
 */
export function isSetting({ keyPath, value }: Field): boolean {
  const words = wordsOf(keyPath.filter((step) => typeof step === "string").join(" "));
  if (words.some((word) => credentialWords.has(word))) return false;
  if (detect({ keyPath, value, place: "manifest" }).findings.length > 0) return false;
  const last = words.at(-1) ?? "";
  if (keyPath.length === 0) return /^(true|false)$/i.test(value);
  if (last === "level" && logLevel.test(value)) return true;
  if (/^(true|false)$/i.test(value)) return true;
  if (flag.test(value) && words.some((word) => flagWords.has(word))) return true;
  if (settingWords.has(last)) return amount.test(value) || shortWord.test(value);
  return addressWords.has(last) && plainUrl.test(value);
}

/** Whether a value is made of settings alone, at least one of them. */
export function areSettings(fields: readonly Field[]): boolean {
  return fields.length > 0 && fields.every(isSetting);
}

/** Whether a value holds a placeholder or nothing where a credential would be. */
export function isPlaceholder(fields: readonly Field[]): boolean {
  return fields.every(({ value }) => {
    const { findings } = detect({ keyPath: ["password"], value, place: "manifest" });
    return findings.every(({ level }) => level === "placeholder");
  });
}

/** `requestTimeoutSeconds` and `REQUEST_TIMEOUT_SECONDS` are the same words. */
function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
}
