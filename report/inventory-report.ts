import type { Day } from "../components/model/days";
import type { InventoryItem } from "../components/model/inventory";
import type { RotationState } from "../components/model/rotation-state";

/** One entry on a day. */
export interface InventoryRow extends InventoryItem {
  state: RotationState;
  /** What its reader should know, each a sentence that begins with the entry's name. */
  notes: string[];
}

/** The inventory of one or more environments on a day. Metadata only. */
export interface InventoryReport {
  /** The day that is counted from, in UTC. */
  today: Day;
  environments: string[];
  /** Whether AWS was asked. */
  live: boolean;
  /** Sorted by urgency. */
  rows: InventoryRow[];
  /** What is to be said of no entry alone. */
  notes: string[];
}

/** A state as people read it: `OVERDUE by 14 days`, `DUE in 5 days`, `OK`. */
export function stateText(state: RotationState): string {
  switch (state.kind) {
    case "overdue":
      return `OVERDUE by ${days(state.days)}`;
    case "due":
      return state.days === 0 ? "DUE today" : `DUE in ${days(state.days)}`;
    case "ok":
      return "OK";
    case "awaiting-seed":
      return "AWAITING SEED";
    case "unknown":
      return "UNKNOWN";
  }
}

/** Every note, those of entries first. */
export function allNotes({ rows, notes }: InventoryReport): string[] {
  return [...rows.flatMap((row) => row.notes), ...notes];
}

/** How many entries are in which state: `5 entries: 1 overdue, 4 ok.` */
export function summary({ rows, today, environments }: InventoryReport): string {
  const order: [RotationState["kind"], string][] = [
    ["overdue", "overdue"],
    ["due", "due"],
    ["unknown", "unknown"],
    ["awaiting-seed", "awaiting their seed"],
    ["ok", "OK"],
  ];
  const counts = order.flatMap(([kind, word]) => {
    const number = rows.filter(({ state }) => state.kind === kind).length;
    return number === 0 ? [] : [`${number} ${word}`];
  });
  const entries = `${rows.length} ${rows.length === 1 ? "entry" : "entries"}`;
  return `${environments.join(", ")} on ${today}: ${[entries, ...counts].join(", ")}.`;
}

function days(number: number): string {
  return `${number} ${number === 1 ? "day" : "days"}`;
}
