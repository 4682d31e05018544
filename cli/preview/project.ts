import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { deploymentOrder } from "../../components/model/production";
import { shownPath } from "../paths";
import { UserError } from "../user-error";

/** A value as YAML holds it. */
export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

/** What Pulumi.yaml says about one configuration key. */
export interface ConfigDeclaration {
  /** `string`, `integer`, `boolean`, `object` or `array`; without it any value is taken. */
  type?: string;
  /** Of an array: what it holds. */
  items?: ConfigDeclaration;
  description?: string;
  default?: Plain;
  value?: Plain;
  secret?: boolean;
}

/** A Pulumi program: a folder with a Pulumi.yaml. */
export interface Project {
  /** The folder, absolute. */
  folder: string;
  name: string;
  /** What is run: a file or a folder with an index file, absolute. */
  main: string;
  /** The folder of Pulumi.ENVIRONMENT.yaml, absolute. */
  stackFolder: string;
  /** Configuration key (as written in Pulumi.yaml) to its declaration. */
  config: Record<string, ConfigDeclaration>;
}

const checkout = join(__dirname, "..", "..");

/**
 * The folder of the program that is meant.
 *
 * @param named What `--program` names. Default: what the variable STRONGROOM_PROGRAM names, as in the lab's shell, whose programs have
 * the stage in place of AWS; else the working directory, if it holds a program, else this checkout, if we run in one.
 */
export function programFolder(named: string | undefined = process.env["STRONGROOM_PROGRAM"]): string {
  const isProgram = (folder: string): boolean => existsSync(join(folder, "Pulumi.yaml"));
  return named || (isProgram(".") || !isProgram(checkout) ? "." : checkout);
}

/**
 * Reads a program's Pulumi.yaml.
 *
 * @param folder For example `"examples/incident"`.
 * @throws UserError when there is no program, or one in another language.
 */
export function readProject(folder: string): Project {
  const absolute = resolve(folder);
  const file = join(absolute, "Pulumi.yaml");
  if (!existsSync(file)) {
    throw new UserError(
      `There is no Pulumi program in ${shownPath(absolute)}: Pulumi.yaml was not found.\nFix: name its folder with --program DIR.`,
    );
  }
  const content = asMap(readYaml(file), shownPath(file));
  const name = content["name"];
  if (typeof name !== "string" || name === "") {
    throw new UserError(`${shownPath(file)} has no name.\nFix: add a line such as: name: my-program`);
  }
  const runtimeEntry = content["runtime"];
  const runtime = isMap(runtimeEntry) ? runtimeEntry["name"] : runtimeEntry;
  if (runtime !== "nodejs") {
    throw new UserError(
      `${shownPath(file)} has runtime ${JSON.stringify(runtime)}; only nodejs programs run here.\nFix: preview it with the Pulumi CLI.`,
    );
  }
  const stackConfigDir = content["stackConfigDir"];
  return {
    folder: absolute,
    name,
    main: findMain(absolute, content["main"]),
    stackFolder: typeof stackConfigDir === "string" ? resolve(absolute, stackConfigDir) : absolute,
    config: readDeclarations(asMap(content["config"] ?? {}, `config in ${shownPath(file)}`)),
  };
}

/** The environments that a program has a stack file for, in the order in which they are deployed. */
export function listEnvironments(project: Project): string[] {
  if (!existsSync(project.stackFolder)) return [];
  const names = readdirSync(project.stackFolder).map((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1]);
  // One may have a file of each ending: Pulumi reads the one, and what reads stack files says so.
  return deploymentOrder([...new Set(names.filter((name) => name !== undefined))]);
}

/**
 * The environments of a program, at least one.
 *
 * @throws UserError where it has none.
 */
export function everyEnvironment(project: Project): string[] {
  const names = listEnvironments(project);
  if (names.length > 0) return names;
  throw new UserError(`${project.name} has no environment yet.\nFix: add a file Pulumi.ENVIRONMENT.yaml.`);
}

/** Reads a YAML file; a mistake in it is told by line, without the line's content. */
export function readYaml(file: string): Plain {
  try {
    return (parse(readFileSync(file, "utf8"), { prettyErrors: false }) ?? null) as Plain;
  } catch (error) {
    const code = (error as { code?: string }).code ?? "unreadable";
    const position = (error as { pos?: [number, number] }).pos?.[0];
    const line = position === undefined ? "" : `, line ${lineOf(file, position)}`;
    throw new UserError(
      `${shownPath(file)}${line} is no valid YAML (${code}).\nFix: correct the line's indentation or quotes.`,
    );
  }
}

/** Whether a value is a mapping. */
export function isMap(value: Plain | undefined): value is { [key: string]: Plain } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as a mapping, or an error that says where one was wanted. */
export function asMap(value: Plain, where: string): { [key: string]: Plain } {
  if (isMap(value)) return value;
  throw new UserError(`${where}: wanted a mapping of keys to values.`);
}

function lineOf(file: string, position: number): number {
  return readFileSync(file, "utf8").slice(0, position).split("\n").length;
}

/** `main` of Pulumi.yaml, else of package.json beside it, else the folder's index file. */
function findMain(folder: string, declared: Plain | undefined): string {
  if (typeof declared === "string") return resolve(folder, declared);
  const packageFile = join(folder, "package.json");
  if (existsSync(packageFile)) {
    const { main } = JSON.parse(readFileSync(packageFile, "utf8")) as { main?: string };
    if (main) return join(folder, main);
  }
  return folder;
}

/** A declaration is a mapping, or in the short form the value itself. */
function readDeclarations(config: { [key: string]: Plain }): Record<string, ConfigDeclaration> {
  return Object.fromEntries(
    Object.entries(config).map(([key, entry]) => [key, isMap(entry) ? (entry as ConfigDeclaration) : { value: entry }]),
  );
}
