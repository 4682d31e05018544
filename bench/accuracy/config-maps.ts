import { detect } from "../../policies/detect/index";
import type { Detection, Finding } from "../../policies/detect/types";
import type { CorpusConfigMap, Spot } from "../corpus";

/** What the detection says about one ConfigMap, placeholders left out. */
export interface JudgedConfigMap {
  configMap: CorpusConfigMap;
  findings: Finding[];
}

/** What looks for credentials: the guard's own detection, or a test's. */
export type Look = (leaf: { keyPath: string[]; value: string }) => Detection;

/** Judges every value of a ConfigMap, as the rule configmap-secrets does. */
export function judgeConfigMap(configMap: CorpusConfigMap, look: Look = detect): JudgedConfigMap {
  const findings = Object.entries(configMap.data).flatMap(
    ([key, value]) => look({ keyPath: ["data", key], value }).findings,
  );
  return { configMap, findings: findings.filter(counts) };
}

/** Everything counts but a placeholder: what only advises disturbs its reader, too. */
export function counts({ level }: Finding): boolean {
  return level !== "placeholder";
}

/** Lines by which a finding may be off: a parser names the start of a block whose second line holds the value. */
const tolerance = 1;

/** Whether a finding is at the spot: under its key, and where the spot names a line, on it or next to it. */
export function isAt(finding: Finding, spot: Spot): boolean {
  if (finding.keyPath[1] !== spot.key) return false;
  return spot.line === undefined || Math.abs((finding.line ?? 1) - spot.line) <= tolerance;
}

/** A real credential: the same text under the same key is one, however many ConfigMaps repeat it. */
export interface Credential {
  /** The places that hold it, e.g. `"cm00033 data[DEMO_LOGIN_PASSWORD]"`. */
  places: string[];
  /** Whether it was found in every place. */
  isFound: boolean;
  /** The detectors that found it. */
  detectors: string[];
}

/** Sums up which of the credentials that people saw in ConfigMaps were found. */
export function credentialsOf(judged: readonly JudgedConfigMap[]): Credential[] {
  const byText = new Map<string, Credential>();
  for (const { configMap, findings } of judged) {
    for (const spot of distinctSpots(configMap)) {
      const text = `${spot.key}\n${lineAt(configMap, spot)}`;
      const known = byText.get(text) ?? { places: [], isFound: true, detectors: [] };
      const found = findings.filter((finding) => isAt(finding, spot));
      byText.set(text, {
        places: [...known.places, describe(configMap, spot)],
        isFound: known.isFound && found.length > 0,
        detectors: [...known.detectors, ...found.map(({ detector }) => detector)],
      });
    }
  }
  return [...byText.values()];
}

/** The findings that are at none of the spots: either a person overlooked something, or the detection is wrong. */
export function elsewhere({ configMap, findings }: JudgedConfigMap): Finding[] {
  return findings.filter((finding) => !configMap.why.some((spot) => isAt(finding, spot)));
}

/** A key named as a whole and once more by its only line is one spot. */
function distinctSpots({ why, data }: CorpusConfigMap): Spot[] {
  const spots = new Map<string, Spot>();
  for (const spot of why) {
    const isOneLine = !(data[spot.key] ?? "").trimEnd().includes("\n");
    spots.set(isOneLine ? spot.key : `${spot.key}\n${spot.line ?? ""}`, spot);
  }
  return [...spots.values()];
}

function lineAt({ data }: CorpusConfigMap, { key, line = 1 }: Spot): string {
  return (data[key] ?? "").split("\n")[line - 1]?.trim() ?? "";
}

function describe({ id, name }: CorpusConfigMap, { key, line }: Spot): string {
  return `${id} (${name}) data[${JSON.stringify(key)}]${line === undefined ? "" : ` line ${line}`}`;
}
