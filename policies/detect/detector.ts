import type { KeyPath, Level, Place } from "./types";

/** A value in its place, opened as far as it goes: what a detector judges. */
export interface Piece {
  /** The whole path, from the leaf's first key to the last key inside its value. */
  keyPath: KeyPath;
  /** The text itself: a value of its own, or the part that was found inside the leaf's. */
  value: string;
  /** Line of the value's start inside the leaf's value, from 1. */
  line: number;
  /** The kind of place that the leaf stands in. */
  place: Place;
  /** The name that stands beside the value, where its own key says only "value": `{ name: DB_PASSWORD, value: x }`. */
  alias?: string | undefined;
  /** The value is decoded: its own lines are none of the leaf's. */
  isOneLine?: boolean | undefined;
  /** The value stands in a program without quotes: it is a name, a call, an expression. */
  isCode?: boolean | undefined;
  /** Lines of a command that end in a backslash, as one. */
  isJoined?: boolean | undefined;
  /** The value stands in a comment: weak values are samples there, random ones were real. */
  isComment?: boolean | undefined;
  /** The value is a string for certain, quoted or parsed: what looks like an expression in it is none. */
  isLiteral?: boolean | undefined;
}

/** What a detector says about a piece. */
export interface Verdict {
  /** To be read after "holds": `"a PostgreSQL password"`. */
  what: string;
  /** How sure the detector is, which decides whether it blocks. */
  level: Level;
  /** The credential itself. It stays inside the detection. */
  secret: string;
}

/** A distinctive format of a credential, one row of a vendor's family. */
export interface Format {
  /** To be read after "holds": `"a GitHub personal access token"`. */
  what: string;
  /** A literal of two characters and more that every match holds at a fixed place; it is searched first, with case. */
  anchor: string;
  /** Characters of the match in front of the anchor. */
  offset: number;
  /** Characters of the shortest match, where every match is made of `tokenCharacters`. */
  shortest?: number | undefined;
  /** The whole credential: a sticky pattern, in which every repetition is bounded. */
  pattern: RegExp;
  /** A test that a pattern cannot say: what fails it is no credential. */
  verify?: ((match: string) => boolean) | undefined;
  /** Whether the format's own checksum is right: with a wrong one a credential is only suspicious. */
  checksum?: ((match: string) => boolean) | undefined;
}

/** A sample for documentation and tests. Its value is generated or joined at run time, so that no scanner trips. */
export interface Sample {
  /** The keys that lead to it, e.g. `["data", "STRIPE_KEY"]`. */
  keyPath: KeyPath;
  /** What stands there. */
  value: string;
  /** Default `"config-map"`. */
  place?: Place;
}

/** One detector: one file, whose name is its id. */
export interface Detector {
  /** The file's name, which every finding shows. Never reused for another meaning. */
  id: string;
  /** A headline: `"GitHub tokens"`. */
  title: string;
  /** What an attacker does with it, in a sentence or two. */
  why: string;
  /** Pages that say what the credential looks like, for the documentation. */
  references: readonly string[];
  /** Formats that are searched in every text, opened or not. */
  formats?: readonly Format[];
  /** Judges a piece by its key and value. The first detector by `order` that speaks is heard. */
  judge?: (piece: Piece) => Verdict[];
  /** Place in the row of those that judge, default 50; the smaller goes first. */
  order?: number;
  /** At least three that this detector finds at a level that blocks or advises. */
  leaks: () => Sample[];
  /** Values near to a leak that are none. */
  innocent: () => Sample[];
}
