import { formatKeyPath } from "../engine/key-path";
import type { KeyPath } from "../engine/leaves";
import { unknown } from "../engine/value";
import { type PlaceLeaf, textOf } from "../places/place";

/** A value that the program marked as secret, in a place where it does not belong. */
export interface MarkedLeaf {
  /** Where the mark stands: the leaf itself, or the map around it. */
  shown: string;
  leaf: PlaceLeaf;
}

/**
 * The leaves that a mark covers: one for each mark.
 *
 * @param marks Key paths in the resource's properties.
 */
export function* markedLeaves(leaves: Iterable<PlaceLeaf>, marks: readonly KeyPath[]): Generator<MarkedLeaf> {
  const open = new Set(marks.map(nameOf));
  const lengths = [...new Set(marks.map(({ length }) => length))];
  for (const leaf of leaves) {
    const { at = leaf.keyPath, value } = leaf;
    if (leaf.isSummary || value === unknown || typeof value === "boolean" || !textOf(leaf)) continue;
    if (isDigest(leaf)) continue;
    for (const length of lengths) {
      const path = at.slice(0, length);
      // A mark is told of once, however many leaves stand below it.
      if (length > at.length || !open.delete(nameOf(path))) continue;
      yield { leaf, shown: length === at.length ? formatKeyPath(leaf.keyPath) : formatKeyPath(path) };
      break;
    }
  }
}

function nameOf(path: KeyPath): string {
  return JSON.stringify(path);
}

const digestKey = /(^|[^a-z])(checksum|digest|hash|sha\d*|etag|revision)([^a-z]|$)/i;

/**
 * A checksum of a secret, such as the annotation `checksum/secret` that restarts a workload when the secret changes: it comes
 * from the secret, and tells nothing of it.
 */
export function isDigest(leaf: PlaceLeaf): boolean {
  if (!digestKey.test(String(leaf.keyPath.at(-1)))) return false;
  return (
    leaf.value === unknown || /^(sha\d+[:-])?([0-9a-f]{32,128}|[A-Za-z0-9+/_-]{43,88}={0,2})$/i.test(textOf(leaf) ?? "")
  );
}
