import pico from "picocolors";
import type { Level } from "../policies/detect/types";
import { describeObject, messageOf, type ScanReport } from "./scan-report";
import { summary } from "./scan-text";
import { workflowCommand } from "./workflow-command";

/** Writes a scan as workflow commands, which GitHub Actions turns into annotations, and a line for the log. */
export function renderScanGithub(report: ScanReport): string {
  const lines = [
    ...report.findings.map((finding) => {
      const title = `${finding.detector} (${finding.level})`;
      const message = `${describeObject(finding)}: ${messageOf(finding)}`;
      return workflowCommand(commands[finding.level], { file: finding.file, line: finding.line, title }, message);
    }),
    ...report.problems.map(({ file, line, message }) =>
      workflowCommand("error", { file, line, title: "broken file" }, message),
    ),
    ...report.notes.map((note) => workflowCommand("notice", { title: "baseline" }, note)),
    summary(report, pico.createColors(false), false),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

const commands: Record<Level, "error" | "warning" | "notice"> = {
  certain: "error",
  likely: "error",
  suspicious: "warning",
  placeholder: "notice",
};
