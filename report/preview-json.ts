import { isBlocked, type PreviewReport, type ResourceNode } from "./preview-report";

/** Version of the document below: it rises when a field changes its meaning or goes away. */
const version = 1;

/** Writes a preview as JSON, for programs. It holds names of inputs and outputs, and no value. */
export function renderPreviewJson(report: PreviewReport): string {
  const document = {
    version,
    program: report.program,
    environment: report.environment,
    blocked: isBlocked(report),
    resources: report.roots.flatMap(flatten),
    findings: report.findings.map(({ level, severity, policy, type, name, message }) => {
      return { level, severity: severity ?? null, policy, type, name, message };
    }),
    outputs: report.outputs.map(({ name }) => name),
    awaitingSeed: report.awaitingSeed,
    notOpened: report.notOpened,
    ruleCount: report.ruleCount,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** A resource before its children. */
function flatten({ kind, type, name, children }: ResourceNode): { kind: string; type: string; name: string }[] {
  return [{ kind, type, name }, ...children.flatMap(flatten)];
}
