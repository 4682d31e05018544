import { createInterface } from "node:readline";

/** A stream, as far as it matters whether a person sits before it. */
type Input = NodeJS.ReadableStream & { isTTY?: boolean };
type Output = { isTTY?: boolean; write: (text: string) => unknown };

/** What decides whether the demo waits between its steps. */
export interface Audience {
  input: Input;
  output: Output;
  /** False with `--no-pause`. */
  wanted: boolean;
  /** Variables: where `CI` is set to anything but `false`, nobody watches. */
  variables: NodeJS.ProcessEnv;
}

/**
 * Whether somebody watches: both streams are a terminal, no `CI`, and pauses are wanted.
 *
 * @example isWatched({ input: process.stdin, output: process.stdout, wanted: true, variables: process.env })
 */
export function isWatched({ input, output, wanted, variables }: Audience): boolean {
  const isAutomatic = (variables["CI"] ?? "") !== "" && variables["CI"] !== "false";
  return wanted && !isAutomatic && input.isTTY === true && output.isTTY === true;
}

/**
 * What the demo does between two steps: it waits for Enter where somebody watches, and for nothing elsewhere. An input that has
 * ended (Ctrl-D) goes on, too.
 *
 * @param signal Ends the waiting, with its reason.
 */
export function pauseBetween(audience: Audience, signal: AbortSignal): () => Promise<void> {
  if (!isWatched(audience)) return () => Promise.resolve();
  // The terminal stays as it is, so that Ctrl-C reaches the process. What is typed while nobody asks answers nothing.
  const lines = createInterface({ input: audience.input, terminal: false });
  let hasEnded = false;
  lines.once("close", () => (hasEnded = true));
  return async () => {
    signal.throwIfAborted();
    if (hasEnded) return;
    audience.output.write("\nEnter goes on. ");
    await new Promise<void>((resolve, reject) => {
      lines.once("line", () => resolve());
      lines.once("close", () => resolve());
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    });
  };
}
