import type { Colors } from "./colors";
import { countResources, type FindingLevel, type GuardFinding, type PreviewReport, ruleOf } from "./preview-report";
import { count, indent } from "./words";

/** What blocks first. */
const order: FindingLevel[] = ["mandatory", "remediate", "advisory"];

/** What a verdict is written from. */
export type Judged = Pick<PreviewReport, "findings" | "rules" | "ruleCount" | "roots">;

/** Writes the guard's verdict: its findings by level, and a line that sums up. */
export function renderFindings(judged: Judged, colors: Colors): string {
  const blocks = order.flatMap((level) => ofLevel(judged, level)).map((one) => renderFinding(one, judged, colors));
  return [...blocks, renderVerdict(judged, colors)].join("\n\n");
}

/** Sums a verdict up in a line. */
export function renderVerdict(judged: Judged, colors: Colors): string {
  const mandatory = ofLevel(judged, "mandatory").length;
  const advisory = ofLevel(judged, "advisory").length;
  const asked = `${count(judged.ruleCount, "rule")}, ${count(countResources(judged.roots), "resource")}.`;
  const advice = advisory > 0 ? ` ${count(advisory, "advisory", "advisories")}.` : "";
  return mandatory > 0
    ? colors.red(`Guard: blocked. ${count(mandatory, "mandatory violation")}.${advice} ${asked}`)
    : colors.green(`Guard: clean.${advice} ${asked}`);
}

function ofLevel({ findings }: Judged, level: FindingLevel): GuardFinding[] {
  return findings.filter((finding) => finding.level === level);
}

function renderFinding(finding: GuardFinding, { rules }: Judged, colors: Colors): string {
  const { level, severity, policy, type, name, message } = finding;
  const paint = level === "mandatory" ? colors.red : colors.yellow;
  const labels = [`[${level}]`, ...(severity ? [`[severity: ${severity}]`] : [])].join(" ");
  return `${paint(labels)}  ${colors.bold(ruleOf(policy, rules))}  (${type}: ${name})\n${indent(message, 4)}`;
}
