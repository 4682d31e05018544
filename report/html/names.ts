/**
 * What several names begin with, up to a hyphen, so that what follows still reads as a name.
 *
 * @example commonPrefix(["strongroom-prod-deploy", "strongroom-prod-reminders"]) // "strongroom-prod-"
 */
export function commonPrefix(names: readonly string[]): string {
  if (names.length < 2) return "";
  const [first, last] = [[...names].sort()[0]!, [...names].sort().at(-1)!];
  let length = 0;
  while (length < first.length && first[length] === last[length]) length++;
  return first.slice(0, first.lastIndexOf("-", length - 1) + 1);
}

/** Cuts a name that does not fit, in its middle: both ends tell names apart. */
export function shorten(name: string, most: number): string {
  if (name.length <= most) return name;
  const end = Math.floor((most - 1) / 2);
  return `${name.slice(0, most - 1 - end)}…${name.slice(-end)}`;
}
