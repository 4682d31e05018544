import { createRequire } from "node:module";
import type { Day } from "../../components/model/days";
import { byUrgency, rotationState } from "../../components/model/rotation-state";
import type { InventoryReport } from "../../report/inventory-report";
import type { LoadedProgram } from "../load-program";
import { inventoryItems } from "./items";
import type { LiveItem } from "./live";
import { dueNotes, offlineNotes, seedNotes, unknownNotes } from "./notes";
import type * as readLive from "./read-live";

const load = createRequire(__filename);

/**
 * Every group of every service with its rotation.
 *
 * @param programs One stack each.
 * @param today The day that is counted from.
 * @param live Whether AWS is asked: only of one environment.
 * @throws UserError when AWS is asked and does not answer, or for another account.
 */
export async function readInventory(
  programs: readonly LoadedProgram[],
  today: Day,
  live: boolean,
): Promise<InventoryReport> {
  const items = live ? await liveReader().readLive(programs) : programs.flatMap(inventoryItems).map(fromProgram);
  const rows = items.map(({ item, notes }) => {
    const state = rotationState(item, today);
    return { ...item, state, notes: [...notes, ...dueNotes(item, state)] };
  });
  const plain = items.map(({ item }) => item);
  return {
    today,
    environments: [...new Set(programs.map((program) => program.environment.name))],
    live,
    rows: byUrgency(rows),
    notes: [...seedNotes(plain), ...(live ? [] : offlineNotes(plain))],
  };
}

function fromProgram(item: LiveItem["item"]): LiveItem {
  return { item, notes: unknownNotes(item) };
}

/** The AWS SDK is loaded when it is needed: it takes longer than everything else. */
function liveReader(): typeof readLive {
  return load("./read-live") as typeof readLive;
}
