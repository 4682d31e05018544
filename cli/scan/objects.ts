import { printableName } from "../../policies/kubernetes/manifests";
import { nodeAt, textAt, type MapNode, type TreeNode } from "./tree";

/** A Kubernetes object of a file. Its names are as they may be printed. */
export interface KubernetesObject {
  kind: string;
  namespace: string | null;
  name: string | null;
  body: MapNode;
}

/** The objects of a document: itself, or those of a list, of lists in lists, too. What names no kind is none. */
export function* objectsOf(node: TreeNode, listKind = ""): Generator<KubernetesObject> {
  if (node.kind === "list") {
    for (const item of node.items) yield* objectsOf(item);
    return;
  }
  if (node.kind !== "map") return;
  // The items of a ConfigMapList need not say what they are.
  const kind = textAt(node, "kind") ?? listKind;
  if (kind === "") return;
  const items = kind.endsWith("List") ? node.get("items") : undefined;
  if (items?.kind === "list") {
    const itemKind = kind.slice(0, -"List".length);
    for (const item of items.items) yield* objectsOf(item, itemKind);
    return;
  }
  yield {
    kind: /^[A-Za-z]\w{0,100}$/.test(kind) ? kind : "(a kind that is not known)",
    namespace: printable(nodeAt(node, ["metadata", "namespace"])),
    name: printable(nodeAt(node, ["metadata", "name"])),
    body: node,
  };
}

function printable(node: TreeNode | undefined): string | null {
  const text = textAt(node);
  return text === undefined ? null : printableName(text);
}
