import type { Colors } from "./colors";
import type { FindingLevel, GuardFinding } from "./preview-report";
import { count, indent } from "./words";

/** What blocks first. */
const order: FindingLevel[] = ["mandatory", "remediate", "advisory"];

/**
 * Writes the guard's verdict: its findings by level, and a line that sums up.
 *
 * @param ruleCount Rules that were asked.
 * @param resourceCount Resources that were judged.
 */
export function renderFindings(
  findings: readonly GuardFinding[],
  ruleCount: number,
  resourceCount: number,
  colors: Colors,
): string {
  const ofLevel = (level: FindingLevel): GuardFinding[] => findings.filter((finding) => finding.level === level);
  const mandatory = ofLevel("mandatory").length;
  const advisory = ofLevel("advisory").length;
  const asked = `${count(ruleCount, "rule")}, ${count(resourceCount, "resource")}.`;
  const advice = advisory > 0 ? ` ${count(advisory, "advisory", "advisories")}.` : "";
  const summary =
    mandatory > 0
      ? colors.red(`Guard: blocked. ${count(mandatory, "mandatory violation")}.${advice} ${asked}`)
      : colors.green(`Guard: clean.${advice} ${asked}`);
  const blocks = order.flatMap(ofLevel).map((finding) => renderFinding(finding, colors));
  return [...blocks, summary].join("\n\n");
}

function renderFinding({ level, severity, policy, type, name, message }: GuardFinding, colors: Colors): string {
  const paint = level === "mandatory" ? colors.red : colors.yellow;
  const labels = [`[${level}]`, ...(severity ? [`[severity: ${severity}]`] : [])].join(" ");
  return `${paint(labels)}  ${colors.bold(policy)}  (${type}: ${name})\n${indent(message, 4)}`;
}
