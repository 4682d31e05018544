import type { JournalEvent } from "./journal";
import type { Step } from "./step";

const skipped = { drill: "not done" };

/** Steps of a drill that only reads: what would change something is checked and shown, and not done. */
export function rehearsed(steps: readonly Step[]): Step[] {
  return steps.map((step) => {
    if (step.phase === "audit" || step.phase === "communicate") return step;
    const { prepare: _, ...rest } = step;
    return {
      ...rest,
      run: ({ say }) => {
        say("not done: this drill only reads.");
        return Promise.resolve(skipped);
      },
    };
  });
}

/** Whether a drill has passed over what the journal calls done. */
export function isSkipped(event: JournalEvent | undefined): boolean {
  return event?.facts?.["drill"] === skipped.drill;
}
