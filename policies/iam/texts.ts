import { isList, unknown, type Value } from "../engine/value";

/** Texts of an element that may be one text or a list; what is not known yet stands in it as `unknown`. */
export type Texts = readonly (string | typeof unknown)[];

/** A text, or a list of texts, as a list. Anything else in it cannot stand there and is left out. */
export function textsOf(value: Value | undefined): Texts | undefined {
  if (value === undefined || value === null) return undefined;
  const items: readonly Value[] = isList(value) ? value : [value];
  return items.flatMap((item) => {
    if (item === unknown || typeof item === "string") return [item];
    return typeof item === "boolean" || typeof item === "number" ? [String(item)] : [];
  });
}

/** The texts that are known. */
export function known(texts: Texts): string[] {
  return texts.filter((text) => text !== unknown);
}

/** Whether all of them are known. */
export function isKnown(texts: Texts): boolean {
  return !texts.includes(unknown);
}
