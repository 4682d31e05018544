import type { KeyPath } from "../types";

/** What was found inside a text. */
export interface Inside {
  /** Keys that lead to it, from the text on. */
  keys: KeyPath;
  value: string;
  /** Line of the value's start, from 0 at the text's first line. */
  line: number;
}

/** A text that was opened. */
export interface Opened {
  inside: Inside[];
  /** Why a part of it stays closed. */
  unread?: string;
  /** The text was encoded: what is inside is not written in it as it stands. */
  isDecoded?: boolean;
}

/** Opens one format. Returns nothing where the text is of another. It never throws. */
export type Opener = (text: string, key: string) => Opened | undefined;
