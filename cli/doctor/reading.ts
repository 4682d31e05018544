import { inTime } from "../in-time";
import { UserError } from "../user-error";

/** Why a look failed, and the way out. */
export interface Failed {
  found: string;
  fix: string;
}

/** What a look brought, or why it failed. */
export type Reading<T> = { value: T } | { failed: Failed };

/**
 * Looks at something that may fail, or never answer.
 *
 * @param what What is looked at, for whoever waits in vain: `"The cluster prod"`.
 * @param seconds The longest that it may take.
 * @param late What to do where it takes longer.
 * @param look Looks. Its signal says that nobody waits any more.
 * @throws Whatever is no UserError: a mistake of this program.
 */
export async function reading<T>(
  what: string,
  { seconds, late }: { seconds: number; late: string },
  look: (signal: AbortSignal) => Promise<T> | T,
): Promise<Reading<T>> {
  const tooLate = (): UserError => new UserError(`${what} gave no answer within ${seconds} s.\nFix: ${late}`);
  try {
    return { value: await inTime(seconds, tooLate, look) };
  } catch (error) {
    if (error instanceof UserError) return { failed: failedBy(error) };
    throw error;
  }
}

/** The parts of an error: its message carries the fix. */
export function failedBy({ message }: UserError, otherwise = "run this again."): Failed {
  const at = message.lastIndexOf("\nFix: ");
  if (at < 0) return { found: message, fix: otherwise };
  return { found: message.slice(0, at), fix: message.slice(at + "\nFix: ".length) };
}
