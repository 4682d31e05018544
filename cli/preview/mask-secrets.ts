import { secretTexts } from "./properties";
import type { RecordedResource } from "./resources";

/** Characters. Shorter secrets, such as a port, would tear holes into words that have nothing to do with them. */
const shortest = 8;

/**
 * The last line of defence: nothing that is printed is meant to hold a value, and what the program marked as secret is masked
 * even if a policy, a name or an error repeats it.
 *
 * @returns A function that puts `[secret]` in the place of every secret of a text.
 */
export function secretMasker(resources: readonly RecordedResource[]): (text: string) => string {
  const secrets = resources
    .flatMap(({ inputs, outputs }) => [...secretTexts(inputs), ...secretTexts(outputs)])
    .filter((secret) => secret.length >= shortest);
  // Longest first: a secret may hold another one.
  const ordered = [...new Set(secrets)].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((masked, secret) => masked.replaceAll(secret, "[secret]"), text);
}
