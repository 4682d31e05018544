import type { Colors } from "./colors";
import { renderFindings } from "./findings-text";
import type { PreviewReport, ResourceNode, StackOutput } from "./preview-report";
import type { Changes } from "./documents/preview";
import { count, indent } from "./words";

/** How a report is written. */
export interface TextStyle {
  colors: Colors;
  /** Also names of inputs, whole outputs, and timings. */
  verbose: boolean;
}

/**
 * Writes a preview's report as text for a terminal or a log.
 *
 * @param changes Against the program as it was. Default: nothing is said of it.
 * @returns The text, which ends with a line break.
 */
export function renderPreview(report: PreviewReport, style: TextStyle, changes?: Changes): string {
  const { colors } = style;
  const verdict = renderFindings(report, colors);
  const title = [`Preview of ${report.program}`, `environment ${report.environment}`, ...report.facts].join(", ");
  const sections = [
    colors.bold(title),
    renderTree(report.roots, style),
    renderTotal(countNodes(report.roots)),
    changes === undefined ? "" : renderChanges(changes, style),
    renderOutputs(report.outputs, style),
    section("Awaiting seed (no value yet, so no rotation until one is put):", report.awaitingSeed, style),
    section(
      "Not opened here (the engine's providers do, in pulumi preview):",
      unique(report.notOpened.map(({ subject, reason }) => `${subject}: ${reason}`)),
      style,
    ),
    verdict,
    renderTime(report, style),
  ];
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

/** The resources, each with a sign of what happens to it, below its parent. */
export function renderTree(roots: readonly ResourceNode[], style: TextStyle, depth = 0): string {
  return roots
    .flatMap((node) => {
      const lines = [`${signOf(node, style)} ${node.type} ${style.colors.bold(node.name)}`];
      if (style.verbose && node.inputNames.length > 0)
        lines.push(style.colors.dim(`    ${node.inputNames.join(", ")}`));
      const block = indent(lines.join("\n"), depth * 4);
      return node.children.length === 0 ? [block] : [block, renderTree(node.children, style, depth + 1)];
    })
    .join("\n");
}

/** The engine's own signs. */
function signOf({ kind }: ResourceNode, { colors }: TextStyle): string {
  if (kind === "read") return colors.cyan(">");
  return kind === "import" ? colors.green("=") : colors.green("+");
}

/** How many resources there are of each kind, at any depth. */
export function countNodes(nodes: readonly ResourceNode[]): Record<ResourceNode["kind"], number> {
  const total = { create: 0, import: 0, component: 0, read: 0 };
  for (const node of nodes) {
    total[node.kind]++;
    const below = countNodes(node.children);
    for (const kind of ["create", "import", "component", "read"] as const) total[kind] += below[kind];
  }
  return total;
}

/** The sum below the tree. */
export function renderTotal({
  create,
  import: imported,
  component,
  read,
}: Record<ResourceNode["kind"], number>): string {
  const parts = [`${count(create, "resource")} to create`];
  if (imported > 0) parts.push(`${count(imported, "resource")} to import`);
  if (component > 0) parts.push(`grouped by ${count(component, "component")}`);
  if (read > 0) parts.push(`${count(read, "resource")} to read`);
  return `${parts.join(", ")}.`;
}

function renderChanges({ created, changed, removed }: Changes, style: TextStyle): string {
  const lines = [
    ...created.map(({ type, name }) => `${style.colors.green("+")} ${type} ${name}`),
    ...changed.map(({ type, name, inputs }) => `${style.colors.yellow("~")} ${type} ${name}: ${inputs.join(", ")}`),
    ...removed.map(({ type, name }) => `${style.colors.red("-")} ${type} ${name}`),
  ];
  const numbers = `${created.length} created, ${changed.length} changed, ${removed.length} removed`;
  return section(`Against the base: ${numbers}.`, lines, style) || `Against the base: nothing changes.`;
}

function section(title: string, lines: string[], { colors }: TextStyle): string {
  return lines.length === 0 ? "" : `${colors.bold(title)}\n${indent(lines.join("\n"), 2)}`;
}

/** Columns that a line of an output may take: more of it hides what comes next. */
const outputColumns = 110;

function renderOutputs(outputs: readonly StackOutput[], style: TextStyle): string {
  const whole = outputs.flatMap((output) => renderOutput(output).split("\n"));
  if (style.verbose || whole.every((line) => line.length <= outputColumns)) return section("Outputs:", whole, style);
  const cut = whole.map((line) => (line.length <= outputColumns ? line : `${line.slice(0, outputColumns - 1)}…`));
  return section("Outputs (--verbose shows long ones whole):", cut, style);
}

function renderOutput({ name, lines }: StackOutput): string {
  return lines.length === 1 ? `${name}: ${lines[0]}` : `${name}:\n${indent(lines.join("\n"), 2)}`;
}

function renderTime({ milliseconds, timings }: PreviewReport, { colors, verbose }: TextStyle): string {
  const steps = verbose ? timings.map(([step, time]) => `\n  ${step}: ${seconds(time)}`).join("") : "";
  return colors.dim(`Took ${seconds(milliseconds)}.${steps}`);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function unique(lines: string[]): string[] {
  return [...new Set(lines)];
}
