/**
 * How sure the guard is. `certain` and `likely` block, `suspicious` advises, `placeholder` is shown on request only.
 */
export type Level = "certain" | "likely" | "suspicious" | "placeholder";

/** The kind of place that a value stands in: it decides how the key and the value are read. */
export type Place =
  | "config-map"
  | "environment"
  | "arguments"
  | "annotation"
  | "helm-values"
  | "parameter"
  | "user-data"
  | "tag"
  | "output"
  | "manifest";

/** A path through structured data, step by step: a key, or an index into a list. */
export type KeyPath = readonly (string | number)[];

/** A value to judge, with the keys that lead to it. */
export interface Leaf {
  /** For example `["data", "application.yaml"]`. */
  keyPath: KeyPath;
  value: string;
  /** Default `"config-map"`. */
  place?: Place;
}

/** A credential that was found. It never holds the value or a part of it. */
export interface Finding {
  /** The leaf's path, continued by the keys inside the value: `["data", "application.yaml", "spring", "password"]`. */
  keyPath: KeyPath;
  /** Line inside the leaf's value, from 1; absent for a value of one line. */
  line?: number;
  /** Id of the detector, which is its file's name. */
  detector: string;
  /** What it is, to be read after "holds": `"a PostgreSQL password"`. */
  what: string;
  level: Level;
  /** Characters of the credential itself. */
  length: number;
  /** What the caller's `Fingerprint` made of the credential; absent where it made nothing or there is none. */
  fingerprint?: string;
}

/**
 * Turns a credential into something that may be kept, such as a keyed digest: never the credential or a part of it. It is the
 * only way in which a credential leaves the detection.
 *
 * @returns Nothing for a value that a reader of the digest could guess.
 */
export type Fingerprint = (secret: string) => string | undefined;

/** A part of a value that could not be opened or was not looked at. It is said, never passed in silence. */
export interface Unread {
  keyPath: KeyPath;
  /** To be read after "could not be read: ". */
  reason: string;
}

/** The verdict on one leaf. */
export interface Detection {
  findings: Finding[];
  unread: Unread[];
}
