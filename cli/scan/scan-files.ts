import { readFileSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { text as readStream } from "node:stream/consumers";
import { Worker } from "node:worker_threads";
import { fingerprintUnder } from "../../policies/detect/fingerprint";
import { standardInput } from "./find-files";
import { scanText, type FileScan } from "./scan-text";

/** Bytes that are worth a second thread: starting one costs about as much as scanning these. */
const worthAThread = 1_500_000;
/** Files that a thread takes at a time. */
const handful = 4;
/** Beyond this many threads the start costs more than it brings. */
const mostThreads = 8;

/** A list without objects is not empty, so whatever should have written here failed. */
const emptyInput =
  "Standard input is empty, so nothing was scanned. Fix: run what stands before the pipe alone, and see why it writes nothing.";

/** What a thread is told. */
export interface ScanWork {
  files: readonly string[];
  /** Holds the index of the next file that nobody has taken. */
  next: Int32Array;
  /** Key of a baseline, for fingerprints. */
  key: string | undefined;
}

/** Results by the file's index. */
export type ScanResults = [index: number, scan: FileScan][];

/**
 * Scans files, on several threads when they are large.
 *
 * @param files As `findFiles` gives them.
 * @param key Key of the baseline that fingerprints are wanted for.
 * @returns One result for each file, in their order.
 */
export async function scanFiles(files: readonly string[], key?: string): Promise<FileScan[]> {
  const work: ScanWork = { files, next: new Int32Array(new SharedArrayBuffer(4)), key };
  const others = Array.from({ length: threadsFor(files) - 1 }, () => startThread(work));
  const results = [takeFiles(work), await takeInput(work), ...(await Promise.all(others))].flat();
  return results.sort(([one], [other]) => one - other).map(([, scan]) => scan);
}

/** Scans files until none is left: the body of every thread, the main one included. */
export function takeFiles({ files, next, key }: ScanWork): ScanResults {
  const fingerprint = key === undefined ? undefined : fingerprintUnder(key);
  const results: ScanResults = [];
  for (;;) {
    const first = Atomics.add(next, 0, handful);
    if (first >= files.length) return results;
    for (const [offset, file] of files.slice(first, first + handful).entries()) {
      // Only the main thread has it.
      if (file === standardInput) continue;
      const text = readText(file);
      const scan = typeof text === "string" ? scanText(text, file, fingerprint) : text;
      results.push([first + offset, scan]);
    }
  }
}

/** Scans standard input where it is asked for. A pipe may still be filling, so it is waited for. */
async function takeInput({ files, key }: ScanWork): Promise<ScanResults> {
  const index = files.indexOf(standardInput);
  if (index === -1) return [];
  const text = await readStream(process.stdin);
  if (text.trim() === "") return [[index, broken(standardInput, emptyInput)]];
  return [[index, scanText(text, standardInput, key === undefined ? undefined : fingerprintUnder(key))]];
}

function readText(file: string): string | FileScan {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    const reason = code === "ERR_STRING_TOO_LONG" ? "it is too large: split it" : code;
    return broken(file, `It could not be read (${reason}).`);
  }
}

function broken(file: string, message: string): FileScan {
  return { findings: [], unread: [], objects: 0, problems: [{ file, message }] };
}

/** One thread for little, one for each processor for much. */
function threadsFor(files: readonly string[]): number {
  const most = Math.min(availableParallelism(), mostThreads, Math.ceil(files.length / handful));
  if (most < 2) return 1;
  let bytes = 0;
  for (const file of files) {
    if (file !== standardInput) bytes += statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes > worthAThread) return most;
  }
  return 1;
}

function startThread(work: ScanWork): Promise<ScanResults> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(__dirname, "worker.js"), { workerData: work });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("A thread of the scan ended before its work was done.")));
  });
}
