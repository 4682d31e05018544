/** A text this short can be anywhere by chance, such as a port or a key's number. */
const shortest = 8;

/** What of a value that leaked is in the one after it. */
export interface Kept {
  /** Keys that hold a text of the old value at another place than before, as a ring of keys does that accepts the one before. */
  kept: string[];
  /** Keys that are as they were. */
  unchanged: string[];
}

/**
 * Compares a value that leaked with the one that a rotation made of it. What stands where it stood was not rotated: a host, a
 * name, another key. What stands elsewhere was kept on purpose.
 *
 * @param leaked The entry's keys, as they leaked.
 * @param current The same, as they are now. A text that holds JSON is looked into.
 */
export function keptValues(leaked: Record<string, unknown>, current: Record<string, unknown>): Kept {
  const [before, after] = [new Map(textsOf(leaked)), new Map(textsOf(current))];
  const stayed = new Set([...before].filter(([place, text]) => after.get(place) === text).map(([, text]) => text));
  const moved = new Set([...before.values()].filter((text) => text.length >= shortest && !stayed.has(text)));
  const kept = Object.keys(current).filter((key) => textsOf(current[key]).some(([, text]) => moved.has(text)));
  const unchanged = Object.keys(leaked).filter((key) => JSON.stringify(leaked[key]) === JSON.stringify(current[key]));
  return { kept, unchanged };
}

/** Every text of a value, with its place. */
function textsOf(value: unknown, place = ""): [place: string, text: string][] {
  if (typeof value === "string") {
    const opened = openedJson(value);
    return opened === undefined ? [[place, value]] : textsOf(opened, place);
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsOf(item, `${place}/${key}`));
}

/** What a text holds that is an object or a list of JSON; nothing where it is neither. */
function openedJson(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
