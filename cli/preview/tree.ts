import type { ResourceNode } from "../../report/preview-report";
import type { RecordedResource } from "./resources";
import { stackType } from "./resources";

/** Hangs every resource below its parent, in the order of registration. The stack itself is left out. */
export function buildTree(resources: readonly RecordedResource[]): ResourceNode[] {
  const childrenOf = new Map<string, RecordedResource[]>();
  const stack = resources.find(({ type }) => type === stackType);
  for (const resource of resources) {
    if (resource === stack) continue;
    const parent = resource.parent === stack?.urn ? "" : resource.parent;
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), resource]);
  }
  const build = (parent: string): ResourceNode[] =>
    (childrenOf.get(parent) ?? []).map((resource) => ({
      kind: resource.read ? "read" : resource.custom ? "create" : "component",
      type: resource.type,
      name: resource.name,
      inputNames: Object.keys(resource.inputs).sort(),
      children: build(resource.urn),
    }));
  return build("");
}
