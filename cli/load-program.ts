import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { discoverServices } from "../components/model/discover-services";
import type { Environment } from "../components/model/environment";
import { checkAgainstServices, parseEnvironment } from "../components/model/parse-environment";
import { type DeclaredService, parseServices } from "../components/model/parse-services";
import type { Service } from "../components/model/service";
import { shownPath } from "./paths";
import { programFolder, readProject, type Project } from "./preview/project";
import { findStackFile, readStackConfig } from "./preview/stack-config";
import { UserError } from "./user-error";

/** An environment of a program, and the services that are declared beside the program. */
export interface LoadedProgram {
  environment: Environment;
  services: Service[];
  /** The environment's stack file, absolute. */
  stackFile: string;
}

/**
 * What the program of a service team leaves to the environment's own. Its Pulumi.yaml declares no configuration of Strongroom, so
 * no default of it, either.
 */
const leftToTheEnvironment = {
  "strongroom:secrets": {},
  "strongroom:github": { repositories: [] },
  "strongroom:operator": {},
  "strongroom:namespaces": [],
  "strongroom:seeded": [],
  "strongroom:overrides": {},
};

/**
 * Reads an environment and its services without running the program, which may be that of a service team (docs/service-program.md).
 *
 * @param name The environment, e.g. `"prod"`.
 * @param folder Where Pulumi.yaml is. Default: see `programFolder`.
 * @throws UserError with every problem of the stack file, or of the declarations.
 */
export function loadProgram(name: string, folder?: string): LoadedProgram {
  const { project, services } = openProgram(folder);
  return loadEnvironment(project, name, () => discoverServices(services));
}

/** A program, and the folder of its declarations. */
export interface OpenedProgram {
  project: Project;
  /** Absolute. */
  services: string;
}

/**
 * Finds a program and its declarations, without reading any.
 *
 * @param folder Where Pulumi.yaml is. Default: the working directory, if it holds one, else this project.
 * @throws UserError where there is no program, or one without services.
 */
export function openProgram(folder?: string): OpenedProgram {
  const project = readProject(programFolder(folder));
  return { project, services: servicesFolder(project) };
}

/**
 * Reads one environment of a program, and checks declarations against it.
 *
 * @param name The environment, e.g. `"prod"`.
 * @param declared The declarations: those of its folder, or more.
 * @throws UserError with every problem of the stack file, or of the declarations.
 */
export function loadEnvironment(project: Project, name: string, declared: () => DeclaredService[]): LoadedProgram {
  const { values, secretKeys } = readStackConfig(project, name);
  const isOfATeam = !Object.keys(project.config).some((key) => key.startsWith("strongroom:"));
  const defaults = isOfATeam ? leftToTheEnvironment : {};
  const raw = { values: { ...defaults, ...mapValues(values, parsed) }, secretKeys: new Set(secretKeys) };
  return asUserError(() => {
    const environment = parseEnvironment(name, raw);
    const { overrides, secrets } = environment;
    const generatedNeedsReason = secrets.generatedNeedsReason;
    const services = parseServices(declared(), { environment, overrides, generatedNeedsReason });
    checkAgainstServices(environment, services);
    return { environment, services, stackFile: findStackFile(project, name) };
  });
}

/** The declarations stand in services/, beside the program's main file. Nothing where there is no such folder. */
export function findServicesFolder(project: Project): string | undefined {
  const folder = wantedServicesFolder(project);
  return existsSync(folder) ? folder : undefined;
}

function wantedServicesFolder({ main }: Project): string {
  const isFolder = statSync(main, { throwIfNoEntry: false })?.isDirectory() === true;
  return join(isFolder ? main : dirname(main), "services");
}

function servicesFolder(project: Project): string {
  const folder = findServicesFolder(project);
  if (folder !== undefined) return folder;
  throw new UserError(
    `The program ${project.name} has no services: ${shownPath(wantedServicesFolder(project))} does not exist.\nFix: name the folder of a program that has some with --program DIR.`,
  );
}

/** Lists and mappings reach a program as JSON, and everything else as text. */
function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function mapValues<T>(values: Record<string, string>, map: (value: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}

function asUserError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const isProblem = ["EnvironmentConfigError", "ServiceDeclarationError"].includes((error as Error).name);
    throw isProblem ? new UserError((error as Error).message, undefined, error) : error;
  }
}
