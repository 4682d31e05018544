import pico from "picocolors";
import { renderVerdict } from "./findings-text";
import type { GuardFinding } from "./preview-report";
import { type EnvironmentPreview, sharedFindings, sharedProblems } from "./preview-set";
import { enumerate } from "./words";
import { workflowCommand } from "./workflow-command";

/**
 * Writes previews as workflow commands, which GitHub Actions turns into annotations at the lines that caused them, and a line of the log for
 * each environment.
 */
export function renderPreviewsGithub(previews: readonly EnvironmentPreview[]): string {
  const lines = [
    ...sharedProblems(previews).map(({ problem, environments }) =>
      workflowCommand(
        "error",
        { ...problem.location, title: `preview of ${enumerate(environments)}` },
        problem.message,
      ),
    ),
    ...sharedFindings(previews).map(({ finding, rule, environments }) => {
      const { level, type, name, message, location } = finding;
      const about = `${type} ${name}, in ${enumerate(environments)}:`;
      return workflowCommand(commands[level], { ...location, title: `${rule} (${level})` }, `${about}\n${message}`);
    }),
    ...previews.map(
      ({ environment, report }) => `${environment}: ${report ? renderVerdict(report, plain) : "Preview: failed."}`,
    ),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

const plain = pico.createColors(false);

const commands: Record<GuardFinding["level"], "error" | "warning"> = {
  mandatory: "error",
  remediate: "warning",
  advisory: "warning",
};
