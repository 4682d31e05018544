import { dayOf } from "../../components/model/days";
import { checkAccount } from "../aws/account";
import { Entries } from "../aws/entries";
import { chooseService } from "../choose-service";
import { exitStatus } from "../main";
import { shownPath } from "../paths";
import { keepStandardOutput, print, printJson } from "../print";
import { withProgress } from "../progress";
import { UserError } from "../user-error";
import { askValues } from "./ask-values";
import { type GivenValues, readGiven } from "./given-values";
import { type SeedGroup, type SeedService, seedService } from "./groups";
import { HiddenInput } from "./hidden-input";
import { loadProgram } from "../load-program";
import { type EntryPlan, planEntries } from "./plan";
import { readStandardInput } from "./standard-input";
import { describeNext, describePlans, describeResults, seedDocument } from "./report";
import { writeEntries } from "./write-entries";

/** What may be typed behind `strongroom seed`. */
export interface SeedOptions {
  /** Groups; none means all. */
  group: string[];
  replace: boolean;
  dryRun: boolean;
  format: "text" | "json";
  /** Folder of the program. */
  program?: string;
}

/**
 * Puts the values that a service's entries lack.
 *
 * @param environment For example `"prod"`.
 * @param serviceName For example `"api"`.
 * @returns The exit status: 0 nothing is missing any more, 1 something still is.
 * @throws UserError for everything else, with the state that things are in.
 */
export async function runSeed(environment: string, serviceName: string, options: SeedOptions): Promise<number> {
  const asJson = options.format === "json";
  if (asJson) keepStandardOutput();
  const program = loadProgram(environment, options.program, serviceName);
  const service = seedService(chooseService(program.services, serviceName), environment);
  const groups = chooseGroups(service, environment, options.group);
  await checkAccount(program.environment);
  const entries = new Entries(program.environment.region);
  try {
    const plans = await withProgress("Looking at the entries", () =>
      planEntries(groups, entries, { stack: program.environment.stack, replace: options.replace }),
    );
    const stackFile = shownPath(program.stackFile);
    print(describePlans(program.environment, service, plans));
    const unrecorded = groups.filter(({ entry }) => !program.environment.seeded.includes(entry));
    if (options.dryRun) {
      if (unrecorded.length > 0)
        print(`Not recorded in ${stackFile}: ${unrecorded.map(({ entry }) => entry).join(", ")}.`);
      print("Dry run: nothing was written.");
      if (asJson) printJson(seedDocument(program.environment, service, plans, []));
      return unrecorded.length > 0 || plans.some(isIncomplete) ? exitStatus.violation : exitStatus.clean;
    }
    const given = await obtain(plans, groups, options.replace);
    const results = await writeEntries(plans, given, {
      entries,
      stackFile: program.stackFile,
      replace: options.replace,
      today: dayOf(),
    });
    if (results.length > 0) print("", describeResults(results, stackFile));
    print("", describeNext(program.environment, service, results, stackFile));
    if (asJson) printJson(seedDocument(program.environment, service, plans, results));
    return results.some(({ missing }) => missing.length > 0) ? exitStatus.violation : exitStatus.clean;
  } finally {
    entries.close();
  }
}

function chooseGroups(service: SeedService, environment: string, wanted: readonly string[]): SeedGroup[] {
  if (wanted.length === 0) return service.groups;
  const problems = wanted
    .filter((name) => !service.groups.some((group) => group.name === name))
    .map((name) => {
      const reason = Object.hasOwn(service.others, name) ? service.others[name] : undefined;
      return reason === undefined
        ? `${service.name} has no group ${JSON.stringify(name)}.`
        : `Nobody seeds ${name} in ${environment}: ${reason}.`;
    });
  if (problems.length > 0) {
    const names = service.groups.map(({ name }) => name).join(", ");
    throw new UserError(
      `${problems.join("\n")}\nFix: ${names === "" ? "there is nothing to seed" : `name one of ${names}`}.`,
    );
  }
  return service.groups.filter(({ name }) => wanted.includes(name));
}

function isIncomplete({ missing, placeholders, composed }: EntryPlan): boolean {
  return missing.length + placeholders.length + Object.keys(composed).length > 0;
}

/** A terminal is asked; anything else is read as JSON. */
async function obtain(
  plans: readonly EntryPlan[],
  groups: readonly SeedGroup[],
  replace: boolean,
): Promise<GivenValues> {
  const isNeeded = plans.some(({ missing, present }) => missing.length > 0 || (replace && present.length > 0));
  if (process.stdin.isTTY) {
    if (!isNeeded) return new Map();
    const say = (line: string): void => void process.stderr.write(`${line}\n`);
    say("\nNothing is shown of what you type. Enter ends a value; Ctrl-C leaves, and writes nothing.");
    const input = new HiddenInput(process.stdin, process.stderr);
    input.open();
    try {
      return await askValues(plans, input, { replace, say });
    } finally {
      input.close();
    }
  }
  const text = await readStandardInput();
  if (text.trim() !== "") return readGiven(text, groups);
  if (!isNeeded) return new Map();
  throw new UserError(
    "Values are missing, and standard input is no terminal and holds none. Nothing was written.\n" +
      "Fix: run this on a terminal, or give JSON on standard input: see --help.",
  );
}
