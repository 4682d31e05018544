import { type Judged, renderFindings } from "./findings-text";
import { countNodes, renderTotal, renderTree, type TextStyle } from "./preview-text";
import { count } from "./words";

/** What a part of a program adds to an environment, and what the guard says of that. It holds no secret value. */
export interface AddedReport extends Judged {
  /** What it is of, e.g. `"orders"`. */
  title: string;
  environment: string;
  /** Number of its findings on everything else. */
  otherFindings: number;
}

/**
 * Writes what is added, with the guard's verdict on it.
 *
 * @returns The text, which ends with a line break.
 */
export function renderAdded(report: AddedReport, style: TextStyle): string {
  const { title, environment, roots, otherFindings } = report;
  const sections = [
    style.colors.bold(`What ${title} adds to ${environment}`),
    renderTree(roots, style),
    renderTotal(countNodes(roots)),
    renderFindings(report, style.colors),
    ...(otherFindings > 0
      ? [`${count(otherFindings, "finding")} on what was there before: npx strongroom preview ${environment}.`]
      : []),
  ];
  return `${sections.join("\n\n")}\n`;
}
