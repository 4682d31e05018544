import * as fs from "node:fs";
import * as path from "node:path";
import { UserError } from "../user-error";
import type { Incident } from "./incident";

/** What a step saw: names, versions and times, never a value. */
export type Facts = Record<string, string>;

/** A line of the journal. */
export interface JournalEvent {
  /** In UTC. */
  at: string;
  /** ARN of whoever ran the command. */
  by: string;
  event: "opened" | "started" | "done" | "failed" | "closed";
  /** Id of the step, e.g. `"stage"`. */
  step?: string;
  facts?: Facts;
  /** Why a step failed. */
  problem?: string;
  /** Of the first line. */
  incident?: Incident;
}

const fileName = "journal.jsonl";

/** The record of an incident: lines of JSON that are only ever added, each on the disk before anything else happens. */
export class Journal {
  private constructor(
    readonly folder: string,
    readonly events: JournalEvent[],
  ) {}

  /** One of which nothing is written: for whoever only looks. */
  static unopened(incident: Incident): Journal {
    return new Journal(incident.folder, []);
  }

  /** Makes the folder of a new incident, for its owner alone. */
  static async open(incident: Incident, by: string): Promise<Journal> {
    fs.mkdirSync(incident.folder, { recursive: true, mode: 0o700 });
    const journal = new Journal(incident.folder, []);
    await journal.add(by, "opened", { incident });
    return journal;
  }

  /**
   * Finds the newest journal of what was responded to.
   *
   * @param incidents Folder of all incidents.
   * @param name The part of their names before the time, e.g. `"prod-api-apple"`.
   * @throws UserError when a journal cannot be read.
   */
  static find(incidents: string, name: string): Journal | undefined {
    if (!fs.existsSync(incidents)) return undefined;
    const isOf = (folder: string): boolean =>
      folder.startsWith(name) && /^-\d{8}T\d{6}Z$/.test(folder.slice(name.length));
    const folders = fs.readdirSync(incidents).filter(isOf).sort();
    const journals = folders.flatMap((folder) => Journal.read(path.join(incidents, folder)) ?? []);
    return journals.findLast(({ isClosed }) => !isClosed) ?? journals.at(-1);
  }

  /** Whoever is killed while a line is written leaves half of one, which says nothing: it is cut off. */
  private static read(folder: string): Journal | undefined {
    const file = path.join(folder, fileName);
    if (!fs.existsSync(file)) return undefined;
    const text = fs.readFileSync(file, "utf8");
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole.length < text.length) fs.truncateSync(file, Buffer.byteLength(whole));
    if (whole === "") return undefined;
    try {
      const events = whole
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as JournalEvent);
      return new Journal(folder, events);
    } catch {
      throw new UserError(`${file} is no journal. Nothing was changed.\nFix: move it away, or run this with --new.`);
    }
  }

  get incident(): Incident {
    return this.events[0]!.incident!;
  }

  get isClosed(): boolean {
    return this.events.some(({ event }) => event === "closed");
  }

  /** The last event of a kind that a step has. */
  last(step: string, event: JournalEvent["event"]): JournalEvent | undefined {
    return this.events.findLast((one) => one.step === step && one.event === event);
  }

  /** What was known when a step was first begun: the state before anything of it was done. */
  begun(step: string): Facts | undefined {
    return this.events.find((one) => one.step === step && one.event === "started")?.facts;
  }

  /** Adds a line. It is on the disk when this is done: nothing that it speaks of may begin before. */
  add(by: string, event: JournalEvent["event"], rest: Partial<JournalEvent> = {}): Promise<void> {
    const line: JournalEvent = { at: new Date().toISOString(), by, event, ...rest };
    this.write(line);
    this.events.push(line);
    return Promise.resolve();
  }

  private write(line: JournalEvent): void {
    const file = fs.openSync(path.join(this.folder, fileName), "a", 0o600);
    try {
      fs.writeSync(file, `${JSON.stringify(line)}\n`);
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
  }
}
