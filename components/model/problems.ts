import type { z } from "zod";

/** One thing that is wrong with a declaration or with a stack file, with its fix. */
export interface Problem {
  /** The file or the configuration key. */
  where: string;
  /** Keys from there, e.g. `["groups", "app", "rotation"]`. */
  path: readonly PropertyKey[];
  /** What was wanted, and what to type. */
  message: string;
}

/** Gathers what is wrong with the arguments of a component: a check that finds nothing adds nothing. */
export class ProblemList {
  readonly problems: Problem[] = [];

  /** @param message What was wanted, or nothing where all is well. */
  readonly check = (path: readonly PropertyKey[], message: string | undefined): void => {
    if (message !== undefined) this.problems.push({ where: "", path, message });
  };
}

/** Joins keys as a reader writes them: `groups.app.rotation`, `workloads[0].name`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index ? "." : ""}${String(key)}`))
    .join("");
}

/** One line a problem, so that all of them are read at once. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems
    .map(({ where, path, message }) => `  ${[where, formatPath(path)].filter(Boolean).join(": ")}: ${message}`)
    .join("\n");
}

/** What a schema found, as problems. A missing value, an unknown key and a misspelt name of a record read plainly. */
export function problemsOf(where: string, error: z.ZodError): Problem[] {
  return error.issues.flatMap((issue): Problem[] => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        where,
        path: [...issue.path, key],
        message: "is not known here: remove it or correct its spelling",
      }));
    }
    if (issue.code === "invalid_key") {
      return [{ where, path: issue.path, message: issue.issues[0]?.message ?? issue.message }];
    }
    return [{ where, path: issue.path, message: plainMessage(issue) }];
  });
}

/** Schemas say themselves what they want wherever an example helps; this is for the rest. */
function plainMessage(issue: z.core.$ZodIssue): string {
  if (issue.code !== "invalid_type" || !issue.message.startsWith("Invalid input")) return issue.message;
  return `wanted ${plainTypes[issue.expected] ?? issue.expected}`;
}

const plainTypes: Readonly<Record<string, string>> = {
  string: 'text, such as "api"',
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list, [ ... ]",
  object: "an object, { ... }",
  record: "an object, { ... }",
};
