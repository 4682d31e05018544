import { type LoadedProgram, loadProgram } from "../load-program";
import { everyEnvironment, programFolder, readProject } from "../preview/project";
import { UserError } from "../user-error";

/**
 * Reads one environment of a program, or every one that has a stack file.
 *
 * @param environment For example `"prod"`. Absent: all.
 * @param folder Where Pulumi.yaml is. Default: see `programFolder`.
 * @throws UserError with every problem of every environment.
 */
export function loadPrograms(environment: string | undefined, folder?: string): LoadedProgram[] {
  if (environment !== undefined) return [loadProgram(environment, folder)];
  const project = readProject(programFolder(folder));
  const problems: string[] = [];
  const programs = everyEnvironment(project).flatMap((name) => {
    try {
      return [loadProgram(name, folder)];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
      return [];
    }
  });
  if (problems.length > 0) throw new UserError([...new Set(problems)].join("\n"));
  return programs;
}
