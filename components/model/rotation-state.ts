import { type Day, daysBetween } from "./days";
import type { InventoryItem } from "./inventory";

/** How a rotation stands on a day. */
export type RotationState =
  /** It should have happened that many days ago. */
  | { kind: "overdue"; days: number }
  /** It should happen soon, in that many days. */
  | { kind: "due"; days: number }
  /** Its next one is that many days away. */
  | { kind: "ok"; days: number }
  /** There is no value to rotate yet. */
  | { kind: "awaiting-seed" }
  /** Nothing says when it was last rotated. */
  | { kind: "unknown" };

/** What decides about the state. */
export type Rotated = Pick<InventoryItem, "mode" | "intervalDays" | "awaitingSeed" | "due">;

/** The earliest that somebody is asked to rotate by hand: that many days ahead. */
const soonDays = 14;

/**
 * How a rotation stands.
 *
 * People are asked two weeks ahead, or a third of the interval where that is shorter. AWS asks nobody: it rotates within the
 * schedule's window, so a rotation of its own is late only when a whole day has gone by.
 *
 * @param item The entry, with the day on which its next rotation is due, if it is known.
 * @param today The day that is counted from, in UTC.
 */
export function rotationState({ mode, intervalDays, awaitingSeed, due }: Rotated, today: Day): RotationState {
  if (awaitingSeed) return { kind: "awaiting-seed" };
  if (due === undefined) return { kind: "unknown" };
  const days = daysBetween(today, due);
  const patience = mode === "manual" ? 0 : 1;
  if (days < -patience) return { kind: "overdue", days: -days };
  const isSoon = mode === "manual" && days <= Math.min(soonDays, Math.floor(intervalDays / 3));
  return { kind: isSoon ? "due" : "ok", days };
}

/** Sorts entries by urgency: what is late first, then what is due, then what nobody knows. */
export function byUrgency<
  Row extends Pick<InventoryItem, "mode" | "environment" | "service" | "group"> & { state: RotationState },
>(rows: readonly Row[]): Row[] {
  const order: RotationState["kind"][] = ["overdue", "due", "unknown", "awaiting-seed", "ok"];
  const rank = ({ state, mode }: Row): number[] => [
    order.indexOf(state.kind),
    "days" in state ? (state.kind === "overdue" ? -state.days : state.days) : 0,
    // Nobody but people can tell when they last rotated; AWS can be asked.
    mode === "manual" ? 0 : 1,
  ];
  return [...rows].sort((one, other) => {
    const ranks = rank(other);
    const difference = rank(one)
      .map((value, at) => value - ranks[at]!)
      .find((value) => value !== 0);
    return difference ?? compare(nameOf(one), nameOf(other));
  });
}

function nameOf({ environment, service, group }: Pick<InventoryItem, "environment" | "service" | "group">): string {
  return `${environment}/${service}/${group}`;
}

/** The same order on every machine, whatever its language. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
