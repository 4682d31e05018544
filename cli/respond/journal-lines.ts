import type { JournalEvent } from "../../report/documents/journal";

export type { Facts, JournalEvent } from "../../report/documents/journal";

/** Name of the journal in the folder of its incident, on the disk and in S3. */
export const journalFile = "journal.jsonl";

/** The lines that are whole: whoever is killed while a line is written leaves half of one, which says nothing. */
export function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf("\n") + 1);
}

/**
 * Reads lines of a journal.
 *
 * @returns Nothing where they are none of one.
 */
export function readLines(text: string): JournalEvent[] | undefined {
  try {
    const events = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as JournalEvent);
    return events[0]?.incident === undefined ? undefined : events;
  } catch {
    return undefined;
  }
}

/** The incident that a journal which ended without being finished has given way to. */
export function insteadOf(events: readonly JournalEvent[]): string | undefined {
  return events.find(({ event }) => event === "closed")?.facts?.["instead"];
}

/** Whether a response has ended. */
export function isClosed(events: readonly JournalEvent[]): boolean {
  return events.some(({ event }) => event === "closed");
}

/** The line by which somebody became the one who responds. */
export function responder(events: readonly JournalEvent[]): JournalEvent | undefined {
  return events.findLast(({ event }) => ["opened", "resumed", "taken over"].includes(event));
}

/** Who, and on which machine. */
export function whoIs({ by, on }: Pick<JournalEvent, "by" | "on">): string {
  return on === undefined ? by : `${by} on ${on}`;
}
