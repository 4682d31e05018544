import type { CheckLine } from "../../report/doctor-report";
import { count, enumerate } from "../../report/words";
import type { LoadedProgram } from "../load-program";
import { shownPath } from "../paths";
import type { Project } from "../preview/project";
import { ok, problem } from "./lines";
import type { Reading } from "./reading";

/** The line on the program's folder. */
export function projectLine(project: Reading<Project>, environments: readonly string[]): CheckLine {
  if ("failed" in project) return problem("program", project.failed.found, project.failed.fix);
  const { name, folder } = project.value;
  const where = `${name} in ${shownPath(folder)}`;
  if (environments.length > 0) return ok("program", `${where}, with ${enumerate(environments)}`);
  return problem("program", `${where} has no environment yet.`, "add a file Pulumi.ENVIRONMENT.yaml.");
}

/** The line on an environment that is looked at: its stack file and what the services declare for it. */
export function stackFileLine(loaded: Reading<LoadedProgram>, file: string): CheckLine {
  const check = "stack file";
  const shown = shownPath(file);
  if ("failed" in loaded) return problem(check, loaded.failed.found, loaded.failed.fix);
  return ok(check, `${shown} is valid for ${count(loaded.value.services.length, "service")}`);
}

/** The line on one of several environments. */
export function environmentLine(name: string, loaded: Reading<LoadedProgram>): CheckLine {
  if ("failed" in loaded) return problem(name, loaded.failed.found, loaded.failed.fix);
  const { account, region, cluster } = loaded.value.environment;
  return ok(name, `account ${account}, ${region}, cluster ${cluster.name}: strongroom doctor ${name} looks at it`);
}
