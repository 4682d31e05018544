import * as fs from "node:fs";
import { UserError } from "../../cli/user-error";
import type { Environment } from "./environment";

/** What operator and emulator have done so far. */
export interface Spent {
  /** Seconds of the processor. */
  operator: number;
  emulator: number;
  /** Calls that the emulator answered, by action. */
  calls: Record<string, number>;
}

/** Clock ticks a second, which Linux counts a process's time in: `getconf CLK_TCK`. */
const ticks = 100;

/**
 * Reads it from the processes and from the emulator's log.
 *
 * @throws UserError where the system has no /proc.
 */
export async function spent(environment: Environment): Promise<Spent> {
  const emulator = environment.stage.processes.find(({ name }) => name === "emulator")!;
  return {
    operator: processorSeconds(await operatorProcess(environment)),
    emulator: processorSeconds(emulator.pid),
    calls: callsIn(fs.readFileSync(emulator.log, "utf8")),
  };
}

/** What was added between two moments. */
export function between(before: Spent, after: Spent): Spent {
  const actions = Object.entries(after.calls);
  return {
    operator: after.operator - before.operator,
    emulator: after.emulator - before.emulator,
    calls: Object.fromEntries(actions.map(([action, count]) => [action, count - (before.calls[action] ?? 0)])),
  };
}

/** The emulator writes a line for each call: time, status, service, action, region. */
export function callsIn(log: string): Record<string, number> {
  const calls: Record<string, number> = {};
  for (const [, action] of log.matchAll(/^\S+Z \d{3} \S+ (\w+) \S+$/gm)) calls[action!] = (calls[action!] ?? 0) + 1;
  return calls;
}

/** The lab's kubelet names the process in place of a container. */
async function operatorProcess({ core }: Environment): Promise<number> {
  const labelSelector = "app.kubernetes.io/name=external-secrets";
  const { items } = await core.listNamespacedPod({ namespace: "external-secrets", labelSelector });
  const id = items[0]?.status?.containerStatuses?.[0]?.containerID ?? "";
  return Number(id.replace("process://", ""));
}

function processorSeconds(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!fs.existsSync(file))
    throw new UserError(`${file} is not there: this measures on Linux, while the process runs.`);
  // The name of the program stands in brackets and may hold spaces; user and system time are the 12th and 13th field behind.
  const fields = fs
    .readFileSync(file, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}
