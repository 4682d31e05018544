import { dueDay } from "../../components/model/due-day";
import type { InventoryItem } from "../../components/model/inventory";
import { recordCommand } from "../../components/model/rotation-commands";
import type { EntryDates } from "../aws/entry-dates";
import { restoreCommand } from "../aws/restore-command";
import { unknownNotes } from "./notes";

/** An entry with what AWS says of it. */
export interface LiveItem {
  item: InventoryItem;
  /** Each a sentence that begins with the entry's name. */
  notes: string[];
}

/**
 * Adds what AWS knows to an entry: the days of its own rotations; for one by hand, where the value's day differs from the
 * recorded one.
 *
 * @param item The entry, as the program knows it.
 * @param dates What AWS says of it; nothing when there is no such entry.
 */
export function withLiveDates(item: InventoryItem, dates: EntryDates | undefined): LiveItem {
  const { entry, mode, awaitingSeed } = item;
  if (dates === undefined) {
    return { item: withoutDates(item), notes: [`${entry} does not exist in Secrets Manager: ${missingFix(item)}`] };
  }
  const notes: string[] = [];
  if (dates.isDeleted) {
    notes.push(`${entry} is about to be deleted. Type: ${restoreCommand(entry)}`);
  }
  const seen = mode === "manual" ? manual(item, dates) : automatic(item, dates);
  if (!awaitingSeed && dates.valuePut === undefined) notes.push(`${entry} has no value, although it is called seeded.`);
  return { item: seen.item, notes: [...notes, ...seen.notes] };
}

/** What to do about an entry that does not exist. */
export function missingFix({ environment, stack = environment, mode }: InventoryItem): string {
  return mode === "rds-managed"
    ? "give its ARN of today under strongroom:overrides."
    : `create it: pulumi up --stack ${stack}.`;
}

function manual(item: InventoryItem, { valuePut }: EntryDates): LiveItem {
  const { entry, lastRotated, awaitingSeed, intervalDays } = item;
  if (awaitingSeed || valuePut === undefined) return { item, notes: unknownNotes(item) };
  if (lastRotated === undefined) {
    const notes = [
      `${entry} got its value on ${valuePut}, which is not recorded. Type: ${recordCommand(item, valuePut)}`,
    ];
    return { item: { ...item, lastRotated: valuePut, due: dueDay(valuePut, intervalDays) }, notes };
  }
  if (lastRotated === valuePut) return { item, notes: [] };
  const differs = `${entry} got its value on ${valuePut}; the recorded day of its last rotation is ${lastRotated}.`;
  const newer = `If that was a rotation, type: ${recordCommand(item, valuePut)}`;
  const older = `A value is as old as it is. Type: ${recordCommand(item, valuePut)}`;
  if (valuePut > lastRotated) return { item, notes: [`${differs} ${newer}`] };
  return {
    item: { ...item, lastRotated: valuePut, due: dueDay(valuePut, intervalDays) },
    notes: [`${differs} ${older}`],
  };
}

function automatic(item: InventoryItem, dates: EntryDates): LiveItem {
  const { entry, environment, stack = environment, awaitingSeed, intervalDays } = item;
  if (awaitingSeed) return { item, notes: [] };
  const { lastRotated, nextRotation, rotationEnabled } = dates;
  const due = lastRotated === undefined ? nextRotation : dueDay(lastRotated, intervalDays);
  const off = `${entry} has its rotation switched off. Type: pulumi up --stack ${stack}`;
  const never = `${entry} has never been rotated by AWS.`;
  return {
    item: { ...item, ...(lastRotated !== undefined && { lastRotated }), ...(due !== undefined && { due }) },
    notes: rotationEnabled ? (due === undefined ? [never] : []) : [off],
  };
}

function withoutDates({ lastRotated: _, due: __, ...item }: InventoryItem): InventoryItem {
  return item;
}
