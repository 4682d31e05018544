import { type Day, addDays } from "./days";

/**
 * The day on which the next rotation is due.
 *
 * @param intervalDays Days; half a day for a rotation every 12 hours.
 */
export function dueDay(lastRotated: Day, intervalDays: number): Day {
  return addDays(lastRotated, Math.ceil(intervalDays));
}
