import type { Format } from "./detector";
import { discoverDetectors } from "./discover-detectors";
import * as vocabulary from "./evidence/vocabulary";
import { compounds } from "./evidence/words";

/**
 * The detection's words as data, for a guard that cannot run the detection: an admission policy in a cluster. Each list is
 * explained where it stands, in `evidence/vocabulary.ts`.
 */
export const keyWords = vocabulary;

/** Words that are written together, to the words that they are: `sharedsecret` to `["shared", "secret"]`. */
export const compoundWords: ReadonlyMap<string, readonly string[]> = compounds;

/** Words that say of a value in a vendor's format that it is to be filled in, as a pattern. */
export { fillerWords } from "./evidence/placeholders";

/** The formats of every vendor that a detector knows. */
export function vendorFormats(): Format[] {
  return discoverDetectors().flatMap(({ formats }) => formats ?? []);
}
