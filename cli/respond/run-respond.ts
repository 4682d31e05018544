import * as path from "node:path";
import { createInterface } from "node:readline/promises";
import { checkAccount } from "../aws/account";
import { exitStatus } from "../main";
import { shownPath } from "../paths";
import { print } from "../print";
import { readTimeout } from "../read-timeout";
import { UserError } from "../user-error";
import type { Beginning, Case } from "./case";
import { entryCase } from "./cases/entry";
import { principalCase } from "./cases/principal-case";
import { type TypedDestinations, destinationsOf } from "./destinations";
import { Journal } from "./journal";
import { JournalCopies } from "./journal-copy";
import { whoIs } from "./journal-lines";
import { takeLock } from "./lock";
import { OtherResponder } from "./other-responder";
import { describeIncident, describeSteps } from "./report";
import { runSteps } from "./run-steps";
import type { Context } from "./step";

/** What leaked: a group of a service or a key of it, or one of AWS's own credentials. */
export interface Wanted {
  environment: string;
  service?: string;
  /** For example `"app"` or `"app/STRIPE_SECRET_KEY"`. */
  group?: string;
}

/** What may be typed behind `strongroom respond`. */
export interface RespondOptions extends TypedDestinations {
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
  /** Goes on with what somebody else has begun elsewhere. */
  takeOver: boolean;
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
  readTimeout(options.timeout);
  readMoment(options.leakedAt);
  const leaked = readCase(wanted, options);
  const { region } = leaked.program.environment;
  const { journal: place } = destinationsOf(options, leaked.program.environment);
  const incidents = path.resolve(options.program ?? ".", ".strongroom", "incidents");
  const unlock = options.dryRun ? undefined : takeLock(path.join(incidents, `${leaked.name}.lock`));
  const copies = place === undefined ? undefined : new JournalCopies(place, region, leaked.name, sayAloud);
  try {
    return await respond(leaked, options, incidents, copies);
  } finally {
    copies?.close();
    unlock?.();
  }
}

async function respond(
  leaked: Case,
  options: RespondOptions,
  incidents: string,
  copies: JournalCopies | undefined,
): Promise<number> {
  const { program, playbooks } = leaked;
  const { environment } = program;
  const command = commandOf(leaked, options);
  const by = await checkAccount(environment);
  const journals = await Journal.findAll(incidents, leaked, copies, options.new);
  const open = journals.filter(({ isClosed }) => !isClosed);
  const earlier = options.new ? undefined : (open.at(-1) ?? journals.at(-1));
  if (earlier?.isClosed === true) {
    print(
      `This was responded to: it began ${earlier.incident.startedAt}, and every step is done. Nothing was changed.`,
      `  journal   ${earlier.isElsewhere ? earlier.place : shownPath(earlier.folder)}`,
      `Next: ${command} --new, if it has leaked again.`,
    );
    if (!options.dryRun) await earlier.copyAgain();
    return exitStatus.clean;
  }
  for (const journal of earlier ? [earlier] : open) checkHolder(journal, by, options);
  const begun = beginning(leaked, incidents, readMoment(options.leakedAt));
  const { incident, steps, ...looked } = await leaked.look(begun, earlier?.incident);
  try {
    print(describeIncident(incident, playbooks, looked.facts), "", describeSteps(steps, playbooks, earlier));
    const contextOf = (journal: Journal): Context => ({
      program,
      incident,
      journal,
      playbooks,
      steps,
      by,
      audited: () => looked.audited((step) => journal.last(step, "done")?.facts ?? {}),
      send: destinationsOf(options, environment).send,
      patience: readTimeout(options.timeout) * 1000,
      say: (line) => print(`  ${line}`),
    });
    const looking = contextOf(earlier ?? Journal.unopened(incident));
    for (const step of steps) if (!looking.journal.last(step.id, "done")) await step.check?.(looking);
    if (options.dryRun) {
      print("", "Dry run: nothing was changed, and nothing was written.");
      return exitStatus.clean;
    }
    if (!options.yes) await confirm(environment.name);
    await earlier?.resume(by);
    for (const journal of earlier ? [] : open) await journal.giveWay(by, incident.id);
    return await runSteps(contextOf(earlier ?? (await Journal.open(incident, by, copies))), command);
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

/** Whoever responds elsewhere is left alone, unless they are gone. */
function checkHolder(journal: Journal, by: string, { takeOver, dryRun }: RespondOptions): void {
  const holder = journal.heldBy(by);
  if (holder !== undefined && !takeOver) {
    const refusal = OtherResponder.before(holder);
    if (!dryRun) throw refusal;
    print(refusal.message, "");
  } else if (journal.isElsewhere) {
    print(
      `Goes on from ${journal.place}: ${whoIs(journal.lastEvent)} wrote its last line, at ${journal.lastEvent.at}.`,
    );
    print("Reports of the steps that are done lie on that machine, in .strongroom/incidents.", "");
  }
}

function sayAloud(text: string): void {
  print("", text, "");
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

function readMoment(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const moment = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && moment.getTime() <= Date.now()) return moment;
  throw new UserError(
    `--leaked-at ${JSON.stringify(text)} is no moment of the past.\nFix: give one such as 2026-11-27T03:00:00Z.`,
  );
}

function commandOf({ words }: Case, { program, journal }: RespondOptions): string {
  const flags = Object.entries({ program, journal }).filter(([, given]) => given !== undefined);
  return ["strongroom respond", words, ...flags.map(([flag, given]) => `--${flag} ${given}`)].join(" ");
}
