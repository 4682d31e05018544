import * as path from "node:path";
import { checkAccount } from "../aws/account";
import { exitStatus } from "../main";
import { shownPath } from "../paths";
import { programFolder } from "../preview/project";
import { keepStandardOutput, print, printJson } from "../print";
import { withProgress } from "../progress";
import { readTimeout } from "../read-timeout";
import { beginning, confirm, readMoment } from "./begin";
import type { Case } from "./case";
import { type TypedCase, type Wanted, readCase } from "./cases/read-case";
import { checkSteps, contextFor } from "./context";
import { type TypedDestinations, destinationsOf } from "./destinations";
import { incidentDocument } from "./incident-document";
import { Journal } from "./journal";
import { JournalCopies } from "./journal-copy";
import { whoIs } from "./journal-lines";
import { takeLock } from "./lock";
import { OtherResponder } from "./other-responder";
import { describeIncident, describeSteps } from "./report";
import { runSteps } from "./run-steps";
import type { Context } from "./step";

/** What may be typed behind `strongroom respond`. */
export interface RespondOptions extends TypedDestinations, TypedCase {
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
  format: "text" | "json";
}

/**
 * Responds to a leak: revoke, rotate, audit, communicate. It goes on where an earlier run was interrupted.
 *
 * @returns The exit status: 0 done, 1 a step failed.
 * @throws UserError for everything else, with the state that things are in.
 */
export async function runRespond(wanted: Wanted, options: RespondOptions): Promise<number> {
  if (options.format === "json") keepStandardOutput();
  const patience = readTimeout(options.timeout) * 1000;
  const leakedAt = readMoment(options.leakedAt);
  const leaked = readCase("respond", wanted, options, { oldIsDead: options.oldIsDead, madeUp: false });
  const { region } = leaked.program.environment;
  const { journal: place, send } = destinationsOf(options, leaked.program.environment);
  const incidents = path.resolve(programFolder(options.program), ".strongroom", "incidents");
  const unlock = options.dryRun ? undefined : takeLock(path.join(incidents, `${leaked.name}.lock`));
  const copies = place === undefined ? undefined : new JournalCopies(place, region, leaked.name, sayAloud);
  try {
    return await respond(leaked, options, { patience, leakedAt, send, incidents, copies });
  } finally {
    copies?.close();
    unlock?.();
  }
}

/** What the options say, once they are read. */
interface Given extends Pick<Context, "patience" | "send"> {
  leakedAt: Date | undefined;
  /** Folder of all incidents. */
  incidents: string;
  copies: JournalCopies | undefined;
}

async function respond(leaked: Case, options: RespondOptions, given: Given): Promise<number> {
  const { incidents, copies, patience, send } = given;
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
    if (options.format === "json") printJson(incidentDocument(earlier.incident, [], earlier));
    return exitStatus.clean;
  }
  for (const journal of earlier ? [earlier] : open) checkHolder(journal, by, options);
  const found = await withProgress("Looking at AWS and at the cluster", () =>
    leaked.look(beginning(leaked, incidents, given.leakedAt), earlier?.incident),
  );
  try {
    const { incident, steps } = found;
    print(describeIncident(incident, playbooks, found.facts), "", describeSteps(steps, playbooks, earlier));
    const context = contextFor(leaked, found, { by, patience, send });
    await checkSteps(found, context, earlier);
    if (options.dryRun) {
      print("", "Dry run: nothing was changed, and nothing was written.");
      if (options.format === "json") printJson(incidentDocument(incident, steps, earlier));
      return exitStatus.clean;
    }
    if (!options.yes) await confirm(environment.name);
    await earlier?.resume(by);
    for (const journal of earlier ? [] : open) await journal.giveWay(by, incident.id);
    const journal = earlier ?? (await Journal.open(incident, by, copies));
    const status = await runSteps(context(journal), command);
    if (options.format === "json") printJson(incidentDocument(incident, steps, journal));
    return status;
  } finally {
    found.close?.();
  }
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

function commandOf({ words }: Case, { program, journal }: RespondOptions): string {
  const flags = Object.entries({ program, journal }).filter(([, given]) => given !== undefined);
  return ["strongroom respond", words, ...flags.map(([flag, given]) => `--${flag} ${given}`)].join(" ");
}
