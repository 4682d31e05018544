import type { KeyPath } from "../types";

/** What was found inside a text. */
export interface Inside {
  /** Keys that lead to it, from the text on. */
  keys: KeyPath;
  value: string;
  /** Line of the value's start, from 0 at the text's first line. */
  line: number;
  /** The name that stands beside the value: see `Piece`. */
  alias?: string | undefined;
  isCode?: boolean | undefined;
  isLiteral?: boolean | undefined;
  isComment?: boolean | undefined;
  isJoined?: boolean | undefined;
}

/** A text that was opened. */
export interface Opened {
  /** What is inside. A reader of lines leaves out what cannot be a credential. */
  inside: Inside[];
  /** Why a part of it stays closed. */
  unread?: string | undefined;
  /** The text was encoded: what is inside is not written in it as it stands. */
  isDecoded?: boolean;
  /** Some characters are written with escapes, so that the search of the text did not see what holds them. */
  isEscaped?: boolean;
  /** The values inside keep the lines that they are written in. */
  keepsLines?: boolean;
  /** A reader that tells the same more exactly, for a text in which something was found. */
  exact?: () => Opened | undefined;
}
