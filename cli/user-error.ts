/** A mistake that its reader can mend: the message carries the fix, and no stack is shown. */
export class UserError extends Error {
  override readonly name = "UserError";
  /**
   * @param message What is wrong, where, and the fix.
   * @param detail Where it was thrown, for `--verbose`.
   * @param cause The error that it was made from, for whoever wants to know more than the message.
   */
  constructor(
    message: string,
    readonly detail?: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}
