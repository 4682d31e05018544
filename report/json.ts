import { messageOf, type ScanReport } from "./scan-report";

/** Version of the document below: it rises when a field changes its meaning or goes away. */
const version = 1;

/** Writes a scan as JSON, for programs. */
export function renderScanJson(report: ScanReport): string {
  const document = {
    version,
    findings: report.findings.map((finding) => {
      const { file, line, document: number, kind, namespace, name, keyPath, detector, level } = finding;
      const message = messageOf(finding);
      return { file, line, document: number, kind, namespace, name, keyPath, detector, level, message };
    }),
    errors: report.problems.map(({ file, line, message }) => ({ file, line: line ?? null, message })),
    unread: report.unread.map(({ file, line, document: number, kind, namespace, name, keyPath, reason }) => {
      return { file, line, document: number, kind, namespace, name, keyPath, reason };
    }),
    notes: report.notes,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
