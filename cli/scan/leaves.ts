import type { Resource } from "../../policies/engine/rule";
import { configMaps } from "../../policies/places/config-maps";
import { variableName, namingKeys, serviceFile } from "../../policies/places/fixes";
import { otherObjects, workloads } from "../../policies/places/kubernetes-objects";
import { placeLeaves, type PlaceLeaf } from "../../policies/places/place";
import type { KubernetesObject } from "./objects";
import { nodeAt, ScalarNode, textAt, toPlain, type MapNode } from "./tree";

/** A value of an object in which no credential may stand. */
export interface ObjectLeaf {
  /** As the guard walks it. */
  leaf: PlaceLeaf;
  /** Where it stands in the file. */
  node: ScalarNode;
  /** Whether only what is certain or likely counts: for places that hold many values and are innocent by nature. */
  onlySure: boolean;
}

/** Every value that the guard would look at, with its place in the file: the walk is the guard's own. */
export function* leavesOf({ kind, body }: KubernetesObject): Generator<ObjectLeaf> {
  const resource: Resource = {
    urn: "",
    type: `kubernetes:any:${kind}`,
    name: "",
    props: toPlain(body) as Resource["props"],
  };
  if (kind === "ConfigMap") {
    yield* located(configMaps.leaves(resource), body, false);
  } else if (kind === "Secret") {
    yield* located(secretLeaves(resource, body), body, true);
  } else {
    yield* located(workloads.leaves(resource), body, false);
    yield* located(otherObjects.leaves(resource), body, true);
  }
}

/** Kubernetes and Helm write these themselves. */
const ownTypes = new Set<unknown>(["kubernetes.io/service-account-token", "helm.sh/release.v1"]);

/** In a cluster a Secret is where a credential belongs. In a file it lies open, in base64 as well. */
function* secretLeaves({ props }: Resource, body: MapNode): Generator<PlaceLeaf> {
  if (nodeAt(body, ["metadata", "uid"]) !== undefined || ownTypes.has(textAt(body, "type"))) return;
  const file = serviceFile(props["metadata"]);
  const fix = (keyPath: PlaceLeaf["keyPath"], inner: PlaceLeaf["keyPath"]): string =>
    `declare ${variableName(namingKeys(keyPath, inner))} in a group of ${file}, whose ExternalSecret writes the Secret, ` +
    "and remove this manifest.";
  yield* placeLeaves(props["stringData"], ["stringData"], { reading: "manifest", fix });
  yield* placeLeaves(props["data"], ["data"], { reading: "manifest", isBase64: true, fix });
}

function* located(leaves: Iterable<PlaceLeaf>, body: MapNode, onlySure: boolean): Generator<ObjectLeaf> {
  for (const leaf of leaves) {
    const node = nodeAt(body, leaf.at ?? leaf.keyPath) ?? body;
    // A whole list of words stands for itself: it has a line, and no text of its own.
    yield { leaf, node: node.kind === "scalar" ? node : new ScalarNode(undefined, node.line), onlySure };
  }
}
