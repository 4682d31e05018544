import type { ScanDocument } from "./documents/scan";
import { messageOf, type ScanReport } from "./scan-report";

/** Writes a scan as JSON, for programs. report/schemas/scan.schema.json describes it. */
export function renderScanJson(report: ScanReport): string {
  const document: ScanDocument = {
    version: 1,
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
