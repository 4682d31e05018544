import {
  ICalAlarmType,
  ICalCalendarMethod,
  ICalEventRepeatingFreq,
  ICalEventTransparency,
  default as createCalendar,
} from "ical-generator";
import { type Day, addDays } from "../components/model/days";
import type { InventoryItem } from "../components/model/inventory";

/** A rotation by hand that has a day. */
export interface DueRotation extends Pick<
  InventoryItem,
  "environment" | "entry" | "intervalDays" | "owner" | "runbook" | "consumers"
> {
  lastRotated: Day;
  due: Day;
  /** What to type. */
  command: string;
}

/** Days before the due date on which a calendar speaks up. */
const alarmDays = [30, 14, 7, 1];
const secondsPerDay = 24 * 60 * 60;
/** An all-day event begins at midnight; nobody wants to hear of it then. */
const alarmHour = 9;

/**
 * Writes rotations by hand as a calendar (iCalendar, RFC 5545): an all-day event a rotation, on the day on which it is due, and
 * again after each interval, so that a calendar which nobody renews goes on reminding.
 *
 * Importing it again updates the events. Their UID is that of the environment and the entry. SEQUENCE counts the minutes since
 * 2020, so that a later calendar always wins: also over one whose day was wrong, and too late.
 *
 * @param rotations The rotations.
 * @param name What the calendar is called.
 * @param now When it is made.
 */
export function renderCalendar(rotations: readonly DueRotation[], name: string, now: Date): string {
  const calendar = createCalendar({
    prodId: { company: "Strongroom", product: "rotation calendar", language: "EN" },
    method: ICalCalendarMethod.PUBLISH,
    name,
  });
  const sequence = Math.floor((now.getTime() - Date.UTC(2020, 0, 1)) / 60_000);
  for (const rotation of rotations) {
    const { entry, due, intervalDays } = rotation;
    const summary = `Rotate ${entry}`;
    const event = calendar.createEvent({
      id: `${entry.replaceAll("/", ".")}@rotation.strongroom`,
      start: midnight(due),
      end: midnight(addDays(due, 1)),
      allDay: true,
      repeating: { freq: ICalEventRepeatingFreq.DAILY, interval: intervalDays },
      // The day is not taken: other meetings may stand on it.
      transparency: ICalEventTransparency.TRANSPARENT,
      summary,
      description: describe(rotation),
      url: rotation.runbook,
      sequence,
      stamp: now,
      lastModified: now,
    });
    // An alarm that is as far ahead as the interval would ring for a rotation that has just been done.
    for (const days of alarmDays.filter((days) => days < intervalDays)) {
      event.createAlarm({
        type: ICalAlarmType.display,
        trigger: days * secondsPerDay - alarmHour * 60 * 60,
        description: `${summary}: due in ${days === 1 ? "1 day" : `${days} days`}`,
      });
    }
  }
  return `${calendar.toString()}\r\n`.replace(/(\r\n)+$/, "\r\n");
}

function describe({ owner, runbook, intervalDays, lastRotated, consumers, command }: DueRotation): string {
  return [
    `Owner: ${owner}`,
    `Runbook: ${runbook}`,
    `Rotated every ${intervalDays === 1 ? "day" : `${intervalDays} days`}, last on ${lastRotated}.`,
    `Read by ${consumers.join(", ")}.`,
    "",
    `Type: ${command}`,
    "",
    "Then import the calendar again: the event moves to the next day.",
  ].join("\n");
}

/** A date stands in the calendar without a zone: the library writes the day of UTC. */
function midnight(day: Day): Date {
  return new Date(`${day}T00:00:00Z`);
}
