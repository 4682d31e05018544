import type { Day } from "../../components/model/days";
import { byUrgency, rotationState } from "../../components/model/rotation-state";
import type { InventoryRow } from "../../report/inventory-report";
import { inventoryItems } from "../inventory/items";
import { unknownNotes } from "../inventory/notes";
import { loadStack } from "../load-program";
import { UserError } from "../user-error";

/**
 * Rotations of an environment that are overdue or due soon, as the stack file knows them.
 *
 * @param program Folder of the program, absolute.
 * @returns Sorted by urgency. Nothing where the program has no services, or they are wrong: the preview itself says so.
 */
export function dueRotations(environment: string, program: string, today: Day): InventoryRow[] | undefined {
  try {
    const rows = inventoryItems(loadStack(environment, program)).map((item) => ({
      ...item,
      state: rotationState(item, today),
      notes: unknownNotes(item),
    }));
    return byUrgency(rows.filter(({ state }) => state.kind === "overdue" || state.kind === "due"));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
