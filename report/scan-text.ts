import type { Level } from "../policies/detect/types";
import type { Colors } from "./colors";
import { counts, describeObject, type ScanFinding, type ScanReport } from "./scan-report";
import { count } from "./words";

/** How a scan is written. */
export interface ScanTextStyle {
  colors: Colors;
  /** Also every value that could not be read. */
  verbose: boolean;
}

/** Writes a scan as text for a terminal or a log: findings, broken files, notes, and a line that sums up. */
export function renderScanText(report: ScanReport, { colors, verbose }: ScanTextStyle): string {
  const findings = report.findings.map((finding) => renderFinding(finding, colors));
  const problems = report.problems.map(
    ({ file, line, message }) => `${colors.red("[error]")}  ${place(file, line)}\n    ${message}`,
  );
  const unread = verbose
    ? report.unread.map(
        (at) =>
          `${colors.dim("[not read]")}  ${place(at.file, at.line)}  ${describeObject(at)}\n` +
          `    ${at.keyPath} could not be read: ${at.reason}.`,
      )
    : [];
  const notes = report.notes.map((note) => `${colors.dim("[note]")}  ${note}`);
  return `${[...findings, ...problems, ...unread, ...notes, summary(report, colors, verbose)].join("\n\n")}\n`;
}

const paints: Record<Level, "red" | "yellow" | "dim"> = {
  certain: "red",
  likely: "red",
  suspicious: "yellow",
  placeholder: "dim",
};

function renderFinding(finding: ScanFinding, colors: Colors): string {
  const level = colors[paints[finding.level]](`[${finding.level}]`);
  const where = colors.bold(place(finding.file, finding.line));
  return `${level}  ${where}  ${describeObject(finding)}\n    ${finding.text}\n    Fix: ${finding.fix}`;
}

/** Sums a scan up in a line. */
export function summary(report: ScanReport, colors: Colors, verbose: boolean): string {
  const leaks = report.findings.filter(counts);
  const placeholders = report.findings.length - leaks.length;
  const where = new Set(leaks.map(({ file }) => file)).size;
  const parts = [
    ...(placeholders > 0 ? [count(placeholders, "placeholder")] : []),
    ...(report.accepted > 0 ? [`${report.accepted} accepted by the baseline`] : []),
    ...(report.unread.length > 0
      ? [`${count(report.unread.length, "value")} could not be read${verbose ? "" : " (--verbose names them)"}`]
      : []),
    `${count(report.files.length, "file")}, ${count(report.objects, "object")}`,
  ];
  const rest = parts.map((part) => ` ${part}.`).join("");
  if (leaks.length > 0) {
    const verdict = `Scan: ${count(leaks.length, "finding")} in ${count(where, "file")}.`;
    return colors.red(verdict + broken(report) + rest);
  }
  return report.problems.length > 0
    ? colors.red(`Scan: no findings.${broken(report)}${rest}`)
    : colors.green(`Scan: clean.${rest}`);
}

function broken({ problems }: ScanReport): string {
  const files = new Set(problems.map(({ file }) => file)).size;
  return files === 0 ? "" : ` ${count(files, "broken file")}.`;
}

/** A control character in a file's name would reach the terminal. */
function place(file: string, line: number | undefined): string {
  const shown = file.replace(/\p{C}/gu, "?");
  return line === undefined ? shown : `${shown}:${line}`;
}
