import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { LocatedProblem } from "../../report/preview-report";
import { mapConcurrently } from "../map-concurrently";

/** What a process of its own is to do with a stack: see worker.js. */
export interface WorkerTask {
  /** The stack, e.g. `"prod"`. */
  environment: string;
  /** Plain data. */
  options: object;
}

/** Why a process has no result. */
export interface WorkerFailure {
  failure: string;
  problems: LocatedProblem[];
}

/**
 * Runs the programs of several stacks, each in a process of its own, and a few at a time. What a program prints goes to the error stream,
 * where it can be taken for no result.
 *
 * @param job `preview` collects a preview; `judge` gives what a report is made of.
 * @typeParam Result What the job gives: plain data.
 * @returns In the order of the tasks.
 */
export async function runInWorkers<Result>(
  job: "preview" | "judge",
  tasks: readonly WorkerTask[],
): Promise<(Result | WorkerFailure)[]> {
  // A program is two processes: its own and the guard's.
  const atOnce = Math.max(1, Math.floor(availableParallelism() / 2));
  return mapConcurrently(tasks, atOnce, (task) => runInWorker<Result>(job, task));
}

function runInWorker<Result>(job: string, task: WorkerTask): Promise<Result | WorkerFailure> {
  return new Promise((resolve, reject) => {
    const worker = fork(join(__dirname, "worker.js"), { stdio: ["ignore", 2, 2, "ipc"] });
    let result: Result | undefined;
    worker.once("message", (message) => (result = message as Result));
    worker.once("error", reject);
    worker.once("exit", (status, signal) => {
      const message = `The preview of ${task.environment} ended without a result (${signal ?? `exit status ${status}`}).`;
      resolve(result ?? { failure: message, problems: [{ message }] });
    });
    worker.send({ job, task });
  });
}
