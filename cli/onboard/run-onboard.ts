import { createRequire } from "node:module";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { chooseService } from "../choose-service";
import { type OpenedProgram, loadProgram, openProgram } from "../load-program";
import { exitStatus } from "../main";
import { shownPath } from "../paths";
import { print } from "../print";
import { readPlaybooks } from "../respond/read-playbooks";
import { recordAdopted } from "../seed/record-item";
import { UserError } from "../user-error";
import type * as adopting from "./adopt";
import { checkDeclaration } from "./check-declaration";
import { askForKeys, complete } from "./complete";
import { declarationText } from "./declaration-text";
import { describeDraft } from "./describe-draft";
import { makeDraft } from "./draft";
import { readField } from "./fields";
import { readFlags } from "./flags";
import type { NewService } from "./new-service";
import { describeAdopted, describeNext } from "./next-steps";
import type { OnboardOptions } from "./options";
import { Missing, Questions } from "./questions";
import { showAdded } from "./show-added";
import { isName } from "./sources/judge-key";
import { readSources } from "./sources/read-sources";

/**
 * Declares a service in a file of its own, and shows what it adds and what is to be done next.
 *
 * @param typedName The service, if it was typed, e.g. `"orders"`.
 * @returns The exit status: 0 the service stands, 1 the guard blocks it.
 * @throws UserError for everything else, with the state that things are in. No message holds a value of a source.
 */
export async function runOnboard(typedName: string | undefined, options: OnboardOptions): Promise<number> {
  const program = openProgram(options.program);
  if (typedName !== undefined) {
    const name = readField("name", typedName);
    if ("problem" in name) {
      const shown = isName(typedName) ? `${typedName}: ` : "";
      throw new UserError(`${shown}${name.problem}.\nNothing was written.\nFix: name the service so.`);
    }
    if (options.adopt !== undefined && fileOf(program, typedName) !== undefined) {
      return adoptMore(program, typedName, options.adopt, options);
    }
    refuseExisting(program, typedName);
  }
  const declared = await declare(program, typedName, options);
  refuseExisting(program, declared.name);
  const { environment } = options;
  const file = path.join(program.services, `${declared.name}.ts`);
  const text = declarationText(declared, modelOf(program));
  const checked = checkDeclaration(program, environment, { file, text });
  const { adopt } = options;
  const adoption = adopt && (await adoptable()(checked.program.environment, checked.service, adopt));
  // Never over a file that came meanwhile.
  writeFileSync(file, text, { flag: "wx" });
  const shown = shownPath(file);
  print(`\nWrote ${shown}.`);
  const adopted = record(adoption, checked.program.stackFile);
  const { stack } = checked.program.environment;
  const blocked = await preview(stack, declared.name, program, options, `${shown} is written`);
  const { namespace } = checked.service;
  const isFirstInNamespace = checked.program.services.filter((service) => service.namespace === namespace).length === 1;
  const steps = { environment, stack, file: shown, adopted, isFirstInNamespace };
  const stackFile = adopted.length > 0 ? { stackFile: shownPath(checked.program.stackFile) } : {};
  print("", describeNext(declared, checked.service, checked.refusals, { ...steps, ...stackFile }));
  return blocked ? exitStatus.violation : exitStatus.clean;
}

/** Everything that is declared: found, typed, or decided by a person. */
async function declare(
  program: OpenedProgram,
  typedName: string | undefined,
  options: OnboardOptions,
): Promise<NewService> {
  const flags = readFlags(options);
  const found = await readSources(options.from);
  const missing = new Missing();
  const questions = process.stdin.isTTY ? new Questions(process.stdin, process.stderr) : undefined;
  const decider = questions ?? missing;
  try {
    const isNothingSaid = options.from.length + flags.secrets.size + flags.settings.size + flags.databases.size === 0;
    if (isNothingSaid) found.keys.push(...(await askForKeys(decider)));
    const { draft, stray } = makeDraft(found, flags, readPlaybooks(program.project.folder));
    if (found.labels.length > 0) print(describeDraft(draft));
    if (stray.length > 0) {
      throw new UserError(`${stray.join(".\n")}.\nNothing was written.\nFix: name what is there.`);
    }
    const name = typedName ?? draft.service;
    if (name !== undefined) refuseExisting(program, name);
    const declared = await complete(draft, name, { options, flags, decider });
    missing.refuse();
    return declared!;
  } finally {
    questions?.close();
  }
}

/** Adopts entries of a service that is declared already, in another environment than before. */
async function adoptMore(
  program: OpenedProgram,
  name: string,
  wanted: true | string[],
  options: OnboardOptions,
): Promise<number> {
  const { environment } = options;
  const loaded = loadProgram(environment, program.project.folder, name);
  const service = chooseService(loaded.services, name);
  const adoption = await adoptable()(loaded.environment, service, wanted);
  const adopted = record(adoption, loaded.stackFile);
  if (adopted.length === 0) return exitStatus.clean;
  const stackFile = shownPath(loaded.stackFile);
  const { stack } = loaded.environment;
  const blocked = await preview(stack, name, program, options, `${stackFile} is written`);
  print("", describeAdopted({ environment, stack, stackFile }, name));
  return blocked ? exitStatus.violation : exitStatus.clean;
}

/** AWS's SDK is loaded for whoever adopts: it takes longer than the rest. */
function adoptable(): typeof adopting.findAdoptable {
  return (createRequire(__filename)("./adopt") as typeof adopting).findAdoptable;
}

/** @returns Names of what the stack file now says to adopt. */
function record(adoption: adopting.Adoption | undefined, stackFile: string): string[] {
  if (adoption === undefined) return [];
  print(...adoption.lines);
  for (const { arn } of adoption.adopted) recordAdopted(stackFile, arn);
  if (adoption.adopted.length > 0) print(`Recorded in ${shownPath(stackFile)}.`);
  return adoption.adopted.map(({ name }) => name);
}

async function preview(
  stack: string,
  name: string,
  { project }: OpenedProgram,
  { color, stackReference }: OnboardOptions,
  state: string,
): Promise<boolean> {
  print("");
  try {
    return await showAdded(stack, name, { program: project.folder, stackReference, color });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${state}, but the preview failed.\n${error.message}`);
  }
}

function fileOf({ services }: OpenedProgram, name: string): string | undefined {
  return [".ts", ".js"].map((ending) => path.join(services, `${name}${ending}`)).find((file) => existsSync(file));
}

function refuseExisting(program: OpenedProgram, name: string): void {
  const file = fileOf(program, name);
  if (file === undefined) return;
  throw new UserError(
    `${shownPath(file)} exists already. Nothing was written.\n` +
      `Fix: choose another name, change that file, or adopt entries of it: strongroom onboard ${name} --adopt.`,
  );
}

/** From where the other services of the program import. */
function modelOf({ services }: OpenedProgram): string {
  for (const file of readdirSync(services).sort()) {
    if (!/^[^.].*\.ts$/.test(file) || file.endsWith(".d.ts")) continue;
    const [, model] =
      /import\s*\{[^}]*\bdefineService\b[^}]*\}\s*from\s*["']([^"']+)["']/.exec(
        readFileSync(path.join(services, file), "utf8"),
      ) ?? [];
    if (model !== undefined) return model;
  }
  return "../components/model";
}
