import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LabError } from "../lab-error";
import { stageDirectory, startCommand } from "./stage";

/** Milliseconds between two looks for more. */
const interval = 200;

/**
 * The log of a part, also of one that has ended.
 *
 * @param name The stage, e.g. `"default"`.
 * @param part For example `"etcd"`, or `"audit"`.
 * @throws LabError with the logs that there are.
 */
export function logFile(name: string, part: string): string {
  const directory = path.join(stageDirectory(name), "logs");
  const files = fs.existsSync(directory) ? fs.readdirSync(directory).sort() : [];
  if (files.includes(`${part}.log`)) return path.join(directory, `${part}.log`);
  if (files.length === 0) {
    throw new LabError(`The stage "${name}" has no logs: it was not up.\nFix: type: ${startCommand(name)}`);
  }
  const names = files.map((file) => file.replace(/\.log$/, "")).join(", ");
  throw new LabError(`The stage "${name}" has no log of "${part}".\nFix: use one of ${names}.`);
}

/**
 * Prints a log.
 *
 * @param follow Whether to go on as more arrives, without an end.
 */
export async function printLog(file: string, follow: boolean, output: NodeJS.WritableStream): Promise<void> {
  let printed = 0;
  do {
    // A restarted stage begins its logs anew.
    if (fs.statSync(file).size < printed) printed = 0;
    for await (const chunk of fs.createReadStream(file, { start: printed }) as AsyncIterable<Buffer>) {
      printed += chunk.length;
      output.write(chunk);
    }
    if (follow) await sleep(interval);
  } while (follow);
}
