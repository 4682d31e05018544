import type { EnvironmentReport, PictureNode, ReportPicture } from "../documents/report";
import { condensePicture } from "../picture-condense";
import { box, layoutPicture, type PictureLayout, type PlacedNode } from "../picture-layout";
import { html, type Markup } from "./markup";
import { commonPrefix, shorten } from "./names";

/** Characters that fit a box: identifiers are set in a type of fixed width. */
const most = { name: 25, detail: 28 };

/** Services, secrets, stores and roles, drawn, and the same in words. */
export function pictureSection(report: EnvironmentReport): Markup {
  const picture = condensePicture(report.picture);
  if (picture.nodes.length === 0) return html`<p>The program declares no service.</p>`;
  const broken = picture.edges.filter(({ reads }) => reads === false);
  const nameOf = new Map(picture.nodes.map(({ id, name }) => [id, name]));
  return html`
    <p>
      A service owns its secrets; an ExternalSecret brings them through a store; the store reads with its role, which
      the operator takes.
    </p>
    ${
      broken.length > 0 &&
      html`<ul class="notes">
        ${broken.map(
          ({ from, to }) =>
            html`<li>
              <span class="name">${nameOf.get(from)}</span> is asked for through
              <span class="name">${nameOf.get(to)}</span>, whose role <strong>cannot read it</strong>.
            </li>`,
        )}
      </ul>`
    }
    <div class="wide drawing" tabindex="0" role="region" aria-label="Picture, may be scrolled">
      ${drawing(layoutPicture(picture))}
    </div>
    <p class="aside scrolls" aria-hidden="true">↔ The picture goes on: it scrolls sideways.</p>
    <details>
      <summary>The same in words</summary>
      ${inWords(picture)}
    </details>
  `;
}

function drawing({ nodes, edges, columns, width, height }: PictureLayout): Markup {
  const prefix = commonPrefix(nodes.filter(({ kind }) => kind === "role").map(({ name }) => name));
  return html`<svg
    class="picture"
    role="img"
    aria-label="Services, their secrets, the stores that bring them and the roles that read"
    viewBox=${`-1 0 ${width + 2} ${height}`}
    width=${width + 2}
    height=${height}
  >
    ${columns.map(({ name, x }) => html`<text class="column" x=${x} y="14">${name}</text>`)}
    ${edges.map(({ edge, from, to }) => html`<path class=${edge.reads === false ? "edge broken" : "edge"} d=${curve(from, to)} />`)}
    ${nodes.map((node) => nodeMarkup(node, prefix))}
  </svg>`;
}

function nodeMarkup({ kind, name, detail, x, y }: PlacedNode, prefix: string): Markup {
  const shown = shorten(kind === "role" ? name.slice(prefix.length) : name, most.name);
  return html`<g class=${`node ${kind}`}>
    <title>${detail === "" ? name : `${name}, ${detail}`}</title>
    <rect x=${x} y=${y} width=${box.width} height=${box.height} rx="5" />
    <text class="name" x=${x + 10} y=${y + (detail === "" ? 24 : 17)}>${shown}</text>
    ${detail !== "" && html`<text class="detail" x=${x + 10} y=${y + 31}>${shorten(detail, most.detail)}</text>`}
  </g>`;
}

function curve(from: PlacedNode, to: PlacedNode): string {
  const [x1, y1] = [from.x + box.width, from.y + box.height / 2];
  const [x2, y2] = [to.x, to.y + box.height / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1},${round(y1)} C${middle},${round(y1)} ${middle},${round(y2)} ${x2},${round(y2)}`;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}

function inWords({ nodes, edges }: ReportPicture): Markup {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const verbs: Record<PictureNode["kind"], string> = {
    service: "owns",
    secret: "comes through",
    parameters: "come through",
    store: "reads with",
    role: "is taken by",
  };
  const sentences = nodes.flatMap((node) => {
    const targets = edges.filter(({ from }) => from === node.id).flatMap(({ to }) => byId.get(to) ?? []);
    if (targets.length === 0) return [];
    const owner = edges.find(({ to }) => to === node.id)?.from;
    const of = node.kind === "parameters" ? ` of ${byId.get(owner ?? "")?.name ?? ""}` : "";
    return [`${node.name}${of} ${verbs[node.kind]} ${targets.map(({ name }) => name).join(", ")}`];
  });
  return html`<ul class="notes">
    ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
  </ul>`;
}
