import * as fs from "node:fs";
import * as path from "node:path";
import { withLock } from "../parts/lock";
import type { Report } from "../parts/parts";
import { stopProcess } from "./processes";
import { findPart } from "./stage-parts";
import { findStage, stageDirectory, writeStage, type Stage } from "./stage";
import { progressLine, startPart } from "./start";

/** Milliseconds. An API server that others watch would wait for them, who do not leave. */
const briefly = 2_000;

/**
 * Ends every process of a stage, and nothing else: whoever needs another part goes first.
 *
 * @param name The stage, e.g. `"default"`.
 * @param report Takes a line for every part that ran, with the time that it took to end.
 * @param options `wipe`: also delete the stage's folder: its keys, logs, cluster and project. Default false.
 * @returns Names of the parts that ran.
 */
export async function stopStage(name: string, report: Report, options: { wipe?: boolean } = {}): Promise<string[]> {
  const directory = stageDirectory(name);
  if (!fs.existsSync(directory)) return [];
  return withLock(
    path.join(directory, "up.lock"),
    (pid) => report(`Process ${pid} is starting or stopping the stage "${name}": waiting for it.`),
    async () => {
      const stage = findStage(name);
      const ended = stage === undefined ? [] : await endInOrder(stage, report);
      if (options.wipe) fs.rmSync(directory, { recursive: true, force: true });
      return ended;
    },
  );
}

/** What nobody else needs first, then the API server, then what keeps its data. */
async function endInOrder(stage: Stage, report: Report): Promise<string[]> {
  const last = ["kube-apiserver", "etcd"];
  const ended: string[] = [];
  const end = async (process: Stage["processes"][number]): Promise<void> => {
    const begin = performance.now();
    if (!(await stopProcess(process, stage.directory))) return;
    ended.push(process.name);
    report(progressLine(process.name, begin));
  };
  await Promise.all(stage.processes.filter(({ name }) => !last.includes(name)).map(end));
  for (const name of last)
    for (const process of stage.processes.filter((each) => each.name === name)) await end(process);
  writeStage({ ...stage, processes: [] });
  return ended;
}

/**
 * Stops one part and starts it again, with its ports and its data. The emulator forgets what it holds.
 *
 * @param stage Gets the new process.
 * @param name For example `"kube-apiserver"`.
 * @returns When the part works again.
 * @throws LabError when there is no such part, or it does not come up.
 * @example await restartPart(stage, "kube-apiserver");
 */
export async function restartPart(stage: Stage, name: string): Promise<void> {
  const part = findPart(name);
  const running = stage.processes.find((process) => process.name === name);
  if (running !== undefined) await stopProcess(running, stage.directory, briefly);
  await startPart(stage, part, () => undefined);
}
