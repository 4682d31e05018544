import { RunError } from "@pulumi/pulumi";

/**
 * Runs a check, and turns what it throws into the error that Pulumi prints without a stack trace.
 *
 * @throws pulumi.RunError with the message of the error that was thrown.
 */
export function refuse<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw new RunError((error as Error).message);
  }
}
