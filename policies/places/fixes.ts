import type { KeyPath } from "../engine/leaves";
import { isMap, type Value, type ValueMap } from "../engine/value";

/**
 * The name under which a credential should be declared: `spring.datasource.password` in a file becomes
 * SPRING_DATASOURCE_PASSWORD, a key of its own keeps its name, and what makes no name is "it".
 *
 * @param keys The keys that name it, innermost last.
 */
export function variableName(keys: KeyPath): string {
  const steps = keys.filter((step) => typeof step === "string");
  const name = steps
    .join("_")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return /^[A-Za-z]\w{0,99}$/.test(name) ? name.toUpperCase() : "it";
}

/** The keys inside an opened value, or the last key where it was not opened. */
export function namingKeys(leaf: KeyPath, inner: KeyPath): KeyPath {
  const inside = inner.filter((step) => typeof step === "string");
  return inside.length > 0 ? inside : leaf.slice(-1);
}

/** The file that declares the service of a Kubernetes object, from its recommended label or its name. */
export function serviceFile(metadata: Value | undefined): string {
  const { labels, name }: ValueMap = isMap(metadata) ? metadata : {};
  const service = isMap(labels) ? (labels["app.kubernetes.io/name"] ?? name) : name;
  const isName = typeof service === "string" && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(service);
  return `services/${isName ? service : "<service>"}.ts`;
}
