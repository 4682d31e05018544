import type { PictureEdge, PictureNode, ReportPicture } from "./documents/report";
import { count } from "./words";

/** Secrets beyond which those of a service are drawn as one, and services beyond which all are. */
const most = { secrets: 40, services: 60 };

/**
 * Draws many things as one where a picture of each would be no picture any more: the secrets of each service first, then all
 * services.
 */
export function condensePicture(picture: ReportPicture): ReportPicture {
  const number = (kind: PictureNode["kind"]) => picture.nodes.filter((node) => node.kind === kind).length;
  if (number("secret") <= most.secrets) return picture;
  const owners = new Map(picture.edges.map(({ from, to }) => [to, from]));
  const isWhole = number("service") > most.services;
  return merge(picture, ({ id, kind }) => {
    if (kind === "service") return isWhole ? "service:all" : id;
    if (kind === "secret" || kind === "parameters") return `${kind}:of:${isWhole ? "all" : owners.get(id)}`;
    return id;
  });
}

/** @param keyOf Nodes of one key become one. */
function merge({ nodes, edges }: ReportPicture, keyOf: (node: PictureNode) => string): ReportPicture {
  const keys = new Map(nodes.map((node) => [node.id, keyOf(node)]));
  const groups = new Map<string, PictureNode[]>();
  for (const node of nodes) {
    const key = keys.get(node.id)!;
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  const merged = new Map<string, PictureEdge>();
  for (const { from, to, reads } of edges) {
    const edge = { from: keys.get(from)!, to: keys.get(to)! };
    const name = JSON.stringify(edge);
    merged.set(name, { ...edge, reads: merged.get(name)?.reads === false ? false : reads });
  }
  return {
    nodes: [...groups].map(([id, some]) =>
      some.length === 1 ? { ...some[0]!, id } : { ...some[0]!, id, name: nameOf(some), detail: "" },
    ),
    edges: [...merged.values()],
  };
}

function nameOf(nodes: readonly PictureNode[]): string {
  const [{ kind }] = nodes as [PictureNode];
  return kind === "parameters" ? `parameters of ${count(nodes.length, "service")}` : count(nodes.length, kind);
}
