import type { Resource } from "../engine/rule";
import { isList, isMap, unknown, type Value, type ValueMap } from "../engine/value";
import { anyListType, manifestsOf, mapAt, typesOf } from "./manifests";

const kinds = ["ExternalSecret", "ClusterExternalSecret"];

/** Every type of resource that lets External Secrets Operator write a Secret, lists included. */
export const externalSecretTypes: readonly string[] = [
  ...typesOf({ "external-secrets.io/v1": kinds, "external-secrets.io/v1beta1": kinds }),
  anyListType,
];

/** A Secret that External Secrets Operator keeps up to date. */
export interface SynchronizedSecret {
  /** For example `"ExternalSecret api-secrets"`: what writes it. */
  writer: string;
  name: Value | undefined;
  /** Absent: in whichever namespaces a ClusterExternalSecret selects. */
  namespaces?: readonly (Value | undefined)[];
  /** The annotations that the operator gives the Secret. */
  annotations: Value | undefined;
}

/**
 * The Secrets that a resource keeps up to date. One that is written once, and one that is no Secret, are left out.
 *
 * Source: `ExternalSecretSpec` in https://external-secrets.io/latest/api/spec/
 */
export function* synchronizedSecretsOf(resource: Resource): Generator<SynchronizedSecret> {
  for (const { kind, body } of manifestsOf(resource)) {
    if (!kinds.includes(kind)) continue;
    const metadata = mapAt(body, "metadata");
    const own = mapAt(body, "spec");
    const isCluster = kind === "ClusterExternalSecret";
    const spec = isCluster ? mapAt(own, "externalSecretSpec") : own;
    const target = mapAt(spec, "target");
    if (!staysSynchronized(spec, target)) continue;
    const ownName = isCluster ? (own.externalSecretName ?? metadata.name) : metadata.name;
    yield {
      writer: `${kind} ${typeof metadata.name === "string" ? metadata.name : resource.name}`,
      name: spec.target === unknown ? unknown : (target.name ?? ownName),
      ...namespacesOf(isCluster, own, metadata),
      // Without a template the operator copies its own object's annotations.
      annotations: isMap(target.template)
        ? mapAt(target, "template", "metadata").annotations
        : (target.template ?? (isCluster ? mapAt(own, "externalSecretMetadata") : metadata).annotations),
    };
  }
}

function staysSynchronized({ refreshPolicy, refreshInterval }: ValueMap, target: ValueMap): boolean {
  if (target.manifest !== undefined || target.creationPolicy === "None" || target.immutable === true) return false;
  return refreshPolicy !== "CreatedOnce" && !isZero(refreshInterval);
}

/** `0`, `"0s"` and `"0h0m0s"` mean: never again. */
function isZero(interval: Value | undefined): boolean {
  return interval === 0 || (typeof interval === "string" && /^0[0a-zµ.]*$/.test(interval));
}

function namespacesOf(isCluster: boolean, own: ValueMap, metadata: ValueMap): Pick<SynchronizedSecret, "namespaces"> {
  if (!isCluster) return { namespaces: [metadata.namespace] };
  const selects = own.namespaceSelector !== undefined || own.namespaceSelectors !== undefined;
  return isList(own.namespaces) && !selects ? { namespaces: own.namespaces } : {};
}
