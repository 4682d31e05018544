import { exitStatus } from "../main";
import { shownPath } from "../paths";
import { print } from "../print";
import { UserError } from "../user-error";
import { OtherResponder } from "./other-responder";
import { describeFailure, describeTimes } from "./report";
import type { Context, Step } from "./step";

/**
 * Does what is to do. Each step is in the journal before it begins and after it has ended; one that is done is not done again.
 *
 * @param command What goes on from where this stops.
 * @returns The exit status: 0 done, 1 a step failed, or somebody else has taken over.
 */
export async function runSteps(context: Context, command: string): Promise<number> {
  const { steps, journal, by, incident } = context;
  print("");
  for (const step of steps) {
    if (journal.last(step.id, "done")) continue;
    print(`${step.phase.toUpperCase()}: ${step.title}`);
    try {
      await runStep(context, step);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return stop(context, step, error, command);
    }
  }
  await journal.add(by, "closed");
  print("", "Done: every step. It took:", describeTimes(steps, journal), `  journal   ${shownPath(journal.folder)}`);
  if (journal.place !== undefined) print(`            ${journal.place}`);
  if (incident.isDrill) return exitStatus.clean;
  print(`Next: read the reports there. What customers are told is for the owner to decide: ${incident.owner}.`);
  return exitStatus.clean;
}

async function runStep(context: Context, step: Step): Promise<void> {
  const { journal, by } = context;
  const begun = journal.begun(step.id) ?? (await step.prepare?.(context)) ?? {};
  await journal.add(by, "started", { step: step.id, facts: begun });
  const facts = await step.run(context, begun);
  await journal.add(by, "done", { step: step.id, facts });
}

/** Says why it stops, and where things stand. */
async function stop(context: Context, step: Step, error: UserError, command: string): Promise<number> {
  const { steps, journal, by } = context;
  print("", error.message);
  const other = error instanceof OtherResponder ? error : await noteFailure(context, step, error);
  if (other === undefined) {
    print("", describeFailure(steps, `"${step.title}" failed.`, journal, `Next: ${command} goes on from here.`));
    return exitStatus.violation;
  }
  if (other !== error) print("", other.message);
  else if (!journal.isClosed) await journal.add(by, "failed", { step: step.id, problem: error.message });
  const how = other !== error ? "failed" : journal.last(step.id, "done") ? doneAlone : "was not begun";
  const next = `Next: leave it to them; if they are gone, ${command} --take-over goes on from where they are.`;
  print("", describeFailure(steps, `"${step.title}" ${how}.`, journal, next));
  return exitStatus.violation;
}

const doneAlone = "is done, and their journal does not say so: they do it again, which does no harm";

/** That somebody else has taken over may show only now. */
async function noteFailure(
  { journal, by }: Context,
  step: Step,
  error: UserError,
): Promise<OtherResponder | undefined> {
  try {
    await journal.add(by, "failed", { step: step.id, problem: error.message });
    return undefined;
  } catch (other) {
    if (other instanceof OtherResponder) return other;
    throw other;
  }
}
