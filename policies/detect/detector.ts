import type { KeyPath, Level, Place } from "./types";

/** A value in its place, opened as far as it goes: what a detector judges. */
export interface Piece {
  /** The whole path, from the leaf's first key to the last key inside its value. */
  keyPath: KeyPath;
  value: string;
  /** Line of the value's start inside the leaf's value, from 1. */
  line: number;
  place: Place;
}

/** What a detector says about a piece. */
export interface Verdict {
  /** To be read after "holds": `"a PostgreSQL password"`. */
  what: string;
  level: Level;
  /** The credential itself. It stays inside the detection. */
  secret: string;
  /** Lines between the piece's start and the credential, default 0. */
  lineOffset?: number;
}

/** A distinctive format of a credential, one row of a vendor's family. */
export interface Format {
  /** To be read after "holds": `"a GitHub personal access token"`. */
  what: string;
  /** Literals of three characters and more, one of which every match holds; they are searched first, with case. */
  prefixes: readonly string[];
  /**
   * The whole credential, beginning at the literal (or `before` characters in front of it). Write it without `^` and flags,
   * and bound every repetition: it is compiled as a sticky pattern.
   */
  pattern: RegExp;
  /** How many characters in front of the literal the pattern may begin, default 0. */
  before?: number;
  /** Whether the format's own checksum, or another test that a pattern cannot say, holds. */
  verify?: (match: string) => boolean;
  /** Default `"certain"`. */
  level?: Level;
}

/** A sample for documentation and tests. Its value is generated or joined at run time, so that no scanner trips. */
export interface Sample {
  keyPath: KeyPath;
  value: string;
  place?: Place;
}

/** One detector: one file, whose name is its id. */
export interface Detector {
  id: string;
  /** A headline: `"GitHub tokens"`. */
  title: string;
  /** What an attacker does with it, in a sentence or two. */
  why: string;
  references: readonly string[];
  /** Formats that are searched in every text, opened or not. */
  formats?: readonly Format[];
  /** Judges a piece by its key and value. The first detector by `order` that speaks is heard. */
  judge?: (piece: Piece) => Verdict | undefined;
  /** Place in the row of those that judge, default 50; the smaller goes first. */
  order?: number;
  /** At least three that this detector finds at a level that blocks or advises. */
  leaks: () => Sample[];
  /** Values near to a leak that are none. */
  innocent: () => Sample[];
}
