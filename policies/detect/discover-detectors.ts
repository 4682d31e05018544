import * as path from "node:path";
import type { Detector } from "./detector";
import { discoverById } from "./discover-by-id";

/**
 * Loads every detector of a folder: one detector a file, and the file's name is the detector's id.
 *
 * @param folder Default: `policies/detect/detectors`.
 * @throws Error when a file exports no detector, or a detector under another name.
 */
export function discoverDetectors(folder: string = path.join(__dirname, "detectors")): Detector[] {
  return discoverById(folder, "detector", "detectors");
}
