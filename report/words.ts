/**
 * A number with its noun.
 *
 * @example count(2, "rule") // "2 rules"
 * @example count(2, "policy", "policies") // "2 policies"
 */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Moves every line that is not empty to the right. */
export function indent(text: string, columns: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(columns));
}

/** A list as people read it: `dev, staging and prod`. */
export function enumerate(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
