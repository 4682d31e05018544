import * as fs from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/** Often enough to meet a process that is started, does something and ends. */
const pauseMs = 50;

/** What the process list showed of a process and of those that it started, from time to time, as long as it ran. */
export class ProcessSamples {
  /** Every text that was seen: arguments and variables. In memory alone. */
  readonly texts = new Set<string>();

  /** Looks until the process has ended. Only Linux lets us read it. */
  async watch(pid: number, hasEnded: () => boolean): Promise<void> {
    while (!hasEnded()) {
      for (const one of [pid, ...descendants(pid)]) {
        for (const file of ["cmdline", "environ"]) this.texts.add(read(`/proc/${one}/${file}`));
      }
      await wait(pauseMs);
    }
  }
}

function descendants(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** Nothing of a process that has ended. */
function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
