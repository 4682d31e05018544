import { parentPort, workerData } from "node:worker_threads";
import { tryValueInTime, type Problem } from "./try-value";
import { fuzzValue } from "./values";

/** What a worker is given: the seeds from `first` up to `last`, both included, and where to note how far it is. */
export interface FuzzJob {
  first: number;
  last: number;
  /** One number, the seed at work. Shared, because a worker that hangs answers no message. */
  progress: SharedArrayBuffer;
}

/** What a worker says. */
export type FuzzMessage =
  | { seed: number; problem: Problem }
  | { done: true; slowest: { seed: number; milliseconds: number; length: number }[]; characters: number };

const { first, last, progress } = workerData as FuzzJob;
const at = new Int32Array(progress);
const slowest: { seed: number; milliseconds: number; length: number }[] = [];
let characters = 0;
const say = (message: FuzzMessage) => parentPort!.postMessage(message);

for (let seed = first; seed <= last; seed++) {
  const value = fuzzValue(seed);
  Atomics.store(at, 0, seed);
  const { problem, milliseconds } = tryValueInTime(value);
  if (problem !== undefined) say({ seed, problem });
  const { length } = value.leaf.value;
  characters += length;
  if (slowest.length < 5 || milliseconds > slowest.at(-1)!.milliseconds) {
    slowest.push({ seed, milliseconds, length });
    slowest.sort((one, other) => other.milliseconds - one.milliseconds);
    slowest.length = Math.min(slowest.length, 5);
  }
}
say({ done: true, slowest, characters });
