import { renderFindings } from "./findings-text";
import type { GuardFinding, ResourceNode } from "./preview-report";
import { countNodes, renderTotal, renderTree, type TextStyle } from "./preview-text";
import { count } from "./words";

/** What a part of a program adds to an environment. It holds no secret value. */
export interface AddedReport {
  /** What it is of, e.g. `"orders"`. */
  title: string;
  environment: string;
  roots: ResourceNode[];
  /** What the guard says of these resources. */
  findings: GuardFinding[];
  /** Number of its findings on everything else. */
  otherFindings: number;
  /** Number of the pack's rules, disabled ones not counted. */
  ruleCount: number;
}

/**
 * Writes what is added, with the guard's verdict on it.
 *
 * @returns The text, which ends with a line break.
 */
export function renderAdded(report: AddedReport, style: TextStyle): string {
  const { title, environment, roots, findings, otherFindings, ruleCount } = report;
  const total = countNodes(roots);
  const sections = [
    style.colors.bold(`What ${title} adds to ${environment}`),
    renderTree(roots, style),
    renderTotal(total),
    renderFindings(findings, ruleCount, total.create + total.import + total.component + total.read, style.colors),
    ...(otherFindings > 0
      ? [`${count(otherFindings, "finding")} on what was there before: npx strongroom preview ${environment}.`]
      : []),
  ];
  return `${sections.join("\n\n")}\n`;
}
