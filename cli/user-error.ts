/** A mistake that its reader can mend: the message carries the fix, and no stack is shown. */
export class UserError extends Error {
  override readonly name = "UserError";
}
