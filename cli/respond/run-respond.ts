import * as path from "node:path";
import { createInterface } from "node:readline/promises";
import { checkAccount } from "../aws/account";
import { exitStatus } from "../main";
import { shownPath } from "../paths";
import { print } from "../print";
import { readTimeout } from "../read-timeout";
import { UserError } from "../user-error";
import type { Beginning, Case } from "./case";
import type { InternalTarget } from "./communicate/send-internal";
import { entryCase } from "./cases/entry";
import { Journal } from "./journal";
import { principalCase } from "./cases/principal-case";
import { describeFailure, describeIncident, describeSteps, describeTimes } from "./report";
import type { Context, Step } from "./step";

/** What leaked: a group of a service or a key of it, or one of AWS's own credentials. */
export interface Wanted {
  environment: string;
  service?: string;
  /** For example `"app"` or `"app/STRIPE_SECRET_KEY"`. */
  group?: string;
}

/** What may be typed behind `strongroom respond`. */
export interface RespondOptions {
  /** Id of an access key. */
  accessKey?: string;
  /** Name or ARN of a role whose sessions leaked. */
  role?: string;
  /** A repository whose workflows take roles. */
  repository?: string;
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

/**
 * Responds to a leak: revoke, rotate, audit, communicate. It goes on where an earlier run was interrupted.
 *
 * @returns The exit status: 0 done, 1 a step failed.
 * @throws UserError for everything else, with the state that things are in.
 */
export async function runRespond(wanted: Wanted, options: RespondOptions): Promise<number> {
  const patience = readTimeout(options.timeout) * 1000;
  const leakedAt = readMoment(options.leakedAt);
  const leaked = readCase(wanted, options);
  const { program, playbooks } = leaked;
  const { environment } = program;
  const command = commandOf(leaked, options);
  const incidents = path.resolve(options.program ?? ".", ".strongroom", "incidents");
  const found = options.new ? undefined : Journal.find(incidents, leaked.name);
  // Names with dashes may read like those of others.
  const earlier = found?.incident.subject === leaked.subject ? found : undefined;
  const by = await checkAccount(environment);
  if (earlier?.isClosed === true) {
    print(
      `This was responded to: it began ${earlier.incident.startedAt}, and every step is done. Nothing was changed.`,
      `  journal   ${shownPath(earlier.folder)}`,
      `Next: ${command} --new, if it has leaked again.`,
    );
    return exitStatus.clean;
  }
  const before = earlier && { ...earlier.incident, folder: earlier.folder };
  const { incident, steps, ...looked } = await leaked.look(beginning(leaked, incidents, leakedAt), before);
  try {
    print(describeIncident(incident, playbooks, looked.facts), "", describeSteps(steps, playbooks, earlier));
    const send = sendTo(options);
    const contextOf = (journal: Journal): Context => ({
      program,
      incident,
      journal,
      playbooks,
      steps,
      by,
      audited: () => looked.audited((step) => journal.last(step, "done")?.facts ?? {}),
      ...(send && { send }),
      patience,
      say: (line) => print(`  ${line}`),
    });
    const looking = contextOf(earlier ?? Journal.unopened(incident));
    for (const step of steps) if (!looking.journal.last(step.id, "done")) await step.check?.(looking);
    if (options.dryRun) {
      print("", "Dry run: nothing was changed, and nothing was written.");
      return exitStatus.clean;
    }
    if (!options.yes) await confirm(environment.name);
    return await runSteps(contextOf(earlier ?? (await Journal.open(incident, by))), command);
  } finally {
    looked.close();
  }
}

/** Exactly one thing leaked: more of them are more incidents, each with its own journal. */
function readCase({ environment, service, group }: Wanted, options: RespondOptions): Case {
  const { accessKey, role, repository, program, oldIsDead } = options;
  const principals = [accessKey, role, repository].filter((one) => one !== undefined).length;
  if (principals === 0 && service !== undefined && group !== undefined) {
    return entryCase({ environment, service, group }, program, oldIsDead);
  }
  if (principals === 1 && service === undefined) {
    return principalCase({ environment, accessKey, role, repository }, program);
  }
  throw new UserError(
    "Name exactly one thing that leaked. Nothing was changed.\n" +
      `Fix: strongroom respond ${environment} SERVICE GROUP[/KEY], or --access-key ID, --role NAME or --repository OWNER/NAME instead.`,
  );
}

/** An incident that begins now, as far as the declarations tell of it. */
function beginning({ program, name, playbooks }: Case, incidents: string, leakedAt: Date | undefined): Beginning {
  const { environment } = program;
  const startedAt = new Date();
  const id = `${name}-${startedAt.toISOString().replace(/[-:]|\.\d+/g, "")}`;
  return {
    id,
    environment: environment.name,
    account: environment.account,
    region: environment.region,
    cluster: environment.cluster.name,
    kind: playbooks.map(({ title }) => title).join(", "),
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

function commandOf({ words }: Case, { program }: RespondOptions): string {
  return `strongroom respond ${words}${program === undefined ? "" : ` --program ${program}`}`;
}
