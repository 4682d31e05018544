import { formatKeyPath } from "../engine/key-path";
import { notKnown } from "../engine/detected";
import type { KeyPath } from "../engine/leaves";
import type { Example, ExampleResource, Finding, Resource, Rule } from "../engine/rule";
import { isMap, unknown, type Value, type ValueMap } from "../engine/value";
import { externalSecretTypes } from "../kubernetes/external-secrets";
import { manifestsOf, mapAt } from "../kubernetes/manifests";

const externalSecret = "kubernetes:external-secrets.io/v1:ExternalSecret";
const clusterExternalSecret = "kubernetes:external-secrets.io/v1:ClusterExternalSecret";
const release = "kubernetes:helm.sh/v3:Release";
/** A chart that the provider expands: its values decide what its children are. */
const charts = [release, "kubernetes:helm.sh/v3:Chart", "kubernetes:helm.sh/v4:Chart"];
const configMap = { apiVersion: "v1", kind: "ConfigMap" };

const rule: Rule = {
  id: "external-secret-target",
  description: "External Secrets Operator writes Secrets, and nothing else.",
  severity: "high",
  why:
    "With generic targets an ExternalSecret copies secrets into a ConfigMap or any other object, readable by everyone who " +
    "may read the namespace: the incident again, kept up to date by an operator.",
  fix:
    "Remove spec.target.manifest, and let the workload read the Secret. Leave genericTargets.enabled of the operator's chart " +
    "at false: then no ExternalSecret can do it.",
  references: [
    "https://external-secrets.io/latest/guides/targeting-custom-resources/",
    "https://external-secrets.io/latest/api/externalsecret/",
    "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
  ],
  resource: {
    types: [...externalSecretTypes, ...charts],
    check: (resource) => (charts.includes(resource.type) ? judgeChart(resource) : judgeTargets(resource)),
  },
  examples: {
    bad: [
      example("a ConfigMap", { name: "settings", manifest: configMap }),
      example("a ConfigMap, beside a name that is not known yet", { name: unknown, manifest: configMap }),
      example("an object of some other kind", {
        manifest: { apiVersion: "argoproj.io/v1alpha1", kind: "Application" },
      }),
      {
        title: "a ConfigMap in many namespaces",
        resources: [
          {
            type: clusterExternalSecret,
            name: "all",
            props: { spec: { externalSecretSpec: { target: { manifest: configMap } } } },
          },
        ],
      },
      {
        title: "a ConfigMap by an ExternalSecret in a list",
        resources: [
          {
            type: "kubernetes:core/v1:List",
            name: "all",
            props: { items: [unknown, { kind: "ExternalSecret", spec: { target: { manifest: configMap } } }] },
          },
        ],
      },
      {
        title: "an operator that may write anything",
        resources: [operator({ genericTargets: { enabled: true }, replicaCount: unknown })],
      },
      {
        title: "a kind that is not known yet",
        level: "advisory",
        resources: [external({ manifest: { apiVersion: "v1", kind: unknown } })],
      },
    ],
    good: [
      example("a Secret", { name: "api", creationPolicy: "Owner", template: { type: "Opaque" } }),
      example("a Secret, said as a manifest", { manifest: { apiVersion: "v1", kind: "Secret" } }),
      example("a target that is not known yet", unknown),
      {
        title: "an operator that writes Secrets",
        resources: [operator({ genericTargets: { enabled: false } }), operator({ replicaCount: 2 }, "other")],
      },
      {
        title: "a chart with a switch of the same name",
        resources: [
          {
            type: release,
            name: "router",
            props: { chart: "message-router", values: { genericTargets: { enabled: true } } },
          },
        ],
      },
    ],
  },
};
export default rule;

const fix = "remove spec.target.manifest, and let the workload read the Secret with secretKeyRef.";

function judgeTargets(resource: Resource): Finding[] {
  return [...manifestsOf(resource)].flatMap(({ kind, at, body }) => {
    if (kind !== "ExternalSecret" && kind !== "ClusterExternalSecret") return [];
    const within = kind === "ExternalSecret" ? ["spec", "target"] : ["spec", "externalSecretSpec", "target"];
    const { name } = mapAt(body, "metadata");
    const writer = `${kind} ${typeof name === "string" && name !== "" ? name : resource.name}`;
    return judgeManifest(mapAt(body, ...within).manifest, [...at, ...within, "manifest"], writer);
  });
}

/** The kind decides, not the version: a ConfigMap is one in any. */
function judgeManifest(manifest: Value | undefined, at: KeyPath, writer: string): Finding[] {
  if (manifest === undefined || manifest === null) return [];
  const { kind = null } = isMap(manifest) ? manifest : {};
  if (manifest === unknown || kind === unknown) return [notKnown(at)];
  if (kind === "Secret") return [];
  const keyPath = formatKeyPath(at);
  const isName = typeof kind === "string" && /^[A-Za-z]{1,63}$/.test(kind);
  const what = isName ? `a ${kind}` : "an object that is no Secret";
  return [{ level: "mandatory", keyPath, text: `${writer} writes secrets into ${what} (${keyPath}).`, fix }];
}

function judgeChart({ name, props }: Resource): Finding[] {
  const enabled = mapAt(props, "values", "genericTargets").enabled;
  if (enabled !== true || typeof props.chart !== "string" || !/(^|\/)external-secrets\/?$/.test(props.chart)) return [];
  const keyPath = "values.genericTargets.enabled";
  const text = `${name} lets External Secrets Operator write secrets into objects of any kind (${keyPath}).`;
  return [{ level: "mandatory", keyPath, text, fix: `leave out ${keyPath}: its default is false.` }];
}

function example(title: string, target: Value): Example {
  return { title, resources: [external(target)] };
}

function external(target: Value): ExampleResource {
  const spec: ValueMap = {
    refreshInterval: "1h",
    target,
    data: [{ secretKey: "A", remoteRef: { key: "prod/api/app" } }],
  };
  return { type: externalSecret, name: "api", props: { metadata: { name: "api", namespace: "api" }, spec } };
}

function operator(values: ValueMap, name = "operator"): ExampleResource {
  return { type: release, name, props: { chart: "external-secrets", version: "2.9.0", values } };
}
