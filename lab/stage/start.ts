import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LabError } from "../lab-error";
import { withLock } from "../parts/lock";
import type { Parts, Report } from "../parts/parts";
import { baseVariables } from "./environment";
import { keyFiles, kubeconfigFile, writeKeys } from "./keys";
import type { StagePart } from "./part";
import { choosePorts } from "./ports";
import { isRunning, startProcess, stopProcess } from "./processes";
import { chooseRanges, runningStages } from "./ranges";
import { findStage, stageDirectory, writeStage, type Stage, type StageProcess } from "./stage";
import { stageParts } from "./stage-parts";

/** What listens on a port of its own. */
const listeners = [
  "etcd",
  "etcd-peers",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "emulator",
] as const;

/** Seconds that a part may take until it works; on a busy machine an API server takes most of a minute. */
const patience = 120;

/** Milliseconds between two questions whether a part works. */
const interval = 100;

/** Lines of a part's log that an error shows. */
const shownLines = 12;

/** How to start a stage. */
export interface StartOptions {
  /** Stops the start: what it started is ended again. */
  signal?: AbortSignal;
  /** What the stage needs beside its parts; it is called each time, once they work. */
  furnish?: (stage: Stage) => Promise<void>;
}

/** What a start did. */
export interface Started {
  stage: Stage;
  /** Names of the parts that were started: all of them, or those that had ended, or none where everything ran. */
  parts: string[];
}

/**
 * Starts what does not run of a stage, and returns once every part works. What it starts outlives this process.
 *
 * @param name The stage, e.g. `"default"`.
 * @param parts What was built: see `ensureParts` of lab/parts.
 * @param report Takes a line for every part that was started.
 * @throws LabError when a part does not come up; it shows the end of the part's log. What was started before keeps running.
 * @example const { stage } = await startStage("default", await ensureParts(report), report);
 */
export async function startStage(
  name: string,
  parts: Parts,
  report: Report,
  options: StartOptions = {},
): Promise<Started> {
  const directory = stageDirectory(name);
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = path.join(directory, "up.lock");
  return withLock(
    lock,
    (pid) => report(`Process ${pid} is starting or stopping the stage "${name}": waiting for it.`),
    async () => {
      const stage = await prepareStage(name, parts);
      const started = await startParts(stage, stageParts(), report, options);
      return { stage, parts: started };
    },
  );
}

/** Ports, keys and the state file of a stage: what runs keeps what it has. */
async function prepareStage(name: string, parts: Parts): Promise<Stage> {
  const former = findStage(name);
  const running = former?.processes.filter(isRunning) ?? [];
  if (former !== undefined && running.length > 0) return { ...former, processes: running };

  const directory = stageDirectory(name);
  const ports = await choosePorts(listeners, former?.ports);
  const url = `https://127.0.0.1:${ports["kube-apiserver"]}`;
  const issuer = writeKeys(directory, url);
  const files = keyFiles(directory);
  const stage: Stage = {
    name,
    directory,
    parts,
    kubernetes: {
      url,
      issuer,
      kubeconfig: kubeconfigFile(directory, "administrator"),
      certificateAuthorityFile: files.apiServerCertificate,
      tokenFile: files.administratorToken,
      publicKeyFile: files.serviceAccountPublicKey,
    },
    aws: { endpoint: `http://127.0.0.1:${ports["emulator"]}` },
    ports,
    // The cluster keeps the addresses that its Services have.
    ranges: former?.ranges ?? chooseRanges(name, runningStages(name)),
    processes: [],
  };
  fs.rmSync(path.join(directory, "logs"), { recursive: true, force: true });
  fs.mkdirSync(path.join(directory, "logs"), { mode: 0o700 });
  writeStage(stage);
  return stage;
}

/** Starts what does not run, each as soon as the parts that it needs work. */
async function startParts(
  stage: Stage,
  parts: StagePart[],
  report: Report,
  { signal, furnish }: StartOptions,
): Promise<string[]> {
  const missing = parts.filter(({ name }) => processOf(stage, name) === undefined);
  const failed = new AbortController();
  const stop = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  const working = new Map<string, Promise<void>>();
  for (const part of parts) {
    const needed = Promise.all(part.after.map((name) => working.get(name)!));
    const start = missing.includes(part)
      ? needed.then(() => startPart(stage, part, report, stop))
      : needed.then(() => checkPart(stage, part, stop));
    working.set(part.name, start);
    // One that fails stops the others: their waiting would hide the reason.
    start.catch((error: unknown) => failed.abort(error));
  }
  await Promise.allSettled(working.values());
  try {
    stop.throwIfAborted();
    if (furnish !== undefined) await Promise.race([furnish(stage), rejectedBy(stop)]);
  } catch (error) {
    if (signal?.aborted) await endAll(stage, missing);
    throw error;
  }
  return missing.map(({ name }) => name);
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
}

function processOf(stage: Stage, name: string): StageProcess | undefined {
  return stage.processes.find((process) => process.name === name);
}

/** Ends again what this start began. */
async function endAll(stage: Stage, parts: StagePart[]): Promise<void> {
  const begun = stage.processes.filter(({ name }) => parts.some((part) => part.name === name));
  await Promise.all(begun.map((process) => stopProcess(process, stage.directory)));
  stage.processes = stage.processes.filter((process) => !begun.includes(process));
  writeStage(stage);
}

/**
 * Starts one part and waits until it works.
 *
 * @param stage Gets the process, and is written.
 * @throws LabError with the end of the part's log when it ends or does not come up; the signal's reason when it is aborted.
 */
export async function startPart(stage: Stage, part: StagePart, report: Report, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const begin = performance.now();
  const { file, arguments: args, environment } = part.command(stage);
  const process = await startProcess({
    name: part.name,
    command: file,
    arguments: args,
    environment: { ...baseVariables(), ...environment },
    directory: stage.directory,
    log: path.join(stage.directory, "logs", `${part.name}.log`),
  });
  stage.processes = [...stage.processes.filter(({ name }) => name !== part.name), process];
  writeStage(stage);
  await untilReady(stage, part, signal);
  await part.furnish?.(stage);
  report(progressLine(part.name, begin));
}

/** Waits for a part that runs already, and gives it what it may lack: it was perhaps started by an earlier version. */
async function checkPart(stage: Stage, part: StagePart, signal: AbortSignal): Promise<void> {
  await untilReady(stage, part, signal);
  await part.furnish?.(stage);
}

/** A part, and how long it took, e.g. `"etcd                       0.4 s"`. */
export function progressLine(name: string, begin: number): string {
  return `${name.padEnd(24)} ${((performance.now() - begin) / 1000).toFixed(1).padStart(5)} s`;
}

async function untilReady(stage: Stage, part: StagePart, signal?: AbortSignal): Promise<void> {
  const process = processOf(stage, part.name)!;
  const deadline = Date.now() + patience * 1000;
  for (;;) {
    const problem = await part.ready(stage).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (problem === undefined) return;
    signal?.throwIfAborted();
    if (!isRunning(process)) throw new LabError(`${part.name} ended while it was starting.\n${endOfLog(process.log)}`);
    if (Date.now() > deadline) {
      throw new LabError(
        `${part.name} does not work after ${patience} seconds: ${problem}\n${endOfLog(process.log)}\n` +
          "Fix: type npm run lab -- down, and start again when the machine is less busy.",
      );
    }
    await sleep(interval);
  }
}

/** The last lines of a log, with its path. */
function endOfLog(log: string): string {
  const lines = fs.readFileSync(log, "utf8").trimEnd().split("\n").slice(-shownLines);
  return `The end of its log, ${log}:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}
