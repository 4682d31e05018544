import type { PreviewDocument } from "./documents/preview";
import type { PreviewsDocument } from "./documents/previews";
import { isBlocked, type PreviewReport, type ResourceNode } from "./preview-report";
import type { EnvironmentPreview } from "./preview-set";

/** Writes a preview as JSON, for programs. report/schemas/preview.schema.json describes it: no value is in it. */
export function renderPreviewJson(report: PreviewReport, changes?: EnvironmentPreview["changes"]): string {
  return `${JSON.stringify(documentOf(report, changes), null, 2)}\n`;
}

/** Writes the previews of several environments as JSON: the document of each, or why there is none (report/schemas/previews.schema.json). */
export function renderPreviewsJson(previews: readonly EnvironmentPreview[]): string {
  const document: PreviewsDocument = {
    version: 1,
    previews: previews.map(({ environment, report, changes, problems }) =>
      report === undefined ? { version: 1, environment, problems } : documentOf(report, changes),
    ),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function documentOf(report: PreviewReport, changes: EnvironmentPreview["changes"]): PreviewDocument {
  return {
    version: 1,
    program: report.program,
    environment: report.environment,
    blocked: isBlocked(report),
    resources: report.roots.flatMap(flatten),
    findings: report.findings.map(({ level, severity, policy, type, name, message, location }) => {
      const { file = null, line = null } = location ?? {};
      return { level, severity: severity ?? null, policy, type, name, message, file, line };
    }),
    ...(changes && { changes }),
    outputs: report.outputs.map(({ name }) => name),
    awaitingSeed: report.awaitingSeed,
    notOpened: report.notOpened,
    ruleCount: report.ruleCount,
  };
}

/** A resource before its children. */
function flatten({ kind, type, name, children }: ResourceNode): PreviewDocument["resources"] {
  return [{ kind, type, name }, ...children.flatMap(flatten)];
}
