import { isHarmless, isNumber } from "../../../policies/detect/evidence/innocents";
import { isCredentialWord } from "../../../policies/detect/evidence/judge-value";
import { type KeyReading, readKey } from "../../../policies/detect/evidence/key-name";
import { isLocation, isReference } from "../../../policies/detect/evidence/references";
import { detect } from "../../../policies/detect/index";
import type { Finding, Place } from "../../../policies/detect/types";
import { variableOf } from "../names";
import type { FoundKey } from "./found";

/** What is known of a value once it was looked at. */
export type Judged = Pick<FoundKey, "meaning" | "what" | "scheme" | "hasQuery">;

/** A credential inside a file that a key holds, such as application.yaml. */
export interface Inside {
  variable: string;
  what: string;
}

/**
 * Looks at a value, with the guard's own detection. This is the one place that sees values: what it returns holds none. The guard
 * leaves a value alone that it is not sure of; here a name that says password is enough, because a setting ends up in plain text.
 *
 * @param key The variable, or the key of a ConfigMap.
 * @param value Absent where it lies elsewhere: then the key alone tells.
 * @param place Where it stands.
 */
export function judgeKey(key: string, value: string | undefined, place: Place): Judged {
  const text = value?.trim() ?? "";
  if (text === "" || isReference(text)) return { meaning: namesCredential(key) ? "credential" : "setting" };
  const [finding] = findingsIn(key, text, place);
  const [, scheme] = /^((?:jdbc:)?[a-z][a-z0-9+.-]{1,30}):\/\//i.exec(text) ?? [];
  return {
    meaning: finding === undefined && !namesCredential(key, text) ? "setting" : "credential",
    ...(finding !== undefined && { what: told(finding) }),
    ...(scheme !== undefined && { scheme: scheme.toLowerCase(), hasQuery: text.includes("?") }),
  };
}

/** The credentials inside a file, each under the name that the keys inside give it. Those without a name are left out. */
export function judgeFile(key: string, value: string): Inside[] {
  const found = new Map<string, Inside>();
  for (const finding of findingsIn(key, value, "config-map")) {
    const inner = finding.keyPath.slice(2).filter((step) => typeof step === "string");
    const variable = variableOf((inner.length > 0 ? inner : [key.replace(/\.\w+$/, "")]).join("_"));
    if (variable !== undefined && !found.has(variable)) found.set(variable, { variable, what: told(finding) });
  }
  return [...found.values()];
}

/** Whether a key is a name, and no credential that somebody took for one. Only then it is ever shown. */
export function isName(key: string): boolean {
  if (!/^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/.test(key)) return false;
  const { findings } = detect({ keyPath: ["data"], value: key, place: "config-map" });
  return findings.every(({ level }) => level === "placeholder");
}

function findingsIn(key: string, value: string, place: Place): Finding[] {
  return detect({ keyPath: [place === "config-map" ? "data" : "env", key], value, place }).findings;
}

/**
 * Whether a name alone says that there is a credential behind it.
 *
 * @param value Where it is known: a switch, a path or an address is none, whatever the name says.
 * @example namesCredential("DB_PASSWORD", "My dog Rex, 2019!") // true
 */
export function namesCredential(key: string, value = ""): boolean {
  const reading = readKey(["env", key]);
  const isNamed = ["password", "secret", "hash"].includes(reading.meaning) && reading.isVague !== true;
  return isNamed && !isPlainlyOther(value.trim(), reading);
}

/** What a switch says. "none" and the like are no value, so that the name goes on telling. */
const switchWords = /^(?:true|false|yes|no|on|off|enabled|disabled|optional|required|auto)$/i;

function isPlainlyOther(value: string, reading: KeyReading): boolean {
  if (switchWords.test(value) || (isLocation(value) && !isReference(value))) return true;
  // A password may be a date, an address or a word; a token is none of them.
  if (reading.meaning === "password") return false;
  const isCount = isNumber(value) && (reading.noun.endsWith("s") || /[a-z%]$/i.test(value));
  return isCount || isHarmless(value) || isCredentialWord(value, reading);
}

function told({ what, level }: Finding): string {
  if (level === "placeholder") return `a placeholder for ${what}`;
  return level === "suspicious" ? `perhaps ${what}` : what;
}
