import { type Decoded, isObject, type Path, type Properties, type Value } from "../core/values";

/**
 * What stands at a path.
 *
 * @param path Keys and positions, for example `["status", "conditions", 0]`.
 * @returns Nothing where the path leads nowhere.
 */
export function at(value: Value, path: Path): Value {
  let found = value;
  for (const step of path) {
    if (Array.isArray(found) && typeof step === "number") found = found[step];
    else if (isObject(found) && typeof step === "string") found = valueOf(found, step);
    else return undefined;
  }
  return found;
}

function valueOf(object: Properties, key: string): Value {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The object at a path, empty where there is none. */
export function objectAt(value: Value, path: Path): Properties {
  const found = at(value, path);
  return isObject(found) ? found : {};
}

/** The list at a path, empty where there is none. */
export function listAt(value: Value, path: Path): Value[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}

/** The text at a path; nothing where it is missing, empty or not known yet. */
export function textAt(value: Value, path: Path): string | undefined {
  const found = at(value, path);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** The value without the keys whose value is null: to Kubernetes they are keys that were never written. */
export function withoutNulls(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutNulls(item)]));
}

/**
 * Where the secrets stand in what came of some inputs: where they stood in the inputs, and in a Secret all its data, whatever
 * the inputs say. A list with a secret in it is a secret as a whole, because the server may reorder it.
 *
 * Source: annotateSecrets and checkpointObject in provider/pkg/provider/provider.go of github.com/pulumi/pulumi-kubernetes.
 *
 * @param object The inputs that were completed, or the object that came of them.
 * @param inputs The inputs as the engine gave them.
 */
export function secretsOf(object: Properties, { values, secrets }: Decoded): Path[] {
  const carried = secrets.map((path) => {
    const list = path.findIndex((step) => typeof step === "number");
    return list < 0 ? path : path.slice(0, list);
  });
  const isSecret = object["kind"] === "Secret" || values["kind"] === "Secret";
  return isSecret ? [...carried, ["data"], ["stringData"]] : carried;
}

// A definition's schema has keys with dashes, which Pulumi's languages write with underscores.
const dashed = [
  "x-kubernetes-embedded-resource",
  "x-kubernetes-int-or-string",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-list-type",
  "x-kubernetes-map-type",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-validations",
];
const toDash = new Map(dashed.map((key) => [key.replaceAll("-", "_"), key]));
const toUnderscore = new Map(dashed.map((key) => [key, key.replaceAll("-", "_")]));

/** The value with its keys as Kubernetes writes them: `x_kubernetes_validations` becomes `x-kubernetes-validations`. */
export const asKubernetes = (value: Properties): Properties => renamed(value, toDash);

/** The value with its keys as Pulumi writes them, the other way round. */
export const asPulumi = (value: Properties): Properties => renamed(value, toUnderscore);

function renamed(value: Properties, names: Map<string, string>): Properties {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [names.get(key) ?? key, walk(inner)]));

  function walk(item: Value): Value {
    if (Array.isArray(item)) return item.map(walk);
    return isObject(item) ? renamed(item, names) : item;
  }
}
