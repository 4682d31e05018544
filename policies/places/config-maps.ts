import type { KeyPath } from "../engine/leaves";
import { isList, isMap, unknown, type Value } from "../engine/value";
import type { Resource } from "../engine/rule";
import { namingKeys, serviceFile, variableName } from "./fixes";
import { placeLeaves, type Place, type PlaceLeaf } from "./place";

/**
 * The values and annotations of ConfigMaps: alone, as a patch, in lists of ConfigMaps and in lists of many kinds, lists in
 * lists included. The version does not matter: a CustomResource can name it otherwise, `v1:ConfigMap` instead of `core/v1:ConfigMap`.
 */
export const configMaps: Place = {
  types: ["", "List", "Patch"].map((form) => `kubernetes:*:ConfigMap${form}`).concat("kubernetes:*:List"),
  leaves: function* ({ type, props }: Resource) {
    for (const { at, body } of expand(type.slice(type.lastIndexOf(":") + 1), [], props)) yield* leavesOf(at, body);
  },
};

/** A ConfigMap and where it stands: a resource may be one, or a list that holds some. */
interface ConfigMap {
  at: KeyPath;
  body: Value;
}

function* expand(kind: Value | undefined, at: KeyPath, body: Value): Generator<ConfigMap> {
  if (kind === "ConfigMap" || kind === "ConfigMapPatch") yield { at, body };
  if (typeof kind !== "string" || !kind.endsWith("List") || !isMap(body)) return;
  const { items } = body;
  if (items === unknown) yield { at: [...at, "items"], body: unknown };
  if (!isList(items)) return;
  for (const [index, item] of items.entries()) {
    // The items of a ConfigMapList need not say what they are.
    const given = isMap(item) ? item.kind : undefined;
    const own = kind === "ConfigMapList" || item === unknown || given === unknown ? "ConfigMap" : given;
    yield* expand(own, [...at, "items", index], item);
  }
}

function* leavesOf(at: KeyPath, body: Value): Generator<PlaceLeaf> {
  if (!isMap(body)) {
    yield { keyPath: at, value: unknown, reading: "config-map", isField: true, fix: () => "" };
    return;
  }
  const service = serviceFile(body.metadata);
  const metadata = isMap(body.metadata) ? body.metadata : {};
  const declare = (keys: KeyPath) => `declare ${variableName(keys)} in a group of ${service}`;
  const values = (keyPath: KeyPath, inner: KeyPath) =>
    `${declare(namingKeys(keyPath, inner))}, and read it with secretKeyRef.`;
  // An annotation holds a whole manifest: its outer keys belong to Kubernetes.
  const annotations = (keyPath: KeyPath, inner: KeyPath) =>
    `${declare(namingKeys(keyPath, inner).slice(-1))}, read it with secretKeyRef, and remove the annotation.`;

  yield* field(body.data, [...at, "data"], { reading: "config-map", fix: values });
  yield* field(body.binaryData, [...at, "binaryData"], { reading: "config-map", isBase64: true, fix: values });
  yield* field(metadata.annotations, [...at, "metadata", "annotations"], { reading: "annotation", fix: annotations });
}

function* field(
  value: Value | undefined,
  at: KeyPath,
  common: Parameters<typeof placeLeaves>[2],
): Generator<PlaceLeaf> {
  for (const leaf of placeLeaves(value, at, common)) {
    yield leaf.keyPath.length === at.length ? { ...leaf, isField: true } : leaf;
  }
}
