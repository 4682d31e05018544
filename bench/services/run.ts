import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { UserError } from "../../cli/user-error";

/** What a command took. */
export interface Cost {
  /** By the clock. */
  seconds: number;
  /** Of the processor, of the command and every process that it started. Other work on the machine does not count in. */
  processor: number;
  /** MiB: the most that one of those processes held, and the most that all of them held at a time. */
  largest: number;
  together: number;
}

const checkout = path.join(__dirname, "..", "..");
/** Milliseconds. Half a second of an allocation's peak is seen all the same: Linux keeps each process's high-water mark. */
const pause = 100;
/** Clock ticks a second, which Linux counts a process's time in: `getconf CLK_TCK`. */
const ticks = 100;

/**
 * Previews a program in a process of its own, as somebody types it.
 *
 * @param pack Folder of the policy pack. Default: the guard.
 * @returns What it cost, and how many resources it showed.
 * @throws UserError when it fails or is blocked.
 */
export async function previewEmbedded(
  program: { folder: string; stack: string },
  pack?: string,
): Promise<{ cost: Cost; resources: number }> {
  const executable = path.join(checkout, "bin", "strongroom.js");
  const guard = pack === undefined ? [] : ["--policy-pack", pack];
  const args = [executable, "preview", program.stack, "--program", program.folder, ...guard];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const { cost, status, said } = await watch(child);
  const resources = /^Guard: .*?, (\d+) resources?\.$/m.exec(said)?.[1];
  if (status !== 0 || resources === undefined) {
    throw new UserError(`strongroom preview --program ${program.folder} ended with ${status}:\n${said.slice(-2000)}`);
  }
  return { cost, resources: Number(resources) };
}

/** Measures a process until it ends, and collects what it says. */
export function watch(child: ChildProcess): Promise<{ cost: Cost; status: number; said: string }> {
  const samples = new Samples(child.pid ?? 0);
  const timer = setInterval(() => samples.take(), pause);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (said += text));
  }
  const start = performance.now();
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => {
      clearInterval(timer);
      const cost = { seconds: (performance.now() - start) / 1000, ...samples.summed() };
      resolve({ cost, status: status ?? 1, said });
    });
  });
}

/** What Linux shows of a process and its descendants, from time to time. */
class Samples {
  private readonly seen = new Map<number, { processor: number; largest: number }>();
  private together = 0;

  constructor(private readonly root: number) {}

  take(): void {
    let together = 0;
    for (const pid of [this.root, ...descendants(this.root)]) {
      const status = read(`/proc/${pid}/status`);
      const largest = kibibytes(status, "VmHWM") / 1024;
      together += kibibytes(status, "VmRSS") / 1024;
      if (largest > 0) this.seen.set(pid, { processor: processorSeconds(pid), largest });
    }
    this.together = Math.max(this.together, together);
  }

  summed(): Omit<Cost, "seconds"> {
    const all = [...this.seen.values()];
    return {
      processor: all.reduce((sum, { processor }) => sum + processor, 0),
      largest: Math.max(0, ...all.map(({ largest }) => largest)),
      together: this.together,
    };
  }
}

function descendants(pid: number): number[] {
  const threads = listed(`/proc/${pid}/task`);
  const children = threads.flatMap((thread) => read(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean));
  return children.map(Number).flatMap((child) => [child, ...descendants(child)]);
}

function kibibytes(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? 0);
}

/** User and system time are the 12th and 13th field behind the name, which stands in brackets and may hold spaces. */
function processorSeconds(pid: number): number {
  const fields = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticks;
}

function listed(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

/** Nothing of a process that has ended, or where the system has no /proc. */
function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
