import { secretTexts } from "./properties";
import type { RecordedResource } from "./resources";

/** Shorter texts, such as a port, would tear holes into words that have nothing to do with them. */
const shortest = 8;

/**
 * The last line of defence: nothing in a report is meant to hold a value, and what the program marked as secret is masked even if
 * a policy or a name repeats it.
 */
export class Redactor {
  private readonly texts = new Set<string>();

  /** Takes note of what a resource holds as secrets. */
  learn({ inputs, outputs }: RecordedResource): void {
    for (const text of [...secretTexts(inputs), ...secretTexts(outputs)]) {
      if (text.length >= shortest) this.texts.add(text);
    }
  }

  /** The same text with `[secret]` in the place of every secret. */
  mask(text: string): string {
    // Longest first: a secret may hold another one.
    return [...this.texts]
      .sort((a, b) => b.length - a.length)
      .reduce((masked, secret) => masked.replaceAll(secret, "[secret]"), text);
  }
}
