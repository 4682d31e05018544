import { isVerbose } from "./verbose";

/** Back to the start of the line, and what stands there away. */
const erase = "\r\u001b[K";
const second = 1000;

/** Where progress is shown. */
export interface ProgressStream {
  isTTY?: boolean;
  write: (text: string) => unknown;
}

/**
 * Shows on a terminal what is being done, and for how long: a line that is gone when it is done. Nothing is shown elsewhere, nor beside
 * `--verbose`, which says more.
 *
 * @param what For example `"Previewing prod"`, or what gives that, where it changes meanwhile.
 * @param work What takes long. While it computes without a pause, the seconds stand still.
 * @param stream Default: standard error, so that standard output holds the result alone.
 * @returns What the work gives. @throws What it throws, with the line gone.
 */
export async function withProgress<T>(
  what: string | (() => string),
  work: () => Promise<T>,
  stream: ProgressStream = process.stderr,
): Promise<T> {
  if (stream.isTTY !== true || isVerbose()) return work();
  const shown = (): string => `${typeof what === "string" ? what : what()} ...`;
  const begun = Date.now();
  stream.write(shown());
  const timer = setInterval(() => {
    stream.write(`${erase}${shown()} ${Math.round((Date.now() - begun) / second)} s`);
  }, second);
  // A program under preview has ended when nothing keeps Node running: this must not.
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
    stream.write(erase);
  }
}
