import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Names the stage's folder in the environment of everything that the stage starts. */
export const stageMark = "STRONGROOM_LAB_DIRECTORY";

/** Stands in the environment of containers only. */
export const podMark = "LAB_POD_IP";

/**
 * Ends containers that an earlier runner left behind when it was killed: they hold the addresses that theirs are to get. They
 * are told by the marks in their environment, so that nothing else is touched.
 *
 * @param stage The stage's folder, as `STRONGROOM_LAB_DIRECTORY` names it.
 * @returns How many there were.
 */
export async function endLeftovers(stage: string): Promise<number> {
  const left = containersOf(stage);
  for (const pid of left) kill(pid);
  while (containersOf(stage).length > 0) await sleep(25);
  return left.length;
}

/** The processes of the stage's containers. Only Linux tells them. */
function containersOf(stage: string): number[] {
  if (!fs.existsSync("/proc/self/environ")) return [];
  return fs
    .readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      const variables = environmentOf(pid);
      return variables.includes(`${stageMark}=${stage}`) && variables.some((one) => one.startsWith(`${podMark}=`));
    });
}

function environmentOf(pid: number): string[] {
  try {
    return fs.readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    // It ended in between, or is somebody else's.
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended in between.
  }
}
