/** What is known of a condition key: its values, that a request does not have it, or nothing. */
export type KeyState = { state: "known"; values: readonly string[] } | { state: "absent" } | { state: "open" };

/**
 * The condition keys of a request. Some are known beforehand, such as tags; some a request never has; the rest depends on who
 * calls, when and from where, and is left open.
 */
export class RequestContext {
  private readonly known = new Map<string, readonly string[]>();

  /**
   * @param known Key to its value or values.
   * @param absent Beginnings of keys, in lower case, that such a request has only where they are known.
   */
  constructor(
    known: Readonly<Record<string, string | readonly string[]>>,
    private readonly absent: readonly string[],
  ) {
    for (const [key, value] of Object.entries(known)) {
      this.known.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
    }
  }

  /** @param key In any case of letters. */
  get(key: string): KeyState {
    const lower = key.toLowerCase();
    const values = this.known.get(lower);
    if (values !== undefined) return { state: "known", values };
    return { state: this.absent.some((beginning) => lower.startsWith(beginning)) ? "absent" : "open" };
  }
}
