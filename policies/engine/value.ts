/**
 * Stands where a value is not known yet, at any depth. At preview these are outputs of resources that do not exist; at
 * update every input is known before the resource is made. Examples of a rule use it too.
 */
export const unknown: unique symbol = Symbol.for("strongroom:unknown");

/** A file, text or archive that the program hands over by reference. A rule does no I/O, so only a text can be read. */
export class Asset {
  /** For examples of a rule, e.g. `new Asset("asset", "#!/bin/sh")`. */
  constructor(
    /** Whether it is one file or text, or several as an archive. */
    readonly kind: "asset" | "archive",
    /** What a text asset holds. Default: nothing, as for a file, an address and an archive. */
    readonly text: string | undefined = undefined,
  ) {}
}

/** A property as a rule sees it: plain data, never a proxy, so that reading it cannot throw. */
export type Value = string | number | boolean | null | typeof unknown | Asset | readonly Value[] | ValueMap;

/** Properties by name. */
export interface ValueMap {
  readonly [key: string]: Value | undefined;
}

/** Whether a value is a map of further values. */
export function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Asset);
}

/** Whether a value is a list. TypeScript's own Array.isArray does not see readonly lists. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}
