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
    ...(roots.length === 0
      ? [nothing(report)]
      : [renderTree(roots, style), renderTotal(countNodes(roots)), renderFindings(report, style.colors)]),
    ...(otherFindings > 0
      ? [`${count(otherFindings, "finding")} on what was there before: npx strongroom preview ${environment}.`]
      : []),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** A program of a team's own makes what it says, not what stands in a folder: a clean verdict on nothing would be no comfort. */
function nothing({ title, environment }: AddedReport): string {
  const variable = `${title.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}Service`;
  return [
    `Nothing yet: the program makes no ServiceSecrets "${title}", so the guard did not see it.`,
    "Add it where the program makes the others, such as:",
    `  import ${variable} from "./services/${title}";`,
    `  new ServiceSecrets("${title}", { service: ${variable}, seeded, rotations, ...platform });`,
    `Then: npx strongroom preview ${environment}.`,
  ].join("\n");
}
