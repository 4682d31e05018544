import * as path from "node:path";
import { Worker } from "node:worker_threads";
import { machine, print, table } from "../report";
import type { FuzzJob, FuzzMessage } from "./worker";

/** What may be typed behind `fuzz:guard`. */
export interface FuzzOptions {
  count: number;
  seed: number;
}

/** Milliseconds without a step forward after which a value counts as hanging. */
const patience = 30_000;
/** Problems after which it is pointless to go on. */
const enough = 50;

type Slow = Extract<FuzzMessage, { done: true }>["slowest"];

/** Tries values until all are tried; prints each problem with the command that repeats it. Exit status 1 says that there was one. */
export async function fuzzDetection({ count, seed }: FuzzOptions): Promise<void> {
  print(`Trying ${count} values from seed ${seed} on. ${machine()}.`);
  const start = performance.now();
  const last = seed + count - 1;
  const slowest: Slow = [];
  let characters = 0;
  let problems = 0;
  let next = seed;
  while (next <= last && problems < enough) {
    const end = await runWorker(
      next,
      last,
      (message) => {
        if ("done" in message) {
          slowest.push(...message.slowest);
          characters += message.characters;
        } else {
          problems++;
          report(message.seed, `${message.problem.kind}: ${message.problem.detail}`);
        }
      },
      () => problems >= enough,
    );
    if (end.hung) {
      problems++;
      report(end.at, `hangs: no answer within ${patience / 1000} s`);
    }
    next = end.at + 1;
  }
  const seconds = (performance.now() - start) / 1000;
  const tried = Math.min(next, last + 1) - seed;
  print(
    table(
      ["slowest values, seed", "ms", "characters"],
      slowest.slice(0, 5).map((slow) => [slow.seed, slow.milliseconds.toFixed(1), slow.length]),
    ),
    `${tried} values${characters === 0 ? "" : `, ${(characters / 1e6).toFixed(0)} million characters`}, ${seconds.toFixed(0)} s: ` +
      (problems === 0 ? "no problem." : `${problems} problems${problems >= enough ? ", stopped there" : ""}.`),
  );
  process.exitCode = problems === 0 ? 0 : 1;
}

function report(seed: number, what: string): void {
  process.stdout.write(`seed ${seed} ${what}\n  Repeat it: npm run fuzz:guard -- --seed ${seed} --count 1\n`);
}

/** Runs one worker to its end, or until it hangs or the caller has enough. */
function runWorker(
  first: number,
  last: number,
  onMessage: (message: FuzzMessage) => void,
  isEnough: () => boolean,
): Promise<{ at: number; hung: boolean }> {
  const progress = new SharedArrayBuffer(4);
  const at = new Int32Array(progress);
  at[0] = first - 1;
  const worker = new Worker(path.join(__dirname, "..", "..", "scripts", "bench-worker.js"), {
    workerData: { first, last, progress } satisfies FuzzJob,
  });
  return new Promise((resolve, reject) => {
    let before: number | undefined;
    let isDone = false;
    const end = (hung: boolean) => {
      clearInterval(watch);
      const stoppedAt = isDone ? last : Math.max(first, at[0]!);
      void worker.terminate().then(() => resolve({ at: stoppedAt, hung }));
    };
    const watch = setInterval(() => {
      if (at[0] === before) end(true);
      before = at[0];
    }, patience);
    worker.on("message", (message: FuzzMessage) => {
      isDone ||= "done" in message;
      onMessage(message);
      if (isDone || isEnough()) end(false);
    });
    worker.once("error", reject);
  });
}
