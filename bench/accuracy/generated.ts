import { detect } from "../../policies/detect/index";
import { hexDigits, Random } from "../random";
import { counts, type Look } from "./config-maps";

/** How many values are made up for each question. */
export const generatedCount = 1000;

/** Keys under which 32 hexadecimal digits are no credential. */
export const innocentKeys = ["checksum", "digest", "etag", "revision", "install_id"] as const;

/** ConfigMap data as in the incident, the shared secret under a key of choice. */
export function incidentData(random: Random, key: string): Record<string, string> {
  return {
    APPLE_BUNDLE_ID: `com.example.app${random.between(1, 999)}`,
    [key]: random.text(32, hexDigits),
    APPLE_VERIFY_URL: "https://buy.itunes.apple.com/verifyReceipt",
    LOG_LEVEL: random.pick(["debug", "info", "warn"]),
    PORT: String(random.between(1024, 65535)),
  };
}

/** How many of 1,000 made-up ConfigMaps are flagged at that key. */
export function incidentsFound(key: string, seed: number, look: Look = detect): number {
  const random = new Random(seed);
  let found = 0;
  for (let count = 0; count < generatedCount; count++) {
    if (isFlagged(key, incidentData(random, key)[key]!, look)) found++;
  }
  return found;
}

/** How many of 1,000 made-up values are flagged under each innocent key. */
export function innocentsFlagged(seed: number, look: Look = detect): Record<string, number> {
  const random = new Random(seed);
  const flagged: Record<string, number> = Object.fromEntries(innocentKeys.map((key) => [key, 0]));
  for (let count = 0; count < generatedCount; count++) {
    const value = random.text(32, hexDigits);
    for (const key of innocentKeys) if (isFlagged(key, value, look)) flagged[key]!++;
  }
  return flagged;
}

function isFlagged(key: string, value: string, look: Look): boolean {
  return look({ keyPath: ["data", key], value }).findings.some(counts);
}
