import { secretTexts } from "./properties";
import type { RecordedResource } from "./resources";

/** Characters. Shorter secrets, such as a port, would tear holes into words that have nothing to do with them. */
const shortest = 8;

/**
 * The last line of defence: nothing that is printed is meant to hold a value, and what the program marked as secret is masked
 * even if a policy, a name or an error repeats it.
 *
 * @returns The text with `[secret]` in the place of every secret.
 */
export function maskSecrets(text: string, resources: readonly RecordedResource[]): string {
  const secrets = resources
    .flatMap(({ inputs, outputs }) => [...secretTexts(inputs), ...secretTexts(outputs)])
    .filter((secret) => secret.length >= shortest);
  // Longest first: a secret may hold another one.
  return [...new Set(secrets)]
    .sort((a, b) => b.length - a.length)
    .reduce((masked, secret) => masked.replaceAll(secret, "[secret]"), text);
}
