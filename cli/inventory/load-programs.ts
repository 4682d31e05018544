import { teamStackName } from "../../components/model/team-stack";
import { type LoadedProgram, loadProgram, loadStack } from "../load-program";
import { everyEnvironment, programFolder, readProject } from "../preview/project";
import { UserError } from "../user-error";

/**
 * Reads one environment of a program, its own stack before those of its teams, or every stack that has a file.
 *
 * @param environment For example `"prod"`. Absent: all.
 * @param folder Where Pulumi.yaml is. Default: see `programFolder`.
 * @throws UserError with every problem of every environment.
 */
export function loadPrograms(environment: string | undefined, folder?: string): LoadedProgram[] {
  if (environment !== undefined) {
    const own = loadProgram(environment, folder);
    const teams = own.environment.teamStacks.map((team) => loadStack(teamStackName(environment, team), folder));
    return [own, ...teams];
  }
  const project = readProject(programFolder(folder));
  const problems: string[] = [];
  const programs = everyEnvironment(project).flatMap((name) => {
    try {
      return [loadStack(name, folder)];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
      return [];
    }
  });
  if (problems.length > 0) throw new UserError([...new Set(problems)].join("\n"));
  return programs;
}
