import { type DoctorReport, doctorLines, isReady } from "./doctor-report";
import type { DoctorDocument } from "./documents/doctor";

/** Writes what the doctor found as JSON, for programs. report/schemas/doctor.schema.json describes it. */
export function renderDoctorJson(report: DoctorReport): string {
  const checks = doctorLines(report).map(({ group, check, state, found, fix = null }) => {
    return { group, check, state, found, fix };
  });
  const environment = report.environment ?? null;
  const document: DoctorDocument = { version: 1, environment, ready: isReady(report), checks };
  return `${JSON.stringify(document, null, 2)}\n`;
}
