import type { PictureEdge, PictureNode, ReportPicture } from "./documents/report";

/** A node with its place, in pixels. */
export interface PlacedNode extends PictureNode {
  x: number;
  y: number;
}

/** A picture with every place. */
export interface PictureLayout {
  nodes: PlacedNode[];
  edges: { edge: PictureEdge; from: PlacedNode; to: PlacedNode }[];
  columns: { name: string; x: number }[];
  width: number;
  height: number;
}

/** Measures in pixels. */
export const box = { width: 196, height: 40, gap: 10, columnGap: 40, top: 30 } as const;

/** Roles that other roles take stand one column further right, and so does who takes those. */
const columnNames = ["Service", "Secret", "Store", "Role", "Taken by"];

/**
 * Lays a picture out in columns, from services to roles. A column's order follows that of the one before it, and a node stands
 * in the middle of those that lead to it, as far as there is room.
 */
export function layoutPicture({ nodes, edges }: ReportPicture): PictureLayout {
  const columns = columnsOf({ nodes, edges });
  const placed = new Map<string, PlacedNode>();
  // The second column is the longest: the others follow it.
  const order = [1, 0, 2, ...columns.keys()].filter(
    (column, at, all) => all.indexOf(column) === at && column < columns.length,
  );
  for (const column of order) {
    const wanted = columns[column]!.map((node, index) => ({
      node,
      y: middleOf(node, edges, placed) ?? index * (box.height + box.gap),
    }));
    if (column !== 1) wanted.sort((one, other) => one.y - other.y);
    let free = 0;
    for (const { node, y } of wanted) {
      const at = Math.max(free, y);
      placed.set(node.id, { ...node, x: column * (box.width + box.columnGap), y: at + box.top });
      free = at + box.height + box.gap;
    }
  }
  const all = [...placed.values()];
  return {
    nodes: all.sort((one, other) => one.x - other.x || one.y - other.y),
    edges: edges.flatMap((edge) => {
      const [from, to] = [placed.get(edge.from), placed.get(edge.to)];
      return from && to ? [{ edge, from, to }] : [];
    }),
    columns: columns.map((_, index) => ({ name: columnNames[index] ?? "", x: index * (box.width + box.columnGap) })),
    width: columns.length * (box.width + box.columnGap) - box.columnGap,
    height: Math.max(0, ...all.map(({ y }) => y + box.height)) + 2,
  };
}

function columnsOf({ nodes, edges }: ReportPicture): PictureNode[][] {
  const kinds: readonly PictureNode["kind"][][] = [["service"], ["secret", "parameters"], ["store"], ["role"]];
  const takers = new Set(edges.filter(({ from }) => from.startsWith("role:")).map(({ to }) => to));
  const columns = kinds.map((some) => nodes.filter(({ id, kind }) => some.includes(kind) && !takers.has(id)));
  const last = nodes.filter(({ id }) => takers.has(id));
  // Entries stand by their service, so that no edge crosses another.
  const services = columns[0]!.map(({ id }) => id);
  const ownerOf = (id: string) => services.indexOf(edges.find(({ to }) => to === id)?.from ?? "");
  columns[1]!.sort((one, other) => ownerOf(one.id) - ownerOf(other.id));
  return last.length > 0 ? [...columns, last] : columns;
}

/** The mean height of those that are placed and joined with a node. */
function middleOf(
  { id }: PictureNode,
  edges: readonly PictureEdge[],
  placed: ReadonlyMap<string, PlacedNode>,
): number | undefined {
  const heights = edges.flatMap(({ from, to }) => {
    const other = from === id ? placed.get(to) : to === id ? placed.get(from) : undefined;
    return other ? [other.y - box.top] : [];
  });
  return heights.length === 0 ? undefined : heights.reduce((sum, height) => sum + height, 0) / heights.length;
}
