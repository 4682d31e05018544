import type { Resource, StackResource } from "../engine/rule";
import { isMap, type Value } from "../engine/value";
import { manifestsOf, mapAt, typesOf } from "../kubernetes/manifests";
import { workloadsOf, workloadTypes } from "../kubernetes/workloads";

const stores = ["SecretStore", "ClusterSecretStore"];
const generators = ["VaultDynamicSecret", "ClusterGenerator"];
const manifestTypes = typesOf({
  "external-secrets.io/v1": stores,
  "external-secrets.io/v1beta1": stores,
  "generators.external-secrets.io/v1alpha1": generators,
});
const helmTypes = ["kubernetes:helm.sh/v3:Release", "kubernetes:helm.sh/v3:Chart", "kubernetes:helm.sh/v4:Chart"];
/** Vault's own operator: every kind of its group. */
const operatorPrefix = "kubernetes:secrets.hashicorp.com/";
const hostedType = "hcp:index/vaultCluster:VaultCluster";
const providerType = "pulumi:providers:vault";

/** The types of resources that can use Vault. */
export const vaultTypes: readonly string[] = [
  ...manifestTypes,
  ...helmTypes,
  `${operatorPrefix}*`,
  hostedType,
  providerType,
  "vault:*",
  ...workloadTypes,
];

/** Charts that run Vault, its successor by the same code, or what reads from it. */
const charts = new Set(["vault", "openbao", "vault-operator", "vault-secrets-operator"]);

/** On a pod: Vault's injector puts a container beside its own, which fetches at start. */
const injectAnnotation = "vault.hashicorp.com/agent-inject";

/** A place where a stack uses Vault. */
export interface VaultUse {
  urn: string;
  /** For example `"ClusterSecretStore vault"`. */
  what: string;
  /** Only a store has to say why by itself. Everything else is covered by a store of the stack that does. */
  isStore: boolean;
  /** What it can say itself; absent where a resource has no annotations. */
  annotations?: Value;
}

/** Every use of Vault in a resource. */
export function* vaultUsesOf(resource: StackResource): Generator<VaultUse> {
  const { urn, type, name } = resource;
  if (type === hostedType || type === providerType || type.startsWith("vault:")) {
    yield { urn, what: `${type} ${name}`, isStore: false };
  } else if (helmTypes.includes(type)) {
    if (isVaultChart(resource.props.chart)) yield { urn, what: `The chart ${name}`, isStore: false };
  } else if (workloadTypes.includes(type) && !type.endsWith("List")) {
    yield* injectedWorkloads(resource);
  } else if (manifestTypes.includes(type) || type.startsWith(operatorPrefix) || workloadTypes.includes(type)) {
    yield* manifests(resource);
    yield* injectedWorkloads(resource);
  }
}

function* manifests(resource: StackResource): Generator<VaultUse> {
  const { urn, type, name } = resource;
  for (const { kind, body } of manifestsOf(resource)) {
    const spec = mapAt(body, "spec");
    const isStore = stores.includes(kind) && mapAt(spec, "provider").vault !== undefined;
    const isGenerator =
      kind === "VaultDynamicSecret" || (kind === "ClusterGenerator" && spec.kind === "VaultDynamicSecret");
    if (!isStore && !isGenerator && !type.startsWith(operatorPrefix)) continue;
    const metadata = mapAt(body, "metadata");
    const known = typeof metadata.name === "string" ? metadata.name : name;
    yield { urn, what: `${kind} ${known}`, isStore, ...given(metadata.annotations) };
  }
}

function* injectedWorkloads(resource: Resource): Generator<VaultUse> {
  for (const { kind, metadata, podMetadata } of workloadsOf(resource)) {
    const onPod = podMetadata.annotations;
    if (!isMap(onPod) || onPod[injectAnnotation] !== "true") continue;
    const known = typeof metadata.name === "string" ? metadata.name : resource.name;
    yield { urn: resource.urn, what: `${kind} ${known}`, isStore: false, ...given(metadata.annotations) };
  }
}

function given(annotations: Value | undefined): Pick<VaultUse, "annotations"> {
  return { annotations: annotations ?? {} };
}

/** `vault`, `hashicorp/vault`, `oci://registry.example.com/charts/vault` or `./charts/vault-0.30.0.tgz`. */
function isVaultChart(chart: Value | undefined): boolean {
  if (typeof chart !== "string") return false;
  const last = chart.replace(/\/+$/, "").split("/").at(-1)!;
  return charts.has(last.replace(/-v?\d+\.\d+[\w.+-]*$/, ""));
}
