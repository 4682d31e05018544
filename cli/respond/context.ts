import { print } from "../print";
import type { Case, Found } from "./case";
import { Journal } from "./journal";
import type { Context } from "./step";

/**
 * What the steps of a case work with, once there is a journal.
 *
 * @param found What was looked at, with the steps that are to be run.
 * @param rest Who runs them, where messages go, and how long a wait may take.
 */
export function contextFor(
  { program, playbooks }: Case,
  { incident, steps, audited }: Found,
  rest: Pick<Context, "by" | "send" | "patience">,
): (journal: Journal) => Context {
  return (journal) => ({
    ...rest,
    program,
    incident,
    journal,
    playbooks,
    steps,
    audited: () => audited((step) => journal.last(step, "done")?.facts ?? {}),
    say: (line) => print(`  ${line}`),
  });
}

/**
 * Asks of every step that is not done whether it could be, before anybody is asked.
 *
 * @param steps Those of the case, also where others are run in their place.
 * @param earlier The journal that is gone on with.
 * @throws UserError with what stands in the way of one.
 */
export async function checkSteps(
  { steps, incident }: Pick<Found, "steps" | "incident">,
  context: (journal: Journal) => Context,
  earlier?: Journal,
): Promise<void> {
  const looking = context(earlier ?? Journal.unopened(incident));
  for (const step of steps) if (!looking.journal.last(step.id, "done")) await step.check?.(looking);
}
