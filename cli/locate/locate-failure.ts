import { join, dirname } from "node:path";
import { EnvironmentConfigError } from "../../components/model/parse-environment";
import { ServiceDeclarationError } from "../../components/model/parse-services";
import { formatPath } from "../../components/model/problems";
import type { LocatedProblem } from "../../report/preview-report";
import { findServicesFolder, loadStack } from "../load-program";
import { findStackFile } from "../preview/stack-config";
import type { UserError } from "../user-error";
import { declarationLine } from "./declaration-line";
import { locationOf, type Sources } from "./locate-findings";
import { stackFileLine } from "./stack-file-line";

/**
 * Says where what made a preview fail stands: each problem of a declaration at its line of services/<name>.ts, each of the configuration at its
 * line of the stack file.
 *
 * @param error What the preview failed with.
 * @returns One problem without a place where the failure is of another kind.
 */
export function locateFailure(error: Error, sources: Sources): LocatedProblem[] {
  const cause = refusal(error, sources);
  if (cause instanceof ServiceDeclarationError) return cause.problems.map((problem) => ofDeclaration(problem, sources));
  if (cause instanceof EnvironmentConfigError) return cause.problems.map((problem) => ofStackFile(problem, sources));
  return [{ message: error.message }];
}

/** What the model says of the declarations and the stack file, if that is what the program failed with. */
function refusal(error: Error, { project, environment }: Sources): unknown {
  try {
    loadStack(environment, project.folder);
    return undefined;
  } catch (refused) {
    const { cause } = refused as UserError;
    return cause instanceof Error && error.message.includes(cause.message) ? cause : undefined;
  }
}

function ofDeclaration(
  { where, path, message }: ServiceDeclarationError["problems"][number],
  sources: Sources,
): LocatedProblem {
  const { project, environment } = sources;
  const shown = `${formatPath(path)}: ${message}`;
  if (where.startsWith("strongroom:")) return ofStackFile(`${formatPath([where, ...path])} ${message}`, sources);
  const folder = findServicesFolder(project);
  if (folder === undefined) return { message: `${where}: ${shown}` };
  const file = join(dirname(folder), where);
  return { message: shown, location: locationOf(sources, file, declarationLine(file, path, environment)) };
}

/** A problem of the configuration begins with its key. */
function ofStackFile(message: string, sources: Sources): LocatedProblem {
  const [key = ""] = message.split(" ");
  const file = findStackFile(sources.project, sources.environment);
  return { message, location: locationOf(sources, file, stackFileLine(file, key)) };
}
