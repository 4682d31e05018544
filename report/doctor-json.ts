import { type DoctorReport, doctorLines, isReady } from "./doctor-report";

/** Version of the JSON document: it rises when a field changes its meaning or goes away. */
const version = 1;

/** Writes what the doctor found as JSON, for programs. report/doctor-report.schema.json describes it. */
export function renderDoctorJson(report: DoctorReport): string {
  const checks = doctorLines(report).map(({ group, check, state, found, fix = null }) => {
    return { group, check, state, found, fix };
  });
  const document = { version, environment: report.environment ?? null, ready: isReady(report), checks };
  return `${JSON.stringify(document, null, 2)}\n`;
}
