import * as fs from "node:fs";
import { parseAllDocuments } from "yaml";
import { ProviderError } from "../core/errors";
import { isObject, type Path, type Value } from "../core/values";
import { annotationOf, apiVersionOf, type Kind, kindOf, type KubernetesObject, nameOf, namespaceOf } from "./object";
import { listAt, objectAt, textAt, withoutNulls } from "./values";

/** An object of a manifest, and where it holds secrets. */
export interface Manifest {
  object: KubernetesObject;
  secrets: Path[];
}

/** What a component expands to. */
export interface Expanded {
  manifests: Manifest[];
  /** For objects that name none. */
  namespace: string;
}

/** Of a source that is a secret, everything but the object's name and kind is one. */
export function contentOf(object: KubernetesObject): Path[] {
  return Object.keys(object)
    .filter((key) => !["apiVersion", "kind", "metadata"].includes(key))
    .map((key) => [key]);
}

/**
 * Reads YAML documents, or JSON ones.
 *
 * @param source Where they come from, for the message.
 * @throws ProviderError for what is no YAML, or no object.
 */
export function parseManifests(text: string, source: string): KubernetesObject[] {
  return [parseAllDocuments(text)].flat().flatMap((document): KubernetesObject[] => {
    const [problem] = document.errors;
    if (problem) throw new ProviderError(`${source} is no YAML: ${problem.message}`);
    const value = withoutNulls((document.toJS({ maxAliasCount: 1000 }) ?? {}) as Value);
    if (!isObject(value))
      throw new ProviderError(`${source} holds something that is no Kubernetes object: write apiVersion and kind.`);
    return Object.keys(value).length > 0 ? [value] : [];
  });
}

/**
 * Reads a file of manifests.
 *
 * @throws ProviderError for an address, because the lab has no internet, and for a file that is not there.
 */
export function readManifests(file: string): KubernetesObject[] {
  if (/^[a-z][a-z+.-]*:\/\//i.test(file)) {
    throw new ProviderError(`the lab does not fetch ${file}: it has no internet. Put the file beside the program.`);
  }
  try {
    return parseManifests(fs.readFileSync(file, "utf8"), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new ProviderError(`the manifest ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** Lists as what is in them, at any depth; a list is no object by itself. */
export function expandLists({ object, secrets }: Manifest): Manifest[] {
  if (!Array.isArray(object["items"]) || !String(textAt(object, ["kind"])).endsWith("List"))
    return [{ object, secrets }];
  return listAt(object, ["items"]).flatMap((item, index) =>
    expandLists({
      object: objectAt(item, []),
      // Where only something above the item is marked, all of it is.
      secrets: secrets.flatMap((path) => (path[0] === "items" && path[1] === index ? [path.slice(2)] : [])),
    }),
  );
}

/** The resource's name in the program: `prefix:namespace/name`. */
export function resourceNameOf(object: KubernetesObject, prefix: string): string {
  const [name, namespace] = [nameOf(object) ?? "", namespaceOf(object)];
  return `${prefix}:${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/**
 * The objects in rounds: each needs only those of the rounds before it. A namespace comes before what stands in it, a
 * definition before what it defines, and what the annotation `config.kubernetes.io/depends-on` names before what names it.
 *
 * @returns Each round's objects, each with those that it needs.
 * @throws ProviderError for objects that need each other.
 */
export function inRounds(manifests: Manifest[]): { manifest: Manifest; needs: Manifest[] }[][] {
  const needs = new Map(
    manifests.map((manifest) => [manifest, manifests.filter((other) => isNeeded(other, manifest))]),
  );
  const rounds: { manifest: Manifest; needs: Manifest[] }[][] = [];
  const done = new Set<Manifest>();
  while (done.size < manifests.length) {
    const round = manifests.filter((item) => !done.has(item) && needs.get(item)!.every((need) => done.has(need)));
    if (round.length === 0) {
      const names = manifests
        .filter((item) => !done.has(item))
        .map(({ object }) => resourceNameOf(object, kindOf(object).kind));
      throw new ProviderError(
        `these objects need each other: ${names.join(", ")}. Take one of their depends-on annotations out.`,
      );
    }
    rounds.push(round.map((manifest) => ({ manifest, needs: needs.get(manifest)! })));
    round.forEach((item) => done.add(item));
  }
  return rounds;
}

function isNeeded({ object: other }: Manifest, { object }: Manifest): boolean {
  if (other === object) return false;
  const kind = kindOf(other);
  if (kind.kind === "Namespace" && kind.group === "") return nameOf(other) === namespaceOf(object);
  if (kind.kind === "CustomResourceDefinition") return defines(other, kindOf(object));
  return dependsOn(object).includes(referenceText(other));
}

function defines(definition: KubernetesObject, { group, kind }: Kind): boolean {
  return textAt(definition, ["spec", "group"]) === group && textAt(definition, ["spec", "names", "kind"]) === kind;
}

function dependsOn(object: KubernetesObject): string[] {
  const written = annotationOf(object, "config.kubernetes.io/depends-on") ?? "";
  return written.split(",").map((reference) => reference.trim());
}

/** `apps/namespaces/team/Deployment/web`; without a namespace `rbac.authorization.k8s.io/ClusterRole/reader`. */
function referenceText(object: KubernetesObject): string {
  const { group, kind } = kindOf(object);
  const namespace = namespaceOf(object);
  const place = namespace === undefined ? [] : ["namespaces", namespace];
  return [group, ...place, kind, nameOf(object) ?? ""].join("/");
}

/** The engine's token for an object: `kubernetes:core/v1:ConfigMap`. */
export function typeOfObject(object: KubernetesObject): string {
  const { group, version, kind } = kindOf(object);
  return `kubernetes:${group === "" ? "core" : group}/${version}:${kind}`;
}

/**
 * Refuses an object that cannot be registered, and writes the core group as Kubernetes does.
 *
 * @throws ProviderError where apiVersion, kind or name are missing.
 */
export function complete({ object, secrets }: Manifest): Manifest {
  const missing = [
    ...["apiVersion", "kind"].filter((key) => typeof object[key] !== "string"),
    ...(nameOf(object) === undefined ? ["metadata.name"] : []),
  ];
  if (missing.length > 0) {
    const what =
      [textAt(object, ["kind"]), nameOf(object)].filter((part) => part !== undefined).join(" ") || "an object";
    throw new ProviderError(`${what} of the manifest has no ${missing.join(" and no ")}: every object needs them.`);
  }
  return { object: { ...object, apiVersion: apiVersionOf(kindOf(object)) }, secrets };
}
