/** A program that failed. */
export class ProgramError extends Error {
  override readonly name = "ProgramError";
  /**
   * @param message What the program said.
   * @param detail Where it failed, for `--verbose`.
   */
  constructor(
    message: string,
    readonly detail?: string,
  ) {
    super(message);
  }
}
