import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { UserError } from "../user-error";
import type { Incident } from "./incident";
import type { JournalCopies, JournalCopy, StoredJournal } from "./journal-copy";
import {
  type Facts,
  type JournalEvent,
  insteadOf,
  isClosed,
  journalFile,
  readLines,
  responder,
  wholeLines,
} from "./journal-lines";
import { OtherResponder } from "./other-responder";

export type { Facts, JournalEvent } from "./journal-lines";

/**
 * The record of an incident: lines of JSON that are only ever added, each on the disk before anything else happens.
 * report/schemas/journal.schema.json describes a line.
 */
export class Journal {
  private readonly run = randomUUID();
  private readonly copy: JournalCopy | undefined;

  /**
   * @param folder Of the incident.
   * @param text Its lines.
   * @param events The same, read.
   * @param isElsewhere Whether the last of them were written on another machine.
   * @param copies Where it is copied to.
   * @param stored What S3 has of it.
   */
  private constructor(
    readonly folder: string,
    private text: string,
    readonly events: JournalEvent[],
    readonly isElsewhere: boolean,
    private readonly copies?: JournalCopies,
    stored?: StoredJournal,
  ) {
    this.copy = copies?.of(path.basename(folder), stored);
  }

  /** One of which nothing is written: for whoever only looks. */
  static unopened(incident: Incident): Journal {
    return new Journal(incident.folder, "", [], false);
  }

  /**
   * Makes the folder of a new incident, for its owner alone.
   *
   * @param copies Where the journal is copied to. Default: nowhere.
   * @throws OtherResponder when somebody else responds already.
   */
  static async open(incident: Incident, by: string, copies?: JournalCopies): Promise<Journal> {
    fs.mkdirSync(incident.folder, { recursive: true, mode: 0o700 });
    const journal = new Journal(incident.folder, "", [], false, copies);
    await journal.add(by, "opened", { incident });
    return journal;
  }

  /**
   * Finds the journals of what was responded to, the oldest first. It only reads.
   *
   * @param incidents Folder of all incidents.
   * @param of The part of their names before the time, e.g. `"prod-api-apple"`, and what leaked: names with dashes may read alike.
   * @param copies Where else there may be some.
   * @param isNew Whether another incident will be opened, whatever is found: then one that cannot be read is left out.
   * @throws UserError when a journal cannot be read.
   */
  static async findAll(
    incidents: string,
    { name, subject }: { name: string; subject: string },
    copies?: JournalCopies,
    isNew: boolean = false,
  ): Promise<Journal[]> {
    const isOf = (folder: string): boolean =>
      folder.startsWith(name) && /^-\d{8}T\d{6}Z$/.test(folder.slice(name.length));
    const local = fs.existsSync(incidents) ? fs.readdirSync(incidents).filter(isOf) : [];
    const stored = new Map((await copies?.readAll())?.map((one) => [one.id, one]));
    return [...new Set([...local, ...stored.keys()])]
      .sort()
      .flatMap((id) => Journal.read(path.join(incidents, id), isNew, copies, stored.get(id)) ?? [])
      .filter(({ events, incident }) => insteadOf(events) === undefined && incident.subject === subject);
  }

  /** What is on the disk counts where it holds all that S3 has, because every line is there first. */
  private static read(
    folder: string,
    isNew: boolean,
    copies: JournalCopies | undefined,
    stored: StoredJournal | undefined,
  ): Journal | undefined {
    const local = wholeLines(readFile(path.join(folder, journalFile)) ?? "");
    const isElsewhere = stored !== undefined && !local.startsWith(stored.text);
    const text = isElsewhere ? stored.text : local;
    if (text === "") return undefined;
    const events = readLines(text);
    if (events !== undefined) return new Journal(folder, text, events, isElsewhere, copies, stored);
    if (isNew) return undefined;
    const place = isElsewhere ? copies!.placeOf(stored.id) : path.join(folder, journalFile);
    throw new UserError(`${place} is no journal. Nothing was changed.\nFix: move it away, or run this with --new.`);
  }

  /** What leaked. Its folder is the one on this machine. */
  get incident(): Incident {
    return { ...this.events[0]!.incident!, folder: this.folder };
  }

  get isClosed(): boolean {
    return isClosed(this.events);
  }

  get lastEvent(): JournalEvent {
    return this.events.at(-1)!;
  }

  /** Where else it is, for whoever looks for it. */
  get place(): string | undefined {
    return this.copy?.place;
  }

  /** The last event of a kind that a step has. */
  last(step: string, event: JournalEvent["event"]): JournalEvent | undefined {
    return this.events.findLast((one) => one.step === step && one.event === event);
  }

  /** What was known when a step was first begun: the state before anything of it was done. */
  begun(step: string): Facts | undefined {
    return this.events.find((one) => one.step === step && one.event === "started")?.facts;
  }

  /**
   * The one who responds, where that is somebody else than whoever asks: an open journal that another machine and another ARN
   * wrote last.
   */
  heldBy(by: string): JournalEvent | undefined {
    const holder = responder(this.events);
    return !this.isClosed && this.isElsewhere && holder?.by !== by ? holder : undefined;
  }

  /**
   * Goes on with it on this machine.
   *
   * @throws OtherResponder when somebody else does meanwhile.
   */
  async resume(by: string): Promise<void> {
    const event = this.heldBy(by) ? "taken over" : "resumed";
    this.bringHere();
    await this.add(by, event);
  }

  /** Ends it without finishing it: another incident stands in its place. */
  async giveWay(by: string, instead: string): Promise<void> {
    this.bringHere();
    await this.add(by, "closed", { facts: { instead } });
  }

  /** Brings a copy up to date that a run could not write, because S3 did not answer. */
  async copyAgain(): Promise<void> {
    if (!this.isElsewhere) await this.copy?.write(this.text, true);
  }

  /**
   * Adds a line. It is on the disk and, where S3 answers, in S3 when this is done: nothing that it speaks of may begin before.
   *
   * @throws OtherResponder when somebody else responds: then nothing may begin.
   */
  async add(by: string, event: JournalEvent["event"], rest: Partial<JournalEvent> = {}): Promise<void> {
    const line: JournalEvent = {
      version: 1,
      at: new Date().toISOString(),
      by,
      on: os.hostname(),
      run: this.run,
      event,
      ...rest,
    };
    const text = `${JSON.stringify(line)}\n`;
    append(path.join(this.folder, journalFile), text);
    this.events.push(line);
    this.text += text;
    const insists = line.step === undefined;
    const isFirst = await this.copy?.write(this.text, insists);
    if (isFirst === true && event !== "closed") await this.yieldToRival(by);
  }

  private async yieldToRival(by: string): Promise<void> {
    const rival = await this.copies!.rivalOf(this.incident);
    if (rival === undefined) return;
    await this.add(by, "closed", { facts: { instead: rival.id } });
    const begun = this.events.some(({ event }) => event === "started");
    throw OtherResponder.before(responder(rival.events!)!, begun ? "This run has stopped." : undefined);
  }

  /** Replaces what is on the disk by what others have written since; what they do not have is kept beside it. */
  private bringHere(): void {
    const file = path.join(this.folder, journalFile);
    const local = readFile(file);
    if (local === this.text) return;
    fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    if (local !== undefined && !this.text.startsWith(wholeLines(local))) fs.renameSync(file, `${file}.${Date.now()}`);
    fs.writeFileSync(`${file}.new`, this.text, { mode: 0o600, flush: true });
    fs.renameSync(`${file}.new`, file);
  }
}

function readFile(file: string): string | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
}

function append(file: string, text: string): void {
  const handle = fs.openSync(file, "a", 0o600);
  try {
    fs.writeSync(handle, text);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}
