import type { EnvironmentReport } from "./environment-report";

/** Writes a report on an environment as JSON, for programs. report/environment-report.schema.json describes it. */
export function renderReportJson(report: EnvironmentReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
