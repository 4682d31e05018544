import { createRequire } from "node:module";
import type * as typescript from "typescript";
import * as path from "node:path";
import { compileFunction } from "node:vm";
import type { Environment } from "../../components/model/environment";
import { discoverServices } from "../../components/model/discover-services";
import type { DeclaredService } from "../../components/model/parse-services";
import type { Service, ServiceDeclaration } from "../../components/model/service";
import { teamStackName } from "../../components/model/team-stack";
import { type LoadedProgram, type OpenedProgram, loadEnvironment } from "../load-program";
import { listEnvironments } from "../preview/project";
import { UserError } from "../user-error";

const load = createRequire(__filename);

/** What became of checking a declaration. */
export interface Checked {
  /** The environment that it was checked for, the service among its services. */
  program: LoadedProgram;
  service: Service;
  /** Other environments that refuse it as it stands, each with what they say. */
  refusals: { environment: string; message: string }[];
}

/**
 * Checks the text of a file that is not written yet: it is compiled and run where it would stand, and its declaration goes through the
 * schema and the rules of every environment, together with all others.
 *
 * @param file Where it would stand, absolute.
 * @throws UserError with everything that the environment refuses.
 */
export function checkDeclaration(
  program: OpenedProgram,
  environment: string,
  { file, text }: { file: string; text: string },
): Checked {
  const expectedName = path.parse(file).name;
  const shown = `${path.basename(program.services)}/${path.basename(file)}`;
  const own: DeclaredService = { file: shown, expectedName, declaration: evaluate(text, file) };
  const others = discoverServices(program.services);
  const loadFor = (name: string): LoadedProgram => loadEnvironment(program.project, name, () => [...others, own]);
  let loaded: LoadedProgram;
  try {
    loaded = loadFor(environment);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${error.message}\nNothing was written.\nFix: give other values, and run this again.`);
  }
  const refusals = listEnvironments(program.project)
    .filter((name) => name !== environment)
    .flatMap((name) => {
      const message = refusalOf(() => loadFor(name));
      if (message === undefined) return [];
      // What an environment refuses already has nothing to do with this service.
      const refusedBefore = refusalOf(() => loadEnvironment(program.project, name, () => others)) !== undefined;
      return refusedBefore ? [] : [{ environment: name, message }];
    });
  const service = loaded.services.find(({ name }) => name === expectedName);
  refuseOfTeam(loaded.environment, service, expectedName);
  return { program: loaded, service: service!, refusals };
}

/**
 * Refuses the service of a team that has a stack of its own: what comes next is said for the environment's own.
 *
 * @param service As it is declared for the environment. Absent: the stack is another team's.
 * @throws UserError that says what to type.
 */
export function refuseOfTeam(environment: Environment, service: Service | undefined, name: string): void {
  const { stack, team, teamStacks } = environment;
  if (team !== undefined) {
    throw new UserError(
      `${stack} is the stack of team ${team}, and no environment. Nothing was written.\nFix: name the environment, ${environment.name}.`,
    );
  }
  if (service === undefined || !teamStacks.includes(service.owner.team)) return;
  throw new UserError(
    `${name} is of team ${service.owner.team}, which has a stack of its own. Nothing was written.\n` +
      `Fix: write services/${name}.ts by hand (docs/scale.md), and type: pulumi up --stack ${teamStackName(stack, service.owner.team)}`,
  );
}

function refusalOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** Runs a declaration as if it stood in its file: what it imports is found from there. */
function evaluate(text: string, file: string): ServiceDeclaration {
  const compiler = load("typescript") as typeof typescript;
  const { ModuleKind, ScriptTarget } = compiler;
  const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 };
  const { outputText } = compiler.transpileModule(text, { compilerOptions, fileName: file });
  const exported: { default?: ServiceDeclaration } = {};
  const run = compileFunction(outputText, ["exports", "require"], { filename: file }) as (...given: unknown[]) => void;
  run(exported, createRequire(file));
  return exported.default!;
}
