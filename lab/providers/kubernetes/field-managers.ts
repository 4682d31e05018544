import { isObject, type Properties, type Value } from "../core/values";
import type { Cluster } from "./cluster";
import { referenceOf } from "./cluster";
import type { KubernetesObject } from "./object";
import { at, listAt, objectAt, textAt } from "./values";

/** The owner of what is created: as the vendor's provider calls itself. */
export const creator = "pulumi-kubernetes";

// Source: fixCSAFieldManagers in provider/pkg/await/await.go of github.com/pulumi/pulumi-kubernetes.
const predecessors: [manager: string, operation: string][] = [
  ["kubectl", "Apply"],
  ["kubectl", "Update"],
  ["before-first-apply", "Update"],
  [creator, "Update"],
];

/**
 * Hands the fields of an object's creator over to the owner that applies from now on. Without it, a field that is taken out
 * of the program would stay for ever, because its creator still holds it.
 *
 * @returns The object as it is afterwards.
 */
export async function adoptFields(
  live: KubernetesObject,
  fieldManager: string,
  cluster: Cluster,
): Promise<KubernetesObject> {
  const entries = listAt(live, ["metadata", "managedFields"]);
  const adopted = entries.filter((entry) => isPredecessor(entry));
  if (adopted.length === 0) return live;
  const own = entries.find((entry) => isOwn(entry, fieldManager)) ?? adopted[0]!;
  const fields = [own, ...adopted].map((entry) => objectAt(entry, ["fieldsV1"])).reduce(merge);
  const { time: _time, ...kept } = objectAt(own, []);
  const merged = { ...kept, manager: fieldManager, operation: "Apply", fieldsV1: fields };
  const others = entries.filter((entry) => !isPredecessor(entry) && !isOwn(entry, fieldManager));
  const resourceVersion = at(live, ["metadata", "resourceVersion"]);
  return cluster.patch(referenceOf(live), [
    { op: "replace", path: "/metadata/managedFields", value: [...others, merged] },
    // Somebody else may have written in between.
    { op: "replace", path: "/metadata/resourceVersion", value: resourceVersion },
  ]);
}

/** Whether an owner holds a field, by a path without positions such as `["spec", "replicas"]`. */
export function owns(live: KubernetesObject, path: string[], owner: (manager: string) => boolean): boolean {
  const place = path.map((key) => `f:${key}`);
  return listAt(live, ["metadata", "managedFields"]).some(
    (entry) => owner(textAt(entry, ["manager"]) ?? "") && at(entry, ["fieldsV1", ...place]) !== undefined,
  );
}

function isPredecessor(entry: Value): boolean {
  // What stands under a subresource, such as the status, is somebody else's business.
  if (textAt(entry, ["subresource"]) !== undefined) return false;
  return predecessors.some(
    ([manager, operation]) => textAt(entry, ["manager"]) === manager && textAt(entry, ["operation"]) === operation,
  );
}

function isOwn(entry: Value, fieldManager: string): boolean {
  return textAt(entry, ["manager"]) === fieldManager && textAt(entry, ["operation"]) === "Apply";
}

function merge(one: Properties, other: Properties): Properties {
  const merged = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const below = merged[key];
    merged[key] = isObject(below) && isObject(value) ? merge(below, value) : value;
  }
  return merged;
}
