import { LabError } from "../lab-error";

/**
 * Ends at the first Ctrl-C what was started, and gives up at the second.
 *
 * @param report Hears that it was interrupted.
 * @param message What was not done, for the error that ends the work, e.g. `"The stage was not brought up: it was interrupted."`.
 * @returns It is aborted at the first, with a LabError.
 */
export function interruption(report: (line: string) => void, message: string): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(2);
    report("Interrupted: ending what was started.");
    controller.abort(new LabError(message));
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return controller.signal;
}
