import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { mapConcurrently } from "../map-concurrently";
import type { CollectedPreview, CollectOptions } from "./collect-preview";

/** A preview that a process of its own does. */
export interface PreviewTask {
  environment: string;
  options: CollectOptions;
}

/**
 * Does several previews, each in a process of its own, and a few at a time. What a program prints goes to the error stream, where it can
 * be taken for no result.
 *
 * @returns In the order of the tasks.
 */
export async function previewInWorkers(tasks: readonly PreviewTask[]): Promise<CollectedPreview[]> {
  // A preview is two processes: the program's and the guard's.
  const atOnce = Math.max(1, Math.floor(availableParallelism() / 2));
  return mapConcurrently(tasks, atOnce, previewInWorker);
}

function previewInWorker(task: PreviewTask): Promise<CollectedPreview> {
  return new Promise((resolve, reject) => {
    const worker = fork(join(__dirname, "worker.js"), { stdio: ["ignore", 2, 2, "ipc"] });
    let result: CollectedPreview | undefined;
    worker.once("message", (message) => (result = message as CollectedPreview));
    worker.once("error", reject);
    worker.once("exit", (status, signal) => {
      const message = `The preview of ${task.environment} ended without a result (${signal ?? `exit status ${status}`}).`;
      resolve(result ?? { failure: message, problems: [{ message }] });
    });
    worker.send(task);
  });
}
