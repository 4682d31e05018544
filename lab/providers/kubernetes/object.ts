import type { Properties } from "../core/values";
import { objectAt, textAt } from "./values";

/** What a kind is known by: `{ group: "apps", version: "v1", kind: "Deployment" }`; the core group is `""`. */
export interface Kind {
  group: string;
  version: string;
  kind: string;
}

/** An object as the API server speaks of it: JSON, whatever its kind. */
export type KubernetesObject = Properties;

/** `"apps/v1"`, and `"v1"` for the core group. */
export function apiVersionOf({ group, version }: Pick<Kind, "group" | "version">): string {
  return group === "" ? version : `${group}/${version}`;
}

/** `"apps/v1/Deployment"`, for messages and tables. */
export function kindName(kind: Kind): string {
  return `${apiVersionOf(kind)}/${kind.kind}`;
}

/**
 * The kind that an object says it is.
 *
 * @throws Error where it says none.
 */
export function kindOf(object: KubernetesObject): Kind {
  const { apiVersion, kind } = object;
  if (typeof apiVersion !== "string" || typeof kind !== "string") {
    throw new Error(
      "The object has no apiVersion or no kind. Write both, for example apiVersion: v1, kind: ConfigMap.",
    );
  }
  const [first = "", second] = apiVersion.split("/");
  const group = second === undefined || first === "core" ? "" : first;
  return { group, version: second ?? first, kind };
}

/**
 * The kind that a type token of the Pulumi package stands for.
 *
 * @param type For example `"kubernetes:apps/v1:Deployment"`.
 * @returns Nothing where the token has another shape.
 */
export function kindOfType(type: string): Kind | undefined {
  const match = /^kubernetes:([^/:]+)\/([^/:]+):([^:]+)$/.exec(type);
  if (!match) return undefined;
  const [, group = "", version = "", kind = ""] = match;
  return { group: group === "core" ? "" : group, version, kind };
}

/** Kubernetes' own groups, whose types the API server decodes: empty values vanish there, in a custom resource they stay. */
export function isBuiltIn({ group }: Kind): boolean {
  return !group.includes(".") || group.endsWith(".k8s.io");
}

/** The object's metadata; an empty object where it has none. */
export const metadataOf = (object: KubernetesObject): Properties => objectAt(object, ["metadata"]);
/** Its name; nothing where it is missing, empty or not known yet. */
export const nameOf = (object: KubernetesObject): string | undefined => textAt(object, ["metadata", "name"]);
export const namespaceOf = (object: KubernetesObject): string | undefined => textAt(object, ["metadata", "namespace"]);

/** The object with other metadata beside its own; a key that is undefined is taken out. */
export function withMetadata(object: KubernetesObject, metadata: Properties): KubernetesObject {
  const merged = Object.entries({ ...metadataOf(object), ...metadata }).filter(([, value]) => value !== undefined);
  return { ...object, metadata: Object.fromEntries(merged) };
}

/** The value of an annotation; nothing where it is missing. */
export function annotationOf(object: KubernetesObject, annotation: string): string | undefined {
  return textAt(object, ["metadata", "annotations", annotation]);
}

/** The id in Pulumi's state: `"namespace/name"`, or the name alone for what has no namespace. */
export function idOf(object: KubernetesObject): string {
  const namespace = namespaceOf(object);
  const name = nameOf(object) ?? "";
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The name and the namespace of an id that `idOf` made. */
export function parseId(id: string): { namespace?: string; name: string } {
  const slash = id.indexOf("/");
  return slash < 0 ? { name: id } : { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}
