import type { KeyPath } from "../engine/leaves";
import type { Resource } from "../engine/rule";
import { isList, isMap, type ValueMap } from "../engine/value";

/** A Kubernetes object, and where it stands: a resource is one, or a list that holds some. */
export interface Manifest {
  /** For example `"Deployment"`, for a `DeploymentPatch` too. */
  kind: string;
  /** The keys that lead to it: none, or `["items", 0]`. */
  at: KeyPath;
  body: ValueMap;
}

/** The list that may hold any kind. */
export const anyListType = "kubernetes:core/v1:List";

/**
 * Every type under which the Kubernetes provider knows some kinds: alone, as a patch and as a list.
 *
 * @example typesOf({ "batch/v1": ["Job"] }) // kubernetes:batch/v1:Job, ...:JobPatch, ...:JobList
 */
export function typesOf(kinds: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(kinds).flatMap(([version, names]) =>
    names.flatMap((kind) => ["", "Patch", "List"].map((form) => `kubernetes:${version}:${kind}${form}`)),
  );
}

/**
 * The objects that a resource stands for. Items of a list that are not known yet are left out: a resource is judged again,
 * with everything known, before it is made.
 */
export function* manifestsOf({ type, props }: Resource): Generator<Manifest> {
  yield* expand(type.slice(type.lastIndexOf(":") + 1), [], props);
}

function* expand(kind: string, at: KeyPath, body: ValueMap): Generator<Manifest> {
  if (!kind.endsWith("List")) {
    yield { kind: kind.replace(/Patch$/, ""), at, body };
    return;
  }
  if (!isList(body.items)) return;
  for (const [index, item] of body.items.entries()) {
    if (!isMap(item)) continue;
    // The items of a DeploymentList need not say what they are.
    const itemKind = typeof item.kind === "string" ? item.kind : kind.slice(0, -"List".length);
    yield* expand(itemKind, [...at, "items", index], item);
  }
}

/** A property that is a map, or an empty one where it is missing or not known. */
export function mapAt(value: ValueMap, ...keys: string[]): ValueMap {
  let found = value;
  for (const key of keys) {
    const next = found[key];
    found = isMap(next) ? next : {};
  }
  return found;
}

/** A name as it may be printed. What is no name could be anything, so only its kind is told. */
export function printableName(name: unknown): string {
  return typeof name === "string" && /^[\w.-]{1,253}$/.test(name) ? name : "(a name that is not known)";
}
