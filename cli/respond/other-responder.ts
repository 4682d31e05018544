import { UserError } from "../user-error";
import { type JournalEvent, whoIs } from "./journal-lines";

const fix = "Fix: leave it to them. If they are gone, run this again with --take-over.";

/** Somebody else responds to the same: nothing more may be done here. */
export class OtherResponder extends UserError {
  /**
   * One who came before.
   *
   * @param by The line by which they did.
   * @param state What things are like now, a sentence.
   */
  static before(by: JournalEvent, state = "Nothing was changed."): OtherResponder {
    return new OtherResponder(`${whoIs(by)} responds to this, since ${by.at}. ${state}\n${fix}`);
  }

  /**
   * One who has taken over meanwhile.
   *
   * @param by The line by which they did. Undefined where it cannot be read.
   * @param place The journal, which is theirs now, e.g. `"s3://acme-incidents/strongroom/prod-api-apple-20261127T031200Z/journal.jsonl"`.
   */
  static meanwhile(by: JournalEvent | undefined, place: string): OtherResponder {
    const who = by === undefined ? "Somebody else has" : `At ${by.at} ${whoIs(by)} has`;
    return new OtherResponder(`${who} taken this response over. This run has stopped: ${place} is theirs.\n${fix}`);
  }
}
