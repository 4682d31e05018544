import { readKey } from "../../../policies/detect/evidence/key-name";
import { isReference } from "../../../policies/detect/evidence/references";
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
 * Looks at a value, with the guard's own detection. This is the one place that sees values: what it returns holds none.
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
    meaning: finding === undefined ? "setting" : "credential",
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

function namesCredential(key: string): boolean {
  const { meaning, isVague = false } = readKey(["env", key]);
  return ["password", "secret", "hash"].includes(meaning) && !isVague;
}

function told({ what, level }: Finding): string {
  if (level === "placeholder") return `a placeholder for ${what}`;
  return level === "suspicious" ? `perhaps ${what}` : what;
}
