import { detect } from "../../policies/detect/index";
import { allConfigMaps, type Corpus } from "../corpus";
import { measured, worked, type Measured } from "../measured";

/** How fast the detection is on its own, in one thread of this process. */
export interface DetectionSpeed {
  /** Bytes of all values, in UTF-8. */
  bytes: number;
  /** MB (1,000,000 bytes) a second of work; see `worked`. */
  megabytesPerSecond: Measured;
  /** The first pass, in which the engine still compiles, in MB a second. */
  firstPass: number;
  /** The values that took longest: id and key, milliseconds, bytes. */
  slowest: { at: string; milliseconds: number; bytes: number }[];
}

/** Times the detection over every value of the corpus. @param runs Passes after the first one. */
export function measureDetection(corpus: Corpus, runs: number): DetectionSpeed {
  const leaves = allConfigMaps(corpus).flatMap(({ id, data }) =>
    Object.entries(data).map(([key, value]) => ({ id, keyPath: ["data", key], value })),
  );
  const bytes = leaves.reduce((sum, { value }) => sum + Buffer.byteLength(value), 0);
  const pass = () => leaves.forEach((leaf) => detect(leaf));
  const speed = (milliseconds: number) => bytes / 1_000 / milliseconds;
  const first = worked(pass);
  const speeds: number[] = [];
  for (let run = 0; run < runs; run++) speeds.push(speed(worked(pass)));
  const slowest = [];
  for (const { id, keyPath, value } of leaves) {
    const milliseconds = worked(() => void detect({ keyPath, value }));
    slowest.push({ at: `${id} ${keyPath.join(".")}`, milliseconds, bytes: Buffer.byteLength(value) });
  }
  slowest.sort((one, other) => other.milliseconds - one.milliseconds);
  return {
    bytes,
    megabytesPerSecond: measured(speeds),
    firstPass: speed(first),
    slowest: slowest.slice(0, 5),
  };
}
