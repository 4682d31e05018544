import { execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LabError } from "../lab-error";
import type { StageProcess } from "./stage";

/** Names the stage's folder in the environment of every process that the stage starts, and so in their children's. */
const mark = "STRONGROOM_LAB_DIRECTORY";

/** How long a process may take to end by itself, in milliseconds. */
const patience = 10_000;

/** Stands in a part's log before what it printed since it was last started. */
export const startMark = "--- started by the lab: ";

/** What to start. */
export interface ProcessOptions {
  /** The part's name, e.g. `"etcd"`. */
  name: string;
  /** Absolute path. */
  command: string;
  arguments: string[];
  environment: Record<string, string>;
  /** The stage's folder, where the process begins and which marks it as the stage's. */
  directory: string;
  /** The file that gets what the process prints. It is appended to. */
  log: string;
}

/**
 * Starts a process that outlives this one, as the leader of a process group of its own: so that stopping it stops its children,
 * and a Ctrl-C in this terminal does not reach it.
 *
 * @throws LabError when it cannot be started.
 */
export async function startProcess(options: ProcessOptions): Promise<StageProcess> {
  fs.mkdirSync(path.dirname(options.log), { recursive: true, mode: 0o700 });
  const output = fs.openSync(options.log, "a", 0o600);
  try {
    fs.writeSync(output, `${startMark}${options.name} ---\n`);
    const child = spawn(options.command, options.arguments, {
      cwd: options.directory,
      env: { ...options.environment, [mark]: options.directory },
      detached: true,
      stdio: ["ignore", output, output],
    });
    await new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    child.unref();
    const pid = child.pid!;
    return { name: options.name, pid, began: beginOf(pid) ?? "", log: options.log };
  } catch (error) {
    throw new LabError(
      `${options.name} could not be started: ${(error as Error).message}\n` +
        `Fix: look whether ${options.command} stands and may be executed.`,
    );
  } finally {
    fs.closeSync(output);
  }
}

/** Whether the process still runs, and is the one that was started: a pid is given to somebody else after its process. */
export function isRunning(process: StageProcess): boolean {
  return process.began !== "" && beginOf(process.pid) === process.began;
}

/**
 * Ends a process and what it started: asked first, then forced. Whatever else has taken over the pid is left alone.
 *
 * @param directory The stage's folder.
 * @param milliseconds How long it may take to end by itself. Default ten seconds.
 * @returns Whether there was something to end.
 */
export async function stopProcess(
  process: StageProcess,
  directory: string,
  milliseconds: number = patience,
): Promise<boolean> {
  if (!isOurs(process, directory)) return false;
  signalGroup(process.pid, "SIGTERM");
  const deadline = Date.now() + milliseconds;
  while (isOurs(process, directory)) {
    // Asked again and again: a member may have been started since.
    if (Date.now() > deadline) signalGroup(process.pid, "SIGKILL");
    await sleep(25);
  }
  return true;
}

/** The leader runs, or it has ended and left members of its group behind. */
function isOurs(process: StageProcess, directory: string): boolean {
  return isRunning(process) || leftBehind(process.pid, directory).length > 0;
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // The last member ended in between.
  }
}

/** Members of a group whose leader has ended, told by the stage's mark. Only Linux lets us read it. */
function leftBehind(group: number, directory: string): number[] {
  if (!fs.existsSync("/proc/self/stat") || readStat(group) !== undefined) return [];
  return fs
    .readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => readStat(pid)?.group === group && isMarked(pid, directory));
}

function isMarked(pid: number, directory: string): boolean {
  try {
    return fs.readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`${mark}=${directory}`);
  } catch {
    return false;
  }
}

/** When a process began, or nothing where it has ended. */
function beginOf(pid: number): string | undefined {
  if (fs.existsSync("/proc/self/stat")) return readStat(pid)?.began;
  try {
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return line.startsWith("Z") ? undefined : line.replace(/^\S+\s+/, "");
  } catch {
    return undefined;
  }
}

/** Source: proc_pid_stat(5). The second field is the command in parentheses and may hold anything, hence the search from behind. */
function readStat(pid: number): { group: number; began: string } | undefined {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    // A zombie has ended; only its parent has not asked yet.
    if (fields[0] === "Z") return undefined;
    return { group: Number(fields[2]), began: `${bootTime()}+${fields[19]}` };
  } catch {
    return undefined;
  }
}

let boot: string | undefined;

/** Begins are counted from the system's start, so after a restart of the machine the same count means another process. */
function bootTime(): string {
  boot ??= /^btime (\d+)$/m.exec(fs.readFileSync("/proc/stat", "utf8"))?.[1] ?? "";
  return boot;
}
