import type { InventoryItem } from "../../components/model/inventory";
import { recordCommand, rotateCommand } from "../../components/model/rotation-commands";
import type { RotationState } from "../../components/model/rotation-state";
import { count } from "../../report/words";

/** What is said of an entry whose last rotation nothing tells. */
export function unknownNotes(item: InventoryItem): string[] {
  if (item.mode !== "manual" || item.awaitingSeed || item.lastRotated !== undefined) return [];
  return [`${item.entry} has no day of its last rotation. Type: ${recordCommand(item)}`];
}

/** What is said of an entry that is overdue, or due soon. */
export function dueNotes(item: InventoryItem, state: RotationState): string[] {
  if (state.kind !== "overdue" && state.kind !== "due") return [];
  const days = count(state.days, "day");
  const when = state.kind === "overdue" ? `overdue by ${days}` : state.days === 0 ? "due today" : `due in ${days}`;
  return [`${item.entry} is ${when}. Type: ${rotateCommand(item)}`];
}

/** What is said of an entry that waits for its value. */
export function seedNotes(items: readonly InventoryItem[]): string[] {
  const waiting = items.filter(({ awaitingSeed }) => awaitingSeed);
  const services = [...new Set(waiting.map(({ environment, service }) => `strongroom seed ${environment} ${service}`))];
  return services.map((command) => `Values are awaited. Type: npx ${command}`);
}

/** What the program alone cannot tell. */
export function offlineNotes(items: readonly InventoryItem[]): string[] {
  const automatic = items.filter(({ mode, awaitingSeed }) => mode !== "manual" && !awaitingSeed);
  if (automatic.length === 0) return [];
  const what = automatic.length === 1 ? "1 entry is" : `${automatic.length} entries are`;
  return [`${what} rotated by AWS, which alone knows when: --live asks it, one environment at a time.`];
}
