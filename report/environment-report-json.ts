import type { EnvironmentReport } from "./documents/report";

/** Writes a report on an environment as JSON, for programs. report/schemas/report.schema.json describes it. */
export function renderReportJson(report: EnvironmentReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
