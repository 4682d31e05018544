import { setTimeout as wait } from "node:timers/promises";
import { ChangedObject, ConditionalObjects } from "../aws/conditional-objects";
import { awsFailure } from "../aws/failure";
import type { Incident } from "./incident";
import { type JournalEvent, isClosed, journalFile, readLines, responder } from "./journal-lines";
import { OtherResponder } from "./other-responder";

/** A journal as S3 has it. */
export interface StoredJournal {
  id: string;
  text: string;
  etag: string;
  /** Absent where it is no journal. */
  events: JournalEvent[] | undefined;
}

/** How long is waited, in milliseconds. */
export interface CopyPace {
  /** For the answer to one call. */
  patience: number;
  /** How long no write is tried after one got no answer: every step would wait for S3 otherwise. */
  pause: number;
  /** For somebody who began in the same moment, and gives way. */
  yielding: number;
}

const usualPace: CopyPace = { patience: 6000, pause: 30_000, yielding: 3000 };

/** Where the journals of responses are copied to. */
export class JournalCopies {
  private readonly objects: ConditionalObjects;
  private readonly prefix: string;
  private readonly pace: CopyPace;
  private isSaid = false;
  private silentUntil = 0;

  /**
   * @param place For example `"s3://acme-incidents/strongroom"`.
   * @param region Where the bucket is expected.
   * @param name The part of the incidents' names before the time, e.g. `"prod-api-apple"`.
   * @param say Told once, where S3 does not answer.
   * @param pace For tests. Default: 6 seconds for a call, 30 seconds without one after that, 3 seconds to give way.
   */
  constructor(
    private readonly place: string,
    region: string,
    private readonly name: string,
    private readonly say: (text: string) => void,
    pace: Partial<CopyPace> = {},
  ) {
    const [bucket = "", ...prefix] = place.replace("s3://", "").split("/");
    this.pace = { ...usualPace, ...pace };
    this.objects = new ConditionalObjects(bucket, region, this.pace.patience);
    this.prefix = prefix.join("/");
  }

  /** Reads every journal of what is responded to, the oldest first; nothing where S3 does not answer. */
  async readAll(): Promise<StoredJournal[] | undefined> {
    const beginning = `${this.prefix}/${this.name}-`;
    return this.whereS3Answers(`looking for journals below ${this.place} (s3:ListBucket, s3:GetObject)`, async () => {
      const times = (await this.objects.folders(beginning)).filter((time) => /^\d{8}T\d{6}Z$/.test(time));
      const found = await Promise.all(times.sort().map((time) => this.read(`${this.name}-${time}`)));
      return found.filter((one) => one !== undefined);
    });
  }

  /**
   * Looks whether somebody else has begun in the same moment, or while S3 gave no answer. Of two that see each other the younger
   * gives way; one who is not seen is given way to.
   *
   * @param incident The one whose journal has just been made in S3.
   * @returns The journal that has to be given way to, if there is one.
   */
  async rivalOf({ id, subject }: Pick<Incident, "id" | "subject">): Promise<StoredJournal | undefined> {
    const deadline = Date.now() + this.pace.yielding;
    const isRival = ({ id: other, events }: StoredJournal): boolean =>
      other !== id && events?.[0]?.incident?.subject === subject && !isClosed(events);
    for (;;) {
      const rival = (await this.readAll())?.find(isRival);
      if (rival === undefined || rival.id < id || Date.now() >= deadline) return rival;
      await wait(this.pace.yielding / 6);
    }
  }

  /** The copy of one journal. */
  of(id: string, stored?: StoredJournal): JournalCopy {
    return new JournalCopy(this, id, stored?.etag);
  }

  /** For example `"s3://acme-incidents/strongroom/prod-api-apple-20261127T031200Z/journal.jsonl"`. */
  placeOf(id: string): string {
    return `${this.place}/${id}/${journalFile}`;
  }

  /** Reads one. */
  async read(id: string): Promise<StoredJournal | undefined> {
    const object = await this.objects.read(this.keyOf(id));
    return object && { id, ...object, events: readLines(object.text) };
  }

  /** Writes one whole, if it still is as `etag` says. */
  put(id: string, text: string, etag: string | undefined): Promise<string> {
    return this.objects.put(this.keyOf(id), text, etag);
  }

  /**
   * Does what a response can do without.
   *
   * @returns Nothing where S3 does not answer: a leak is worse than a missing copy.
   * @throws OtherResponder, which no response goes on after.
   */
  async whereS3Answers<T>(doing: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof OtherResponder) throw error;
      this.silentUntil = Date.now() + this.pace.pause;
      if (!this.isSaid) this.say(missingCopy(error, doing));
      this.isSaid = true;
      return undefined;
    }
  }

  /** Whether S3 gave no answer a moment ago. */
  get isSilent(): boolean {
    return Date.now() < this.silentUntil;
  }

  close(): void {
    this.objects.close();
  }

  private keyOf(id: string): string {
    return `${this.prefix}/${id}/${journalFile}`;
  }
}

/** The copy of one journal: written as a whole, and only while nobody else has written it. */
export class JournalCopy {
  private isLost = false;

  constructor(
    private readonly copies: JournalCopies,
    private readonly id: string,
    private etag: string | undefined,
  ) {}

  get place(): string {
    return this.copies.placeOf(this.id);
  }

  /**
   * Writes the journal as it is now.
   *
   * @param insists Whether it is tried even where S3 was silent a moment ago.
   * @returns Whether there was none before.
   * @throws OtherResponder when somebody else has written it.
   */
  async write(text: string, insists: boolean): Promise<boolean> {
    if (this.isLost || (this.copies.isSilent && !insists)) return false;
    const isFirst = this.etag === undefined;
    const etag = await this.copies.whereS3Answers(`putting ${this.place} (s3:PutObject)`, () => this.put(text));
    this.etag = etag ?? this.etag;
    return isFirst && etag !== undefined;
  }

  private async put(text: string): Promise<string> {
    try {
      return await this.copies.put(this.id, text, this.etag);
    } catch (error) {
      if (!(error instanceof ChangedObject)) throw error;
      return this.putAgain(text, error.isGone);
    }
  }

  /** An earlier write of ours may have arrived though its answer did not; then it is the beginning of what we have. */
  private async putAgain(text: string, isGone: boolean): Promise<string> {
    // Whoever may list a prefix alone is refused an object that is not there: nothing is asked where that is known.
    const stored = isGone ? undefined : await this.copies.read(this.id).catch(() => this.lose(undefined));
    if (stored !== undefined && !text.startsWith(stored.text)) this.lose(stored);
    if (stored?.text === text) return stored.etag;
    try {
      return await this.copies.put(this.id, text, stored?.etag);
    } catch (error) {
      if (error instanceof ChangedObject) this.lose(undefined);
      throw error;
    }
  }

  private lose(stored: StoredJournal | undefined): never {
    this.isLost = true;
    throw OtherResponder.meanwhile(stored?.events && responder(stored.events), this.place);
  }
}

function missingCopy(error: unknown, doing: string): string {
  const state = "The response goes on with the journal on this machine.";
  const [why] = awsFailure(error, doing, state).message.split("\n");
  return [
    "NO COPY OF THE JOURNAL IN S3",
    why,
    "Until there is one, nobody can go on from another machine, and nobody there is kept from responding at the same time.",
    "Fix: finish this first. Then look at the bucket and at your role (docs/respond.md), and run this again: it writes the copy.",
  ].join("\n");
}
