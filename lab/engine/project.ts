import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { readArns } from "../given/arns";
import { LabError } from "../lab-error";
import type { Stage } from "../stage/stage";
import { accountOf, stageConfig } from "./overrides";
import { mergeStackFile, type StackFile } from "./stack-file";

/** The checkout: the program that is run unless another is named. */
export const checkout = join(__dirname, "..", "..");

/** A project folder that the engine runs in. */
export interface LabProject {
  /** Absolute. */
  folder: string;
  name: string;
  /** Stack to its AWS account, for those whose stack file names one. */
  accounts: Readonly<Record<string, string>>;
}

interface ProjectFile {
  name: string;
  main?: string;
  stackConfigDir?: string;
  [key: string]: unknown;
}

/**
 * Writes the project folder of a program on a stage. Pulumi.yaml is the program's, with `main` pointing to the program and
 * the plugins to the lab's; the stack files are the program's, with the stage in place of AWS (see `stageConfig`). What was
 * changed in a stack file there since the last time stays.
 *
 * @param program The program's folder, e.g. the checkout.
 * @param searchPath PATH of the engine: the vendor's language host is used where there is one.
 * @param plugins Folder of the provider plugins.
 * @throws LabError when there is no program.
 */
export function writeProject(
  stage: Stage,
  program: string,
  searchPath: string,
  plugins: string = join(__dirname, "plugins"),
): LabProject {
  const file = join(program, "Pulumi.yaml");
  if (!existsSync(file)) {
    throw new LabError(`There is no Pulumi program in ${program}: Pulumi.yaml was not found.\nFix: name its folder.`);
  }
  const { main, stackConfigDir, ...declared } = parse(readFileSync(file, "utf8")) as ProjectFile;
  const isCheckout = declared.name === (parse(readFileSync(join(checkout, "Pulumi.yaml"), "utf8")) as ProjectFile).name;
  const folder = isCheckout ? join(stage.directory, "project") : join(stage.directory, "projects", declared.name);
  mkdirSync(join(folder, "stacks"), { recursive: true, mode: 0o700 });
  const content = {
    ...declared,
    main: resolve(program, main ?? "."),
    stackConfigDir: "stacks",
    plugins: {
      providers: ["aws", "kubernetes", "random"].map((name) => ({ name, path: plugins })),
      ...(!hasLanguageHost(searchPath) && { languages: [{ name: "nodejs", path: join(__dirname, "bin") }] }),
    },
  };
  writeFileSync(join(folder, "Pulumi.yaml"), stringify(content));
  return {
    folder,
    name: declared.name,
    accounts: writeStackFiles(stage, resolve(program, stackConfigDir ?? "."), folder),
  };
}

/** Writes every stack file that the program has, and says which accounts they name. */
function writeStackFiles(stage: Stage, from: string, folder: string): Record<string, string> {
  const accounts: Record<string, string> = {};
  for (const file of readdirSync(from)) {
    const stack = /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1];
    if (stack === undefined) continue;
    const given = readStackFile(join(from, file)) ?? {};
    const config = given.config ?? {};
    const account = accountOf(config);
    if (account !== undefined) accounts[stack] = account;
    const made = { ...given, config: stageConfig(stage, config, readArns(stage)) };
    const target = join(folder, "stacks", `Pulumi.${stack}.yaml`);
    const last = join(folder, "stacks", `.${stack}.made.yaml`);
    writeFileSync(target, asYaml(mergeStackFile(made, readStackFile(last), readStackFile(target))));
    writeFileSync(last, asYaml(made));
  }
  return accounts;
}

/** The engine reads YAML 1.1, where a day without quotes is a moment, and not the text that it was. */
function asYaml(content: StackFile): string {
  return stringify(content, { version: "1.1" });
}

function readStackFile(file: string): StackFile | undefined {
  if (!existsSync(file)) return undefined;
  return (parse(readFileSync(file, "utf8")) as StackFile | null) ?? {};
}

/** The vendor's CLI brings its own, beside the executable. */
function hasLanguageHost(searchPath: string): boolean {
  return searchPath.split(delimiter).some((folder) => existsSync(join(folder, "pulumi-language-nodejs")));
}
