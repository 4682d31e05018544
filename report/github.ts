import pico from "picocolors";
import type { Level } from "../policies/detect/types";
import { describeObject, messageOf, type ScanReport } from "./scan-report";
import { summary } from "./scan-text";

/**
 * Writes a scan as workflow commands, which GitHub Actions turns into annotations, and a line for the log.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function renderScanGithub(report: ScanReport): string {
  const lines = [
    ...report.findings.map((finding) => {
      const title = `${finding.detector} (${finding.level})`;
      const message = `${describeObject(finding)}: ${messageOf(finding)}`;
      return command(commands[finding.level], { file: finding.file, line: finding.line, title }, message);
    }),
    ...report.problems.map(({ file, line, message }) =>
      command("error", { file, line, title: "broken file" }, message),
    ),
    ...report.notes.map((note) => command("notice", { title: "baseline" }, note)),
    summary(report, pico.createColors(false), false),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

const commands: Record<Level, string> = {
  certain: "error",
  likely: "error",
  suspicious: "warning",
  placeholder: "notice",
};

function command(name: string, properties: Record<string, string | number | undefined>, message: string): string {
  const list = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name} ${list.join(",")}::${escapeData(message)}`;
}

/** As @actions/core does it: a line break would end the command. */
function escapeData(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
