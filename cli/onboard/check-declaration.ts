import { createRequire } from "node:module";
import type * as typescript from "typescript";
import * as path from "node:path";
import { compileFunction } from "node:vm";
import { discoverServices } from "../../components/model/discover-services";
import type { DeclaredService } from "../../components/model/parse-services";
import type { Service, ServiceDeclaration } from "../../components/model/service";
import { chooseService } from "../choose-service";
import { type LoadedProgram, type OpenedProgram, loadEnvironment, loadProgram } from "../load-program";
import { listEnvironments } from "../preview/project";
import { UserError } from "../user-error";

const load = createRequire(__filename);

/** What became of checking a declaration. */
export interface Checked {
  /** The stack that it was checked for, the service among its services: where its team has a stack of its own, that one. */
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
  const all = (): DeclaredService[] => [...others, own];
  let loaded: LoadedProgram;
  try {
    loaded = loadProgram(environment, program.project.folder, expectedName, all);
  } catch (error) {
    // What says its fix already has nothing to do with the values.
    if (!(error instanceof UserError) || error.message.includes("\nFix: ")) throw error;
    throw new UserError(`${error.message}\nNothing was written.\nFix: give other values, and run this again.`);
  }
  const refusals = listEnvironments(program.project)
    .filter((name) => name !== environment && name !== loaded.environment.stack)
    .flatMap((name) => {
      const message = refusalOf(() => loadEnvironment(program.project, name, all));
      if (message === undefined) return [];
      // What an environment refuses already has nothing to do with this service.
      const refusedBefore = refusalOf(() => loadEnvironment(program.project, name, () => others)) !== undefined;
      return refusedBefore ? [] : [{ environment: name, message }];
    });
  return { program: loaded, service: chooseService(loaded.services, expectedName), refusals };
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
