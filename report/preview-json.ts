import { isBlocked, type PreviewReport, type ResourceNode } from "./preview-report";
import type { EnvironmentPreview } from "./preview-set";

/** Version of the document below: it rises when a field changes its meaning or goes away. */
const version = 1;

/** Writes a preview as JSON, for programs. It holds names of inputs and outputs, and no value. */
export function renderPreviewJson(report: PreviewReport, changes?: EnvironmentPreview["changes"]): string {
  return `${JSON.stringify(documentOf(report, changes), null, 2)}\n`;
}

/** Writes the previews of several environments as JSON: the document of each, or why there is none. */
export function renderPreviewsJson(previews: readonly EnvironmentPreview[]): string {
  const documents = previews.map(({ environment, report, changes, problems }) =>
    report === undefined ? { version, environment, problems } : documentOf(report, changes),
  );
  return `${JSON.stringify({ version, previews: documents }, null, 2)}\n`;
}

function documentOf(report: PreviewReport, changes: EnvironmentPreview["changes"]): object {
  return {
    version,
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
function flatten({ kind, type, name, children }: ResourceNode): { kind: string; type: string; name: string }[] {
  return [{ kind, type, name }, ...children.flatMap(flatten)];
}
