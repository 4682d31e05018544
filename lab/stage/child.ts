import { spawn } from "node:child_process";
import { constants } from "node:os";
import { LabError } from "../lab-error";

/**
 * Runs a program in this terminal, to its end.
 *
 * @param environment All variables that it gets.
 * @returns Its exit status; as a shell says it where a signal ended it.
 * @throws LabError when it cannot be started.
 */
export function runChild(command: string, args: string[], environment: Record<string, string>): Promise<number> {
  const child = spawn(command, args, { env: environment, stdio: "inherit" });
  // Ctrl-C reaches the child as well, and what it means there is the child's to say.
  const ignore = (): void => undefined;
  process.on("SIGINT", ignore);
  return new Promise<number>((resolve, reject) => {
    child.once("error", (error) => reject(new LabError(`${command} could not be started: ${error.message}`)));
    child.once("close", (status, signal) => resolve(status ?? 128 + constants.signals[signal ?? "SIGTERM"]));
  }).finally(() => process.off("SIGINT", ignore));
}
