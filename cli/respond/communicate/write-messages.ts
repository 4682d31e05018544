import { writeFiles } from "../write-files";
import type { IncidentFacts } from "./facts";
import { composeMessages } from "./messages";

/**
 * Writes `internal-message.md`, `post-mortem.md` and, where somebody outside may have had the credential, `customer-draft.md`.
 *
 * @param folder Of the incident.
 * @returns Paths of what was written, in this order.
 * @throws UserError when the folder cannot be written to.
 */
export function writeMessages(facts: IncidentFacts, folder: string): string[] {
  const { internal, postMortem, customer } = composeMessages(facts);
  return writeFiles(folder, {
    "internal-message.md": internal,
    "post-mortem.md": postMortem,
    ...(customer !== undefined && { "customer-draft.md": customer }),
  });
}
