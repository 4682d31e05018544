import { writeFiles } from "../write-files";
import type { Audit } from "./audit-reads";
import { renderAuditJson, renderAuditMarkdown } from "./render";

/**
 * Writes `audit.md` and `audit.json`, and the queries for what CloudTrail's event history does not hold any more.
 *
 * @param folder Of the incident.
 * @returns Paths of what was written, the report for people first.
 * @throws UserError when the folder cannot be written to.
 */
export function writeAudit(audit: Audit, folder: string): string[] {
  const queries = Object.fromEntries(audit.queries.map(({ file, text }) => [file, text]));
  return writeFiles(folder, {
    "audit.md": renderAuditMarkdown(audit),
    "audit.json": renderAuditJson(audit),
    ...queries,
  });
}
