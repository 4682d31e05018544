import type { EnvironmentReport, PictureNode, ReportPicture } from "./documents/report";
import { condensePicture } from "./picture-condense";

/** How Mermaid draws each kind: brackets around the name. */
const shapes: Record<PictureNode["kind"], [string, string]> = {
  service: ["(", ")"],
  secret: ["[", "]"],
  parameters: ["[", "]"],
  store: ["[(", ")]"],
  role: ["{{", "}}"],
};

/**
 * Writes how services, secrets, stores and roles hang together as a Mermaid flowchart. A dotted line with a cross is what a
 * store's role cannot read.
 *
 * Source: https://mermaid.js.org/syntax/flowchart.html
 */
export function mermaidPicture(picture: ReportPicture): string {
  const { nodes, edges } = condensePicture(picture);
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const lines = nodes.map(({ id, kind, name, detail }) => {
    const [open, close] = shapes[kind];
    const label = [name, detail].filter((text) => text !== "").map(entities);
    return `${ids.get(id)}${open}"${label.join("<br>")}"${close}`;
  });
  const arrows = edges.map(
    ({ from, to, reads }) => `${ids.get(from)} ${reads === false ? "-. cannot read .-x" : "-->"} ${ids.get(to)}`,
  );
  return ["flowchart LR", ...[...lines, ...arrows].map((line) => `  ${line}`)].join("\n");
}

/**
 * Writes rotations with a day as a Mermaid Gantt chart: from the last to the next, and a mark at what is due.
 *
 * Source: https://mermaid.js.org/syntax/gantt.html
 */
export function mermaidTimeline({ entries, today }: EnvironmentReport): string {
  const lines = entries.flatMap(({ environment, service, group, lastRotated, due, state }) => {
    if (due === null) return [];
    const name = plain(`${environment}/${service}/${group}`);
    const kind = state === "overdue" ? "crit, " : state === "due" ? "active, " : "";
    const begin = lastRotated ?? (due < today ? due : today);
    return [`section ${name}`, `rotation :${kind}${begin}, ${due}`];
  });
  return ["gantt", "  dateFormat YYYY-MM-DD", "  axisFormat %b %Y", ...lines.map((line) => `  ${line}`)].join("\n");
}

/**
 * A text inside quotation marks: every character that could end it, or that Mermaid or the page would take for markup, as its
 * number.
 */
function entities(text: string): string {
  return text.replace(/[^\p{L}\p{N} _/.,:@+=-]/gu, (character) => `#${character.codePointAt(0)};`);
}

/** A Gantt chart knows no quotation marks. */
function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N}/._-]/gu, "-");
}
