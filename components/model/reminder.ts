import { fittingName } from "./fitting-name";
import type { InventoryItem } from "./inventory";
import { ownerAddress } from "./responsible";
import { type ReminderSchedule, reminderSchedules, weeklyExpression } from "./reminder-schedule";
import { recordCommand, rotateCommand } from "./rotation-commands";

/** One schedule as it is created: when, and what it says. */
export interface Reminder {
  /** Unique within the schedule group, e.g. `"api.apple.30-days-before"`; at most 64 characters. */
  name: string;
  /** For EventBridge Scheduler. */
  expression: string;
  /** Subject of the e-mail; see {@link subjectOf}. */
  subject: string;
  /** Plain text. Metadata only: no value ever gets here. */
  message: string;
  /** Address of the owner, so that subscriptions can pick what is theirs. */
  owner: string;
}

/** Characters of a subject: fewer than 100, ASCII, one line. Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const longestSubject = 99;

/**
 * The reminders of an environment: of each entry that is rotated by hand, those of its due day. An entry without a value has
 * none, because nothing can be rotated yet; one whose last rotation nobody recorded has one every Monday.
 *
 * @param items The inventory: what is in it decides alone, and today does not.
 * @param hour Full hour of the day.
 */
export function reminders(items: readonly InventoryItem[], hour: number): Reminder[] {
  return items
    .filter(({ mode, awaitingSeed }) => mode === "manual" && !awaitingSeed)
    .flatMap((item) => {
      const { due, lastRotated } = item;
      if (due === undefined || lastRotated === undefined) return [unrecorded(item, hour)];
      return reminderSchedules(due, lastRotated, hour).map((schedule) => dated(item, due, lastRotated, schedule));
    });
}

function dated(item: InventoryItem, due: string, lastRotated: string, schedule: ReminderSchedule): Reminder {
  const { entry, environment, intervalDays } = item;
  const { suffix, daysBefore, expression } = schedule;
  const isDue = daysBefore === undefined;
  const lines = [
    isDue ? `${entry} is due for rotation since ${due}.` : `${entry} has to be rotated by ${due}.`,
    "",
    ...facts(item),
    `Rotated: ${lastRotated}, every ${intervalDays} days`,
    `Sent:    ${isDue ? "every day until it is rotated" : suffix.replaceAll("-", " ")}`,
    "",
    `Type: ${rotateCommand(item)}`,
    "",
    `It records the day in the stack file; after the next update of ${environment} the reminders are those of the next due day.`,
  ];
  const subject = isDue ? ["DUE: rotate ", entry, `, since ${due}`] : ["Rotate ", entry, ` by ${due}`];
  return {
    name: scheduleName(item, suffix),
    expression,
    subject: subjectOf(subject),
    message: lines.join("\n"),
    owner: ownerAddress(item),
  };
}

function unrecorded(item: InventoryItem, hour: number): Reminder {
  const { entry } = item;
  const lines = [
    `Nothing says when ${entry} was last rotated, so nobody knows when it is due.`,
    "",
    ...facts(item),
    "Sent:    every Monday until the day is recorded",
    "",
    `Rotate it, and type: ${rotateCommand(item)}`,
    `Or record the day of its last rotation, and type: ${recordCommand(item)}`,
  ];
  return {
    name: scheduleName(item, "unrecorded"),
    expression: weeklyExpression(hour),
    subject: subjectOf(["Last rotation of ", entry, " is not recorded"]),
    message: lines.join("\n"),
    owner: ownerAddress(item),
  };
}

function facts({ owner, runbook, consumers }: InventoryItem): string[] {
  return [`Owner:   ${owner}`, `Runbook: ${runbook}`, `Read by: ${consumers.join(", ") || "no workload"}`];
}

/** Dots stand in no name of a service or group, so that two entries never get the same name. */
function scheduleName({ service, group, entry }: InventoryItem, suffix: string): string {
  return fittingName(`${service}.${group}`, entry, { mark: ".", end: `.${suffix}` });
}

/** A subject that SNS takes: where the entry's name is too long, its middle is left out, so that its end still tells the group. */
function subjectOf([begin, entry, end]: string[]): string {
  const room = longestSubject - begin!.length - end!.length;
  if (entry!.length <= room) return `${begin}${entry}${end}`;
  const half = Math.floor((room - 3) / 2);
  return `${begin}${entry!.slice(0, half)}...${entry!.slice(-half)}${end}`;
}
