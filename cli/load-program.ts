import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { discoverServices } from "../components/model/discover-services";
import type { Environment } from "../components/model/environment";
import { EnvironmentConfigError, parseEnvironment } from "../components/model/parse-environment";
import { type DeclaredService, ServiceDeclarationError } from "../components/model/parse-services";
import type { Service } from "../components/model/service";
import { servicesFor } from "../components/model/services-for";
import {
  checkPlace,
  environmentOf,
  parseTeamStacks,
  servicesOfStack,
  TeamStackError,
  teamStackName,
  teamStacksOutput,
} from "../components/model/team-stack";
import { shownPath } from "./paths";
import { programFolder, readProject, type Project } from "./preview/project";
import { findStackFile, readStackConfig } from "./preview/stack-config";
import { UserError } from "./user-error";

/** An environment of a program, and the services that are declared beside the program. */
export interface LoadedProgram {
  environment: Environment;
  /** Those whose entries the stack has. */
  services: Service[];
  /** The stack file that records them, absolute. */
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
 * @param service Name of the service that is meant: where its team has a stack of its own (docs/scale.md), that stack is read. Default:
 *   the environment's own stack.
 * @param discover Reads the declarations. Default: those of the program's folder.
 * @throws UserError with every problem of the stack file, or of the declarations; and where `name` is the stack of a team.
 */
export function loadProgram(
  name: string,
  folder?: string,
  service?: string,
  discover?: () => DeclaredService[],
): LoadedProgram {
  const { project, services } = openProgram(folder);
  const declared = discover?.() ?? discoverServices(services);
  const whole = loadEnvironment(project, name, () => declared);
  const { team } = whole.environment;
  if (team !== undefined) {
    const { name: environment } = whole.environment;
    throw new UserError(
      `${name} is the stack of team ${team}, and no environment. Nothing was changed.\n` +
        `Fix: name the environment, ${environment}: the stack is found by the service.`,
    );
  }
  const own = servicesOfStack(whole.environment, whole.services);
  const elsewhere = whole.services.find((one) => one.name === service && !own.includes(one));
  if (elsewhere) return loadStack(teamStackName(name, elsewhere.owner.team), folder, () => declared);
  return { ...whole, services: own };
}

/**
 * Reads a stack of a program: an environment's own, or that of a team in it. What a team's stack file leaves to the environment, the
 * environment's own says.
 *
 * @param stack For example `"prod"` or `"prod-payments"`.
 * @param discover Reads the declarations. Default: those of the program's folder.
 * @throws UserError as {@link loadProgram} does, and where the environment's own stack holds the team's services itself.
 */
export function loadStack(stack: string, folder?: string, discover?: () => DeclaredService[]): LoadedProgram {
  const { project, services } = openProgram(folder);
  const loaded = loadEnvironment(project, stack, discover ?? (() => discoverServices(services)));
  const { team, name, seeded, rotations, adopt, overrides, respond } = loaded.environment;
  if (team === undefined) return { ...loaded, services: servicesOfStack(loaded.environment, loaded.services) };
  // Its services are not asked for: each stack checks its own, and an environment has a stack for each of many teams.
  const whole = parseStack(project, name);
  asUserError(() => {
    checkPlace(stack, loaded.environment, whole);
    parseTeamStacks(name, team, teamStacksOutput(whole));
  });
  const recorded = { seeded, rotations, adopt, overrides, respond };
  return { ...loaded, environment: { ...whole, stack, team, teamStacks: [], ...recorded } };
}

/**
 * The configuration of the stack to which a team's belongs, without its services.
 *
 * @returns Nothing where the stack is no team's.
 * @throws UserError where there is no stack file, or a wrong one.
 */
export function environmentOfTeam(project: Project, stack: string): Environment | undefined {
  const team = readStackConfig(project, stack).values["strongroom:team"];
  const name = team === undefined || team === "" ? undefined : environmentOf(stack, team);
  return name === undefined ? undefined : parseStack(project, name);
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
 * @param folder Where Pulumi.yaml is. Default: see `programFolder`.
 * @throws UserError where there is no program, or one without services.
 */
export function openProgram(folder?: string): OpenedProgram {
  const project = readProject(programFolder(folder));
  return { project, services: servicesFolder(project) };
}

/**
 * Reads one stack file of a program as it stands, and checks declarations against it.
 *
 * @param name The environment, e.g. `"prod"`.
 * @param declared The declarations: those of its folder, or more.
 * @throws UserError with every problem of the stack file, or of the declarations.
 */
export function loadEnvironment(project: Project, name: string, declared: () => DeclaredService[]): LoadedProgram {
  const environment = parseStack(project, name);
  return asUserError(() => {
    return { environment, services: servicesFor(environment, declared()), stackFile: findStackFile(project, name) };
  });
}

function parseStack(project: Project, name: string): Environment {
  const { values, secretKeys } = readStackConfig(project, name);
  const isOfATeam = !Object.keys(project.config).some((key) => key.startsWith("strongroom:"));
  const defaults = isOfATeam ? leftToTheEnvironment : {};
  const raw = { values: { ...defaults, ...mapValues(values, parsed) }, secretKeys: new Set(secretKeys) };
  return asUserError(() => parseEnvironment(name, raw));
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

/** What the model refuses with, which says what to type. */
const refusals = [EnvironmentConfigError, ServiceDeclarationError, TeamStackError];

function asUserError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const isRefusal = refusals.some((refusal) => error instanceof refusal);
    throw isRefusal ? new UserError((error as Error).message, undefined, error) : error;
  }
}
