import { secretsName } from "../../components/model/names";
import { checkAccount } from "../aws/account";
import type { EntryVersions } from "../aws/entries";
import { restoreCommand } from "../aws/restore-command";
import { StagedEntries } from "../aws/staged-entries";
import { Cluster } from "../cluster/cluster";
import { type ExternalSecretRef, externalSecretsReading } from "../cluster/external-secrets";
import type { Deadline } from "../cluster/until";
import { type Consumer, consumersOf } from "../cluster/workloads";
import { type LoadedProgram, loadProgram } from "../load-program";
import { exitStatus } from "../main";
import { shownPath } from "../paths";
import { recordRotation } from "../seed/record-rotation";
import { keepStandardOutput, print, printJson } from "../print";
import { withProgress } from "../progress";
import { readTimeout } from "../read-timeout";
import { UserError } from "../user-error";
import { rotateByAws } from "./by-aws";
import { type NewVersion, finish, rotateByHand, rotationDay } from "./by-hand";
import { deliver, isDelivered } from "./deliver";
import { type RotationResult, describeConsumers, describePlan, describeTarget, rotationDocument } from "./report";
import { type Target, chooseTarget } from "./target";

/** What may be typed behind `strongroom rotate`. */
export interface RotateOptions {
  /** Keys of a rotation by hand; none means all. */
  key: string[];
  /** Whether to see the value through to the pods. */
  wait: boolean;
  /** Seconds, as typed. */
  timeout: string;
  dryRun: boolean;
  format: "text" | "json";
  /** Folder of the program. */
  program?: string;
}

/** The cluster's side. */
interface Readers {
  cluster: Cluster;
  refs: ExternalSecretRef[];
  consumers: Consumer[];
}

/** Everything that is known before anything changes. */
interface Situation {
  program: LoadedProgram;
  target: Target;
  entries: StagedEntries;
  versions: EntryVersions & { current: string };
  /** Absent with --no-wait. */
  readers?: Readers;
  deadline: () => Deadline;
  isChosen: boolean;
}

/**
 * Rotates a group's entry, and sees the new value through to the pods.
 *
 * @param wanted For example `{ environment: "prod", service: "api", group: "app" }`.
 * @returns The exit status: 0 done, 1 not finished.
 * @throws UserError for everything else, with the state that things are in.
 */
export async function runRotate(
  wanted: { environment: string; service: string; group: string },
  options: RotateOptions,
): Promise<number> {
  const seconds = readTimeout(options.timeout);
  const asJson = options.format === "json";
  if (asJson) keepStandardOutput();
  const program = loadProgram(wanted.environment, options.program, wanted.service);
  const target = chooseTarget(program, wanted, options.key);
  await checkAccount(program.environment);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted(wanted));
  const entries = new StagedEntries(program.environment.region);
  try {
    const versions = await lookAt(entries, target, program);
    const readers = options.wait
      ? await withProgress("Looking for its readers", () => findReaders(program, target, versions.arn))
      : undefined;
    print(describeTarget(program.environment, target, versions));
    if (readers) print(describeConsumers(readers.refs, readers.consumers));
    if (options.dryRun) {
      print(describePlan(target, versions, options.wait), "Dry run: nothing was changed.");
      if (asJson) printJson(rotationDocument(program.environment, target, { version: versions.current, problems: [] }));
      return exitStatus.clean;
    }
    // Typing takes the time that it takes.
    const deadline = (): Deadline => Date.now() + seconds * 1000;
    const isChosen = options.key.length > 0;
    const base = { program, target, entries, versions, deadline, isChosen };
    const result = await rotate({ ...base, ...(readers && { readers }) });
    if (asJson) printJson(rotationDocument(program.environment, target, result));
    return result.problems.length > 0 ? exitStatus.violation : exitStatus.clean;
  } finally {
    entries.close();
  }
}

async function rotate(situation: Situation): Promise<RotationResult> {
  const { program, target, entries, versions, readers, deadline, isChosen } = situation;
  print("");
  const byHand = { target, entries, versions, isChosen, say: print };
  const isManual = target.mode === "manual";
  const waiting = isManual ? undefined : await undelivered(situation);
  const outcome =
    waiting ??
    (isManual ? await rotateByHand(byHand) : await rotateByAws({ ...situation, deadline: deadline(), say: print }));
  if ("unfinished" in outcome) return notFinished(situation, [outcome.unfinished], versions.current);
  if (isManual) record(program, target, outcome);
  if (readers) {
    const value = (await entries.read(target.entry, outcome.version)) ?? "";
    const { namespace, name } = target.service;
    const secret = { namespace, name: secretsName(name) };
    const problems = await deliver({ ...readers, secret, value, deadline: deadline(), say: print });
    if (problems.length > 0) return notFinished(situation, problems, outcome.version);
  }
  if (isManual) await finish(byHand, outcome.version);
  print("", `Done: version ${outcome.version} of ${target.entry} is current${arrival(readers)}.`);
  if (isManual)
    print(
      `Next: commit ${shownPath(program.stackFile)}; pulumi up --stack ${program.environment.stack} tags the entry with the day.`,
    );
  if (!readers) print("The cluster reads it within an hour. At once, with its restarts: run this without --no-wait.");
  return { version: outcome.version, problems: [] };
}

/** How far the value has come: only pods that were seen to be new hold it. */
function arrival(readers: Situation["readers"]): string {
  if (!readers) return "";
  return readers.consumers.some(({ comes }) => comes === "restart") ? ", and in the pods" : ", and in the cluster";
}

/**
 * A value that is current and has not reached the pods is brought there first, and no other is made: with alternating users two
 * rotations in a row would end the very password that the pods still use.
 */
async function undelivered({ target, entries, versions, readers }: Situation): Promise<NewVersion | undefined> {
  if (!readers || versions.pending !== undefined || readers.refs.length === 0) return undefined;
  const version = versions.current;
  const putAt = await entries.putAt(target.entry, version);
  const value = await entries.read(target.entry, version);
  if (putAt === undefined || value === undefined || (await isDelivered({ ...readers, value }, putAt))) return undefined;
  print(
    `Version ${version} of ${putAt.toISOString()} is current, and not in every pod yet: it is brought there, and no other is made.`,
    "Run this again afterwards for another.",
  );
  return { version, putAt };
}

async function lookAt(
  entries: StagedEntries,
  { entry, service, group }: Target,
  { environment: { name, stack } }: LoadedProgram,
) {
  const versions = await entries.describe(entry);
  const refuse = (problem: string, fix: string): never => {
    throw new UserError(`${entry} ${problem} Nothing was changed.\nFix: ${fix}`);
  };
  if (versions === undefined) {
    return refuse("does not exist.", `create it: pulumi up --stack ${stack}, then run this again.`);
  }
  if (versions.isDeleted) {
    return refuse(
      "is about to be deleted.",
      `if it is still needed, type ${restoreCommand(entry)}, then run this again.`,
    );
  }
  const { current } = versions;
  if (current === undefined) {
    return refuse("has no value yet.", `put one: strongroom seed ${name} ${service.name} --group ${group}.`);
  }
  return { ...versions, current };
}

async function findReaders({ environment }: LoadedProgram, { service }: Target, arn: string): Promise<Readers> {
  const cluster = await Cluster.connect(environment);
  const refs = await externalSecretsReading(cluster, arn);
  return { cluster, refs, consumers: await consumersOf(cluster, service) };
}

function record({ stackFile }: LoadedProgram, { entry }: Target, version: NewVersion): void {
  const { changed = [], older = [] } = version;
  print(`New in it: ${changed.join(", ")}.`);
  // An entry is as old as its oldest key.
  if (older.length > 0) return print(`Not dated in ${shownPath(stackFile)}: ${older.join(", ")} stayed as before.`);
  recordRotation(stackFile, entry, rotationDay(version));
  print(`Its rotation is dated ${rotationDay(version)} in ${shownPath(stackFile)}.`);
}

function notFinished({ program, target }: Situation, problems: readonly string[], version: string): RotationResult {
  const { service, group } = target;
  print("", "Not finished:", ...problems.map((problem) => `  ${problem.replaceAll("\n", "\n  ")}`));
  print(`Next: strongroom rotate ${program.environment.name} ${service.name} ${group} goes on from here.`);
  return { version, problems };
}

/** Nothing has to be put right: what was done can be seen in the entry and in the cluster. */
function interrupted({ environment, service, group }: { environment: string; service: string; group: string }): never {
  process.stderr.write(
    `\nInterrupted.\nNext: strongroom rotate ${environment} ${service} ${group} goes on from here.\n`,
  );
  process.exit(exitStatus.violation);
}
