import type { Detector } from "./detector";
import { discoverDetectors } from "./discover-detectors";
import { FormatSearch } from "./formats";
import { Run, type Engine, type Judge } from "./run";
import type { Detection, Fingerprint, Leaf } from "./types";

/** Characters of a value that are looked at. */
const longest = 8 * 1024 * 1024;

let engine: Engine | undefined;

function start(): Engine {
  const detectors = discoverDetectors();
  const judges = detectors.filter((detector): detector is Detector & Judge => detector.judge !== undefined);
  return {
    search: new FormatSearch(detectors),
    judges: judges.sort((one, other) => (one.order ?? 50) - (other.order ?? 50)),
  };
}

/**
 * Looks for credentials in a value: opens what is written in a known format, searches the formats of vendors, and judges each
 * value by its keys and its texture. It is total: no value makes it throw, and what it could not read it says.
 *
 * @param leaf The value, and the keys that lead to it.
 * @param fingerprint Asked once for each finding, so that a value can be known again without being kept. Default: none.
 * @example detect({ keyPath: ["data", "APPLE_SHARED_SECRET"], value }).findings[0]?.level // "certain"
 */
export function detect(leaf: Leaf, fingerprint?: Fingerprint): Detection {
  engine ??= start();
  const { keyPath, value, place = "config-map" } = leaf;
  const run = new Run(engine, { keyPath, value: value.slice(0, longest), line: 1, place });
  if (value.length > longest)
    run.unread.push({ keyPath, reason: `only its first ${longest} characters are looked at` });
  return { findings: run.findings(fingerprint), unread: run.unread };
}
