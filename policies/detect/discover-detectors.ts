import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import type { Detector } from "./detector";

const load = createRequire(__filename);

/**
 * Loads every detector of a folder: one detector a file, and the file's name is the detector's id.
 *
 * @param folder Default: `policies/detect/detectors`.
 * @throws Error when a file exports no detector, or a detector under another name.
 */
export function discoverDetectors(folder: string = path.join(__dirname, "detectors")): Detector[] {
  return fs
    .readdirSync(folder)
    .filter((file) => /\.[jt]s$/.test(file) && !file.endsWith(".d.ts"))
    .sort()
    .map((file) => loadDetector(path.join(folder, file)));
}

function loadDetector(file: string): Detector {
  const { default: detector } = load(file) as { default?: Partial<Detector> };
  const wanted = path.parse(file).name;
  if (detector?.id !== wanted) {
    const given = detector?.id === undefined ? "exports no detector" : `exports the detector "${detector.id}"`;
    throw new Error(`detectors/${path.basename(file)} ${given}; wanted export default { id: "${wanted}", ... }`);
  }
  return detector as Detector;
}
