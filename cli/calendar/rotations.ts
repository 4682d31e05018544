import { rotateCommand } from "../../components/model/rotation-commands";
import type { DueRotation } from "../../report/calendar";
import { inventoryItems } from "../inventory/items";
import type { LoadedProgram } from "../load-program";

/** What the calendar of an environment holds, and which entries it cannot hold. */
export interface CalendarContent {
  rotations: DueRotation[];
  /** Entries that are rotated by hand, without a day to count from. */
  undated: string[];
}

/** The rotations by hand of an environment. */
export function calendarContent(program: LoadedProgram): CalendarContent {
  const manual = inventoryItems(program).filter(({ mode }) => mode === "manual");
  const rotations = manual.flatMap((item): DueRotation[] => {
    const { lastRotated, due, awaitingSeed } = item;
    if (lastRotated === undefined || due === undefined || awaitingSeed) return [];
    return [{ ...item, lastRotated, due, command: rotateCommand(item) }];
  });
  const dated = new Set(rotations.map(({ entry }) => entry));
  return { rotations, undated: manual.map(({ entry }) => entry).filter((entry) => !dated.has(entry)) };
}
