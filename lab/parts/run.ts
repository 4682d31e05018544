import { spawn, spawnSync } from "node:child_process";
import { constants, setPriority } from "node:os";

import { LabError } from "../lab-error";

/** Lines of a failed command's output that its error shows. */
const shownLines = 25;

/**
 * Runs a command to its end, with less priority than what a person works with meanwhile.
 *
 * @param command The program and its arguments.
 * @param options `cwd`: where it runs. `env`: variables over this process's own.
 * @returns What it wrote to its standard output.
 * @throws {LabError} When it cannot start or fails, with the end of what it wrote.
 */
export async function run(
  command: readonly [string, ...string[]],
  options: { cwd: string; env?: Record<string, string> },
): Promise<string> {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let log = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (log += text));
  const ended = new Promise<string>((resolve, reject) => {
    child.once("error", (error) => reject(new LabError(`${program} could not start: ${error.message}`)));
    child.once("close", (status, signal) => {
      if (status === 0) return resolve(output);
      const shown = `${output}${log}`.trimEnd().split("\n").slice(-shownLines).join("\n");
      reject(
        new LabError(
          `${command.slice(0, 3).join(" ")} failed (${signal ?? `status ${status}`}) in ${options.cwd}:\n${shown}`,
        ),
      );
    });
  });
  if (child.pid !== undefined) lowerPriority(child.pid);
  return ended;
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It ended already, or this machine does not allow it: then it runs as it is.
  }
}

/**
 * Asks a program something short.
 *
 * @returns What it printed, or nothing where it is not there, fails or takes longer than 20 seconds.
 */
export function ask(program: string, args: string[], options: { cwd?: string } = {}): string | undefined {
  const answer = spawnSync(program, args, {
    encoding: "utf8",
    timeout: 20_000,
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    ...options,
  });
  return answer.status === 0 ? answer.stdout.trim() : undefined;
}
