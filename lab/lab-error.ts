/**
 * What stops the lab and can be mended by its reader. It is shown without a stack, and the exit status is 2.
 *
 * @example
 * throw new LabError("Go was not found on PATH.\nFix: install Go 1.25 or newer from https://go.dev/dl/");
 */
export class LabError extends Error {
  override readonly name = "LabError";
}
