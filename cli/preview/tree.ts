import type { ResourceNode } from "../../report/preview-report";
import { isDefaultProvider } from "./default-provider";
import type { RecordedResource } from "./resources";
import { stackType } from "./resources";

/** Hangs every resource below its parent, in the order of registration. The stack itself and default providers are left
 * out, as in the CLI's own tree. */
export function buildTree(resources: readonly RecordedResource[]): ResourceNode[] {
  const childrenOf = new Map<string, RecordedResource[]>();
  const stack = resources.find(({ type }) => type === stackType);
  for (const resource of resources) {
    if (resource === stack || isDefaultProvider(resource)) continue;
    const parent = resource.parent === stack?.urn ? "" : resource.parent;
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), resource]);
  }
  const build = (parent: string): ResourceNode[] =>
    (childrenOf.get(parent) ?? []).map((resource) => ({
      kind: kindOf(resource),
      type: resource.type,
      name: resource.name,
      inputNames: Object.keys(resource.inputs).sort(),
      children: build(resource.urn),
    }));
  return build("");
}

function kindOf({ read, custom, imported }: RecordedResource): ResourceNode["kind"] {
  if (read) return "read";
  if (!custom) return "component";
  return imported ? "import" : "create";
}
