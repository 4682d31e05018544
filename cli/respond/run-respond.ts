import * as path from "node:path";
import { createInterface } from "node:readline/promises";
import type { SecretGroup } from "../../components/model/service";
import { checkAccount } from "../aws/account";
import { StagedEntries } from "../aws/staged-entries";
import { Cluster } from "../cluster/cluster";
import { externalSecretsReading, title } from "../cluster/external-secrets";
import { consumersOf } from "../cluster/workloads";
import { type LoadedProgram, loadProgram } from "../load-program";
import { exitStatus } from "../main";
import { shownPath } from "../paths";
import { print } from "../print";
import { readTimeout } from "../read-timeout";
import { type Target, chooseTarget } from "../rotate/target";
import { UserError } from "../user-error";
import type { InternalTarget } from "./communicate/send-internal";
import type { Incident } from "./incident";
import { Journal } from "./journal";
import { type Decision, decide, planSteps } from "./plan";
import { readPlaybooks } from "./playbook";
import { describeFailure, describeIncident, describeSteps, describeTimes } from "./report";
import type { Context, Step } from "./step";

/** What may be typed behind `strongroom respond`. */
export interface RespondOptions {
  /** A moment, e.g. `"2026-11-27T03:00:00Z"`. */
  leakedAt?: string;
  dryRun: boolean;
  yes: boolean;
  /** Somebody has said that the old credential is dead. */
  oldIsDead: boolean;
  /** Opens another incident where the last one is finished. */
  new: boolean;
  /** Where the internal message goes, beside its file. */
  webhook?: string;
  topic?: string;
  /** Seconds that a wait may take, as typed. */
  timeout: string;
  /** Folder of the program. */
  program?: string;
}

/** What is responded to. */
export interface Wanted {
  environment: string;
  service: string;
  /** A group, or a key of it: `"app"`, `"app/STRIPE_SECRET_KEY"`. */
  group: string;
}

/** What the declarations say of it, before anything is asked. */
interface Case {
  program: LoadedProgram;
  target: Target;
  group: SecretGroup;
  decision: Decision;
  /** Folder of all incidents. */
  incidents: string;
  /** The part of an incident's name before the time, e.g. `"prod-api-apple"`. */
  name: string;
  keys: string[];
}

/**
 * Responds to a leak: revoke, rotate, audit, communicate. It goes on where an earlier run was interrupted.
 *
 * @returns The exit status: 0 done, 1 a step failed.
 * @throws UserError for everything else, with the state that things are in.
 */
export async function runRespond(wanted: Wanted, options: RespondOptions): Promise<number> {
  const patience = readTimeout(options.timeout) * 1000;
  const leakedAt = readMoment(options.leakedAt);
  const known = readCase(wanted, options.program);
  const { program, target, group, decision } = known;
  const { environment } = program;
  const found = Journal.find(known.incidents, known.name);
  const earlier = options.new ? undefined : found;
  const by = await checkAccount(environment);
  if (earlier?.isClosed === true) {
    print(
      `This was responded to: it began ${earlier.incident.startedAt}, and every step is done. Nothing was changed.`,
      `  journal   ${shownPath(earlier.folder)}`,
      `Next: ${commandOf(wanted, options)} --new, if it has leaked again.`,
    );
    return exitStatus.clean;
  }
  const entries = new StagedEntries(environment.region);
  try {
    const cluster = await Cluster.connect(environment);
    const { arn, current } = await lookAt(entries, target.entry);
    const refs = await externalSecretsReading(cluster, arn);
    const incident: Incident = earlier
      ? { ...earlier.incident, folder: earlier.folder }
      : {
          ...newIncident(known, leakedAt),
          arn,
          version: current,
          consumers: await consumersOf(cluster, target.service),
        };
    const steps = planSteps(decision, environment, group, incident, refs);
    const readers = refs.map((ref) => `ExternalSecret ${title(ref)}`);
    print(describeIncident(incident, decision.playbooks, readers));
    print("", describeSteps(steps, decision.playbooks, earlier));
    if (options.dryRun) {
      print("", "Dry run: nothing was changed, and nothing was written.");
      return exitStatus.clean;
    }
    if (!options.yes) await confirm(environment.name);
    const send = sendTo(options);
    const context: Context = {
      program,
      target: { ...target, given: { ...target.given, asked: decision.asked } },
      incident,
      journal: earlier ?? (await Journal.open(incident, by)),
      playbooks: decision.playbooks,
      steps,
      entries,
      cluster,
      refs,
      by,
      oldIsDead: options.oldIsDead,
      ...(send && { send }),
      patience,
      say: (line) => print(`  ${line}`),
    };
    return await runSteps(context, commandOf(wanted, options));
  } finally {
    entries.close();
  }
}

/** Finds the group and the keys among the declarations, and the playbooks for them. */
function readCase(wanted: Wanted, given: string | undefined): Case {
  const [groupName = "", ...keys] = wanted.group.split("/");
  const program = loadProgram(wanted.environment, given);
  const whole = chooseTarget(program, { ...wanted, group: groupName }, []);
  if (keys.length > 0 && whole.mode !== "manual") {
    throw new UserError(
      `${whole.entry} is rotated by AWS as a whole (mode ${whole.mode}). Nothing was changed.\nFix: name the group alone: ${groupName}.`,
    );
  }
  const target = keys.length > 0 ? chooseTarget(program, { ...wanted, group: groupName }, keys) : whole;
  const group = target.service.groups[groupName]!;
  const folder = given ?? ".";
  const decision = decide(target, group, readPlaybooks(folder));
  const incidents = path.resolve(folder, ".strongroom", "incidents");
  const name = [wanted.environment, wanted.service, groupName, ...keys].join("-");
  return { program, target, group, decision, incidents, name, keys };
}

/** An incident that begins now, as far as the declarations tell of it. */
function newIncident(
  { program, target, decision, incidents, name, keys }: Case,
  leakedAt: Date | undefined,
): Omit<Incident, "arn" | "version" | "consumers"> {
  const { environment } = program;
  const startedAt = new Date();
  const id = `${name}-${startedAt.toISOString().replace(/[-:]|\.\d+/g, "")}`;
  return {
    id,
    environment: environment.name,
    account: environment.account,
    region: environment.region,
    cluster: environment.cluster.name,
    service: target.service.name,
    group: target.group,
    keys,
    entry: target.entry,
    kind: decision.playbooks.map(({ title }) => title).join(", "),
    owner: `${target.owner.team} <${target.owner.address}>`,
    runbook: target.runbook,
    leakedAt: (leakedAt ?? startedAt).toISOString(),
    startedAt: startedAt.toISOString(),
    folder: path.join(incidents, id),
  };
}

/** Each step is in the journal before it begins and after it has ended. One that is done is not done again. */
async function runSteps(context: Context, command: string): Promise<number> {
  const { steps, journal, by } = context;
  print("");
  for (const step of steps) {
    if (journal.last(step.id, "done")) continue;
    print(`${step.phase.toUpperCase()}: ${step.title}`);
    try {
      await runStep(context, step);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      await journal.add(by, "failed", { step: step.id, problem: error.message });
      print("", error.message, "", describeFailure(steps, step, journal, command));
      return exitStatus.violation;
    }
  }
  await journal.add(by, "closed");
  print("", "Done: every step. It took:", describeTimes(steps, journal), `  journal   ${shownPath(journal.folder)}`);
  print(`Next: read the reports there; ${context.incident.owner} decides what customers are told.`);
  return exitStatus.clean;
}

async function runStep(context: Context, step: Step): Promise<void> {
  const { journal, by } = context;
  const begun = journal.begun(step.id) ?? (await step.prepare?.(context)) ?? {};
  await journal.add(by, "started", { step: step.id, facts: begun });
  const facts = await step.run(context, begun);
  await journal.add(by, "done", { step: step.id, facts });
}

async function lookAt(entries: StagedEntries, entry: string): Promise<{ arn: string; current: string }> {
  const { arn, current, isDeleted } = (await entries.describe(entry)) ?? {};
  if (arn !== undefined && current !== undefined && !isDeleted) return { arn, current };
  throw new UserError(
    `${entry} has no value that could have leaked. Nothing was changed.\nFix: look whether the environment and the group are right.`,
  );
}

/** One question, and the name of the environment as its answer: nobody types prod without meaning it. */
async function confirm(environment: string): Promise<void> {
  if (process.stdin.isTTY) {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    const answer = await lines.question(`\nType ${environment} to begin: `);
    lines.close();
    if (answer.trim() === environment) return;
  }
  throw new UserError(
    "Nobody has confirmed. Nothing was changed.\nFix: type the environment's name on a terminal, or give --yes.",
  );
}

function sendTo({ webhook, topic }: RespondOptions): InternalTarget | undefined {
  if (webhook !== undefined) return { webhookEntry: webhook };
  return topic === undefined ? undefined : { topicArn: topic };
}

function readMoment(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const moment = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && moment.getTime() <= Date.now()) return moment;
  throw new UserError(
    `--leaked-at ${JSON.stringify(text)} is no moment of the past.\nFix: give one such as 2026-11-27T03:00:00Z.`,
  );
}

function commandOf({ environment, service, group }: Wanted, { program }: RespondOptions): string {
  return `strongroom respond ${environment} ${service} ${group}${program === undefined ? "" : ` --program ${program}`}`;
}
