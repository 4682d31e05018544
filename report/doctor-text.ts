import type { Colors } from "./colors";
import { type CheckLine, type CheckState, type DoctorReport, doctorGroups, doctorLines } from "./doctor-report";
import { count } from "./words";

const titles: Record<(typeof doctorGroups)[number], string> = {
  machine: "Machine",
  environments: "Environments",
  account: "Account",
  state: "State",
  cluster: "Cluster",
  secrets: "Secrets",
};
const words: Record<CheckState, string> = {
  ok: "OK",
  warning: "WARNING",
  problem: "PROBLEM",
  "not-checked": "NOT CHECKED",
};
const paints = { ok: "green", warning: "yellow", problem: "red", "not-checked": "magenta" } as const;
const wordWidth = Math.max(...Object.values(words).map(({ length }) => length));

/** Writes what the doctor found for a terminal: a line a check, its fix below it, and at last the count. */
export function renderDoctorText(report: DoctorReport, colors: Colors): string {
  const width = Math.max(...doctorLines(report).map(({ check }) => check.length));
  const parts = doctorGroups.flatMap((group) => {
    const lines = report.groups[group] ?? [];
    if (lines.length === 0) return [];
    return [[colors.bold(titles[group]), ...lines.map((line) => lineText(line, width, colors))].join("\n")];
  });
  return `${[...parts, summary(report)].join("\n\n")}\n`;
}

function lineText({ check, state, found, fix }: CheckLine, width: number, colors: Colors): string {
  const head = `  ${colors[paints[state]](words[state].padEnd(wordWidth))}  ${check.padEnd(width)}  `;
  const margin = " ".repeat(wordWidth + width + 6);
  const text = fix === undefined ? found : `${found}\nFix: ${fix}`;
  return `${head}${text.replaceAll("\n", `\n${margin}`)}`;
}

/** How it came out: `dev: 21 checks, 1 problem, 2 warnings.` */
function summary(report: DoctorReport): string {
  const lines = doctorLines(report);
  const number = (state: CheckState): number => lines.filter((line) => line.state === state).length;
  const counts = [
    ...(number("problem") > 0 ? [count(number("problem"), "problem")] : []),
    ...(number("warning") > 0 ? [count(number("warning"), "warning")] : []),
    ...(number("not-checked") > 0 ? [`${number("not-checked")} not checked`] : []),
  ];
  const what = counts.length === 0 ? "all right" : counts.join(", ");
  return `${report.environment ?? "This machine"}: ${count(lines.length, "check")}, ${what}.`;
}
