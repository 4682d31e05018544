import { quantityToScalar } from "@kubernetes/client-node/dist/util.js";
import { isDeepStrictEqual } from "node:util";
import { isKnown, isObject, type Path, type Properties, type Value } from "../core/values";
import { isBuiltIn, type Kind, kindName, type KubernetesObject } from "./object";
import { objectAt, withoutNulls } from "./values";

/** What changes at one place. */
export interface Change {
  path: Path;
  kind: "add" | "delete" | "update";
}

/**
 * The live object in the shape of the inputs: what the server and others added is left out.
 *
 * Source: pruneLiveState in provider/pkg/provider of github.com/pulumi/pulumi-kubernetes.
 */
export function prune(live: Properties, shape: Properties): Properties {
  const kept: Properties = {};
  for (const [key, wanted] of Object.entries(shape)) {
    const found = live[key];
    if (found !== undefined) kept[key] = pruneValue(found, wanted);
  }
  return kept;
}

function pruneValue(live: Value, shape: Value): Value {
  if (isObject(live) && isObject(shape)) return prune(live, shape);
  if (Array.isArray(live) && Array.isArray(shape)) {
    return live.map((item, index) => (index < shape.length ? pruneValue(item, shape[index] ?? null) : item));
  }
  return live;
}

const readOnly = new Set([
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "uid",
]);

/** The inputs as the server will keep them: no nulls, nothing that only the server writes, a Secret's text as base64. */
export function normalize(inputs: KubernetesObject): KubernetesObject {
  const object = objectAt(withoutNulls(inputs), []);
  const metadata = Object.entries(objectAt(object, ["metadata"])).filter(([key]) => !readOnly.has(key));
  if (isObject(object["metadata"])) object["metadata"] = Object.fromEntries(metadata);

  const { apiVersion, kind, stringData, ...others } = object;
  if (apiVersion !== "v1" || kind !== "Secret" || !isObject(stringData) || !isKnown(stringData)) return object;
  const encoded = Object.entries(stringData).map(([key, value]): [string, Value] => [key, base64(value)]);
  return { apiVersion, kind, ...others, data: { ...objectAt(object, ["data"]), ...Object.fromEntries(encoded) } };
}

function base64(value: Value): Value {
  return typeof value === "string" ? Buffer.from(value, "utf8").toString("base64") : value;
}

/**
 * What an update would change.
 *
 * @param before The live object, pruned to the shape of the last inputs.
 * @param after The new inputs, normalized. A value that is not known yet counts as a change.
 */
export function changesBetween(kind: Kind, before: KubernetesObject, after: KubernetesObject): Change[] {
  const changes: Change[] = [];
  walk([], before, after);
  return changes;

  function walk(path: Path, one: Value, other: Value): void {
    if (isObject(one) && isObject(other)) {
      const [left, right]: Properties[] = [one, other];
      for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
        walk([...path, key], left?.[key], right?.[key]);
      }
    } else if (Array.isArray(one) && Array.isArray(other)) {
      for (let index = 0; index < Math.max(one.length, other.length); index++) {
        walk([...path, index], one[index], other[index]);
      }
    } else if (!meansTheSame(kind, path, one, other)) {
      changes.push({ path, kind: one === undefined ? "add" : other === undefined ? "delete" : "update" });
    }
  }
}

function meansTheSame(kind: Kind, path: Path, one: Value, other: Value): boolean {
  if (!isKnown(other)) return false;
  if (isDeepStrictEqual(one, other)) return true;
  if (!isBuiltIn(kind)) return false;
  // The server drops what is empty, and writes what it takes for another spelling of the same.
  if (one === undefined || one === null)
    return isEmpty(other) && !(kindName(kind) === "v1/ConfigMap" && path[0] === "data");
  return sameQuantity(path, one, other);
}

function isEmpty(value: Value): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isObject(value)) return Object.values(value).every(isEmpty);
  return value === undefined || value === null || value === "" || value === false || value === 0;
}

const quantities = new Set([
  "requests",
  "limits",
  "hard",
  "capacity",
  "overhead",
  "min",
  "max",
  "default",
  "defaultRequest",
]);

/** `1000m` and `1` are the same amount of CPU. */
function sameQuantity(path: Path, one: Value, other: Value): boolean {
  const place = path[path.length - 2];
  const isQuantity = (typeof place === "string" && quantities.has(place)) || path[path.length - 1] === "sizeLimit";
  if (!isQuantity || !isAmount(one) || !isAmount(other)) return false;
  try {
    return quantityToScalar(String(one)) === quantityToScalar(String(other));
  } catch {
    return false;
  }
}

function isAmount(value: Value): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** The place as Pulumi writes it: `spec.template.spec.containers[0].image`, `metadata.annotations["a.b/c"]`. */
export function writePath(path: Path): string {
  return path.reduce<string>((written, step) => {
    if (typeof step === "number") return `${written}[${step}]`;
    if (/[."[\]]/.test(step)) return `${written}["${step.replaceAll('"', '\\"')}"]`;
    return written === "" ? step : `${written}.${step}`;
  }, "");
}

/**
 * Whether a change lies at or below a place that the program wants ignored.
 *
 * @param ignored As `ignoreChanges` writes it: `metadata.annotations["a.b/c"]`, `spec.containers[*].image`.
 */
export function isIgnored(path: Path, ignored: readonly string[]): boolean {
  return ignored.some((place) => {
    const steps = parsePath(place);
    return steps.length <= path.length && steps.every((step, index) => step === "*" || step === String(path[index]));
  });
}

/** The keys, positions and `*` of a place as `ignoreChanges` writes it. */
export function parsePath(place: string): string[] {
  return [...place.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g)].map(
    ([, quoted, position, key]) => quoted?.replaceAll('\\"', '"') ?? position ?? key ?? "",
  );
}
