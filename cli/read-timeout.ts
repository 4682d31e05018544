import { UserError } from "./user-error";

/**
 * Reads `--timeout`.
 *
 * @param text As typed, e.g. `"600"`.
 * @returns Seconds, from 1 to a day.
 * @throws UserError when it is no such number.
 */
export function readTimeout(text: string): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds > 0 && seconds <= 86_400) return seconds;
  throw new UserError(
    `--timeout ${JSON.stringify(text)} is no number of seconds.\nFix: give one from 1 to 86400, e.g. --timeout 600.`,
  );
}
