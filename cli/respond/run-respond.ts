import * as path from "node:path";
import { createInterface } from "node:readline/promises";
import { checkAccount } from "../aws/account";
import { StagedEntries } from "../aws/staged-entries";
import { Cluster } from "../cluster/cluster";
import { externalSecretsReading, title } from "../cluster/external-secrets";
import { consumersOf } from "../cluster/workloads";
import { loadProgram } from "../load-program";
import { exitStatus } from "../main";
import { shownPath } from "../paths";
import { chooseTarget } from "../rotate/target";
import { UserError } from "../user-error";
import type { InternalTarget } from "./communicate/send-internal";
import type { Incident } from "./incident";
import { Journal } from "./journal";
import { decide, planSteps } from "./plan";
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

/**
 * Responds to a leak: revoke, rotate, audit, communicate. It goes on where an earlier run was interrupted.
 *
 * @returns The exit status: 0 done, 1 a step failed.
 * @throws UserError for everything else, with the state that things are in.
 */
export async function runRespond(wanted: Wanted, options: RespondOptions): Promise<number> {
  const [groupName = "", ...keys] = wanted.group.split("/");
  const patience = readSeconds(options.timeout) * 1000;
  const leakedAt = readMoment(options.leakedAt);
  const program = loadProgram(wanted.environment, options.program);
  const whole = chooseTarget(program, { ...wanted, group: groupName }, []);
  if (keys.length > 0 && whole.mode !== "manual") {
    throw new UserError(
      `${whole.entry} is rotated by AWS as a whole (mode ${whole.mode}). Nothing was changed.\nFix: name the group alone: ${groupName}.`,
    );
  }
  const target = chooseTarget(program, { ...wanted, group: groupName }, keys);
  const group = target.service.groups[groupName]!;
  const folder = options.program ?? ".";
  const decision = decide(target, group, readPlaybooks(folder));
  const incidents = path.resolve(folder, ".strongroom", "incidents");
  const name = [wanted.environment, wanted.service, groupName, ...keys].join("-");
  const found = Journal.find(incidents, name);
  const isFresh = options.new || found === undefined;
  const { environment } = program;
  const by = await checkAccount(environment);
  if (found?.isClosed === true && !isFresh) {
    print(
      `This was responded to: it began ${found.incident.startedAt}, and every step is done. Nothing was changed.`,
      `  journal   ${shownPath(found.folder)}`,
      `Next: ${commandOf(wanted, options)} --new, if it has leaked again.`,
    );
    return exitStatus.clean;
  }
  const entries = new StagedEntries(environment.region);
  try {
    const cluster = await Cluster.connect(environment);
    const looked = await lookAt(entries, target.entry);
    const refs = await externalSecretsReading(cluster, looked.arn);
    const startedAt = new Date();
    const id = `${name}-${startedAt.toISOString().replace(/[-:]|\.\d+/g, "")}`;
    const incident: Incident = isFresh
      ? {
          id,
          environment: environment.name,
          account: environment.account,
          region: environment.region,
          cluster: environment.cluster.name,
          service: wanted.service,
          group: groupName,
          keys,
          entry: target.entry,
          ...looked,
          kind: decision.playbooks.map(({ title }) => title).join(", "),
          owner: `${target.owner.team} <${target.owner.address}>`,
          runbook: target.runbook,
          leakedAt: (leakedAt ?? startedAt).toISOString(),
          startedAt: startedAt.toISOString(),
          consumers: await consumersOf(cluster, target.service),
          folder: path.join(incidents, id),
        }
      : { ...found.incident, folder: found.folder };
    const steps = planSteps(decision, environment, group, incident, refs);
    print(
      describeIncident(
        incident,
        decision.playbooks,
        refs.map((ref) => `ExternalSecret ${title(ref)}`),
      ),
    );
    print("", describeSteps(steps, decision.playbooks, isFresh ? undefined : found));
    if (options.dryRun) {
      print("", "Dry run: nothing was changed, and nothing was written.");
      return exitStatus.clean;
    }
    if (!options.yes) await confirm(environment.name);
    const journal = isFresh ? Journal.open(incident, by) : found;
    const service = target.service;
    const asked = { ...target, given: { ...target.given, asked: decision.asked } };
    const send = sendTo(options);
    const context: Context = {
      program,
      target: asked,
      service,
      incident,
      journal,
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
      journal.add(by, "failed", { step: step.id, problem: error.message });
      print("", error.message, "", describeFailure(steps, step, journal, command));
      return exitStatus.violation;
    }
  }
  journal.add(by, "closed");
  print("", "Done: every step. It took:", describeTimes(steps, journal), `  journal   ${shownPath(journal.folder)}`);
  print(`Next: read the reports there; ${context.incident.owner} decides what customers are told.`);
  return exitStatus.clean;
}

async function runStep(context: Context, step: Step): Promise<void> {
  const { journal, by } = context;
  const begun = journal.begun(step.id) ?? (await step.prepare?.(context)) ?? {};
  journal.add(by, "started", { step: step.id, facts: begun });
  const facts = await step.run(context, begun);
  journal.add(by, "done", { step: step.id, facts });
}

async function lookAt(entries: StagedEntries, entry: string): Promise<{ arn: string; version: string }> {
  const [versions, rotation] = [await entries.describe(entry), await entries.rotation(entry)];
  if (versions?.current !== undefined && !versions.isDeleted && rotation !== undefined) {
    return { arn: rotation.arn, version: versions.current };
  }
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

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds > 0 && seconds <= 86_400) return seconds;
  throw new UserError(
    `--timeout ${JSON.stringify(text)} is no number of seconds.\nFix: give one from 1 to 86400, e.g. --timeout 600.`,
  );
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

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
