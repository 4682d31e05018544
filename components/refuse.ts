import { RunError } from "@pulumi/pulumi";
import { formatProblems, type Problem } from "./model/problems";

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

/**
 * Refuses a component whose arguments are wrong, before it is registered.
 *
 * @param component Its class, e.g. `"SecretStore"`.
 * @param name Its name in the program.
 * @param problems What is wrong; none lets it pass.
 * @throws pulumi.RunError that lists every problem.
 */
export function refuseProblems(component: string, name: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new RunError(`${component} "${name}" cannot be created:\n${formatProblems(problems)}`);
}
