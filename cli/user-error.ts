/** A mistake that its reader can mend: the message carries the fix, and no stack is shown. */
export class UserError extends Error {
  override readonly name = "UserError";
  /**
   * @param message What is wrong, where, and the fix.
   * @param detail Where it was thrown, for `--verbose`.
   */
  constructor(
    message: string,
    readonly detail?: string,
  ) {
    super(message);
  }
}
