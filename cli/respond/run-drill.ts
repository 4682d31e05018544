import * as path from "node:path";
import { checkAccount } from "../aws/account";
import { exitStatus } from "../main";
import { isLoopback } from "../loopback";
import { programFolder } from "../preview/project";
import { print } from "../print";
import { withProgress } from "../progress";
import { readTimeout } from "../read-timeout";
import { beginning, confirm, readMoment } from "./begin";
import { type TypedCase, type Wanted, readCase } from "./cases/read-case";
import { checkSteps, contextFor } from "./context";
import { Journal } from "./journal";
import { takeLock } from "./lock";
import { rehearsed } from "./rehearsed";
import { describeIncident, describeSteps, secondsOf } from "./report";
import { runSteps } from "./run-steps";

/** What may be typed behind `strongroom drill`. */
export interface DrillOptions extends TypedCase {
  yes: boolean;
  /** Seconds that a wait may take, as typed. */
  timeout: string;
}

/**
 * Practises a response, timed. Where AWS is the lab's emulator everything is done for real, with made-up values; everywhere else it only
 * reads: what would change something is checked and shown, CloudTrail is asked, and the messages are written and not sent.
 *
 * @returns The exit status: 0 done, 1 a step failed.
 * @throws UserError for everything else.
 */
export async function runDrill(wanted: Wanted, options: DrillOptions): Promise<number> {
  const patience = readTimeout(options.timeout) * 1000;
  const leakedAt = readMoment(options.leakedAt);
  const inLab = isLab(process.env["AWS_ENDPOINT_URL"]);
  const leaked = readCase("drill", wanted, options, { oldIsDead: true, madeUp: true });
  const { program, playbooks } = leaked;
  const drills = path.resolve(programFolder(options.program), ".strongroom", "drills");
  const unlock = takeLock(path.join(drills, `${leaked.name}.lock`));
  try {
    const by = await checkAccount(program.environment);
    const earlier = await Journal.findAll(drills, leaked, undefined, true);
    const last = earlier.findLast(({ isClosed }) => isClosed);
    const begun = { ...beginning(leaked, drills, leakedAt), isDrill: true as const };
    const found = await withProgress("Looking at AWS and at the cluster", () => leaked.look(begun));
    try {
      const { incident, steps } = found;
      print(inLab ? forReal : readOnly, "");
      print(describeIncident(incident, playbooks, found.facts), "", describeSteps(steps, playbooks));
      const practised = { ...found, steps: inLab ? steps : rehearsed(steps) };
      const context = contextFor(leaked, practised, { by, patience, send: [] });
      await checkSteps(found, context);
      if (!options.yes) await confirm(program.environment.name);
      const journal = await Journal.open(incident, by);
      const status = await runSteps(context(journal), `strongroom drill ${leaked.words}`);
      if (status === exitStatus.clean) print(compare(journal, last), next);
      return status;
    } finally {
      found.close?.();
    }
  } finally {
    unlock();
  }
}

const forReal = "DRILL in the lab: everything is done for real there, with made-up values. Nobody is told.";
const readOnly =
  "DRILL: it only reads. What would change something is checked and shown, not done; nobody is told. The lab does it for real: docs/respond.md.";
const next = "Next: look at the reports as if it had happened: who decides, who is told, what took longest?";

/** Whether AWS is played by an emulator on this machine. */
export function isLab(endpoint: string | undefined): boolean {
  if (endpoint === undefined || !URL.canParse(endpoint)) return false;
  return isLoopback(new URL(endpoint));
}

function compare(journal: Journal, last: Journal | undefined): string {
  const now = `This drill took ${secondsOf(journal)} s`;
  return last === undefined ? `${now}.` : `${now}; the last one, of ${last.incident.startedAt}, ${secondsOf(last)} s.`;
}
