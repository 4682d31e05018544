import { couldNotRead, detectedIn, notKnown } from "../engine/detected";
import { leaves, type KeyPath, type PropertyLeaf } from "../engine/leaves";
import type { Finding, Resource, Rule } from "../engine/rule";
import { Asset, isList, isMap, unknown, type Value, type ValueMap } from "../engine/value";

const configMap = "kubernetes:core/v1:ConfigMap";
// Built from pieces, so that no scanner takes this file for a leak.
const databaseUrl = ["postgres://api:", "n7Kq2vXw9LrT", "@db.internal:5432/api"].join("");
const stripeKey = ["sk_", "live_", "4eC39HqLyjWDarjtT1zdp7dc"].join("");
const sharedSecret = ["9f86d081884c7d65", "9a2feaa0c55ad015"].join("");

const rule: Rule = {
  id: "configmap-secrets",
  description: "ConfigMaps hold no credentials.",
  severity: "high",
  why:
    "A ConfigMap is readable by everyone who may read the namespace, is not encrypted at rest, is copied into manifests " +
    "and backups, and nothing rotates it. An Apple shared secret once sat in one for thirteen months.",
  fix: "Declare the key in a group of services/<service>.ts, and let the workload read it with secretKeyRef.",
  references: [
    "https://kubernetes.io/docs/concepts/configuration/configmap/",
    "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
    "https://cwe.mitre.org/data/definitions/312.html",
  ],
  resource: {
    types: [configMap, `${configMap}List`, `${configMap}Patch`, "kubernetes:*:List"],
    check: (resource) => [...configMapsOf(resource)].flatMap(({ at, props }) => judge(at, props)),
  },
  examples: {
    bad: [
      {
        title: "a database URL with a password",
        resources: [{ type: configMap, name: "api", props: { data: { LOG_LEVEL: "info", DB_URL: databaseUrl } } }],
      },
      {
        title: "a key of a payment provider beside a value that is not known yet",
        resources: [{ type: configMap, name: "api", props: { data: { HOST: unknown, STRIPE_SECRET_KEY: stripeKey } } }],
      },
      {
        title: "a shared secret that only its key gives away",
        resources: [{ type: configMap, name: "api", props: { data: { APPLE_SHARED_SECRET: sharedSecret } } }],
      },
      {
        title: "a password in base64 under binaryData",
        resources: [
          {
            type: configMap,
            name: "api",
            props: { binaryData: { DB_URL: Buffer.from(databaseUrl).toString("base64") } },
          },
        ],
      },
      {
        title: "a ConfigMap that is patched",
        resources: [{ type: `${configMap}Patch`, name: "api", props: { data: { STRIPE_SECRET_KEY: stripeKey } } }],
      },
      {
        title: "a ConfigMap in a list of ConfigMaps",
        resources: [
          {
            type: `${configMap}List`,
            name: "all",
            props: { items: [unknown, { metadata: { name: "api" }, data: { STRIPE_SECRET_KEY: stripeKey } }] },
          },
        ],
      },
      {
        title: "a ConfigMap in a list of many kinds",
        resources: [
          {
            type: "kubernetes:core/v1:List",
            name: "all",
            props: { items: [{ kind: "Service" }, { kind: "ConfigMap", data: { STRIPE_SECRET_KEY: stripeKey } }] },
          },
        ],
      },
      {
        title: "a copy that kubectl apply left in an annotation",
        resources: [
          {
            type: configMap,
            name: "api",
            props: {
              metadata: {
                annotations: {
                  "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({
                    kind: "ConfigMap",
                    data: { STRIPE_SECRET_KEY: stripeKey },
                  }),
                },
              },
            },
          },
        ],
      },
    ],
    good: [
      {
        title: "settings",
        resources: [
          {
            type: configMap,
            name: "api",
            props: {
              data: { LOG_LEVEL: "info", DB_HOST: "db.internal", TOKEN_TTL_SECONDS: "900", PASSWORD_FILE: "/run/db" },
            },
          },
        ],
      },
      {
        title: "a value that is not known yet",
        resources: [{ type: configMap, name: "api", props: { data: { DB_HOST: unknown } } }],
      },
      {
        title: "a Secret, which is not this rule's business",
        resources: [
          { type: "kubernetes:core/v1:Secret", name: "api", props: { stringData: { STRIPE_SECRET_KEY: stripeKey } } },
          {
            type: "kubernetes:core/v1:List",
            name: "all",
            props: {
              items: [{ kind: "Secret", data: { STRIPE_SECRET_KEY: Buffer.from(stripeKey).toString("base64") } }],
            },
          },
        ],
      },
    ],
  },
};
export default rule;

/** A ConfigMap and where it stands: a resource may be one, or a list that holds some. */
interface ConfigMap {
  at: KeyPath;
  props: Value;
}

function* configMapsOf({ type, props }: Resource): Generator<ConfigMap> {
  if (!type.endsWith("List")) {
    yield { at: [], props };
  } else if (isList(props.items)) {
    for (const [index, item] of props.items.entries()) {
      const kind = isMap(item) ? item.kind : item;
      // The items of a ConfigMapList need not say what they are.
      if (type === `${configMap}List` || kind === "ConfigMap" || kind === unknown) {
        yield { at: ["items", index], props: item };
      }
    }
  } else if (props.items !== undefined) {
    yield { at: ["items"], props: props.items };
  }
}

/** Where a value stands in a ConfigMap decides how it is read. */
type Field = "data" | "binaryData" | "annotations";

function judge(at: KeyPath, props: Value): Finding[] {
  if (!isMap(props)) return [notKnown(at)];
  const metadata = isMap(props.metadata) ? props.metadata : {};
  const fields: [Field, Value | undefined, KeyPath][] = [
    ["data", props.data, [...at, "data"]],
    ["binaryData", props.binaryData, [...at, "binaryData"]],
    ["annotations", metadata.annotations, [...at, "metadata", "annotations"]],
  ];
  return fields.flatMap(([field, value, keyPath]) => {
    if (value === unknown) return [notKnown(keyPath)];
    return [...leaves(value, keyPath)].flatMap((leaf) => judgeLeaf(leaf, field, metadata));
  });
}

/** A single value that is not known yet is judged at update, before the ConfigMap is made. A whole field is worth a word. */
function judgeLeaf({ keyPath, value }: PropertyLeaf, field: Field, metadata: ValueMap): Finding[] {
  if (value === unknown || value === null) return [];
  if (value instanceof Asset) return [couldNotRead(keyPath, `it is an ${value.kind}`)];
  const text = field === "binaryData" ? textOf(String(value)) : String(value);
  if (text === undefined) return [couldNotRead(keyPath, "it is not text")];
  const place = field === "annotations" ? "annotation" : "config-map";
  return detectedIn({ keyPath, value: text, place }, ({ inner }) => {
    const declare = `declare ${variableFor(keyPath, inner, field)} in a group of ${serviceFile(metadata)}`;
    return field === "annotations"
      ? `${declare}, read it with secretKeyRef, and remove the annotation.`
      : `${declare}, and read it with secretKeyRef.`;
  });
}

/** Decodes base64. Not text: undefined. */
function textOf(base64: string): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(base64, "base64"));
  } catch {
    return undefined;
  }
}

/** `spring.datasource.password` in a file becomes SPRING_DATASOURCE_PASSWORD; a key of its own keeps its name. */
function variableFor(leaf: KeyPath, inner: KeyPath, field: Field): string {
  const steps = inner.filter((step) => typeof step === "string");
  // An annotation holds a whole manifest: its outer keys belong to Kubernetes.
  const words = field === "annotations" ? steps.slice(-1) : steps;
  const name = (words.length > 0 ? words.join("_") : String(leaf.at(-1))).replace(/[^A-Za-z0-9]+/g, "_");
  return /^[A-Za-z]\w{0,99}$/.test(name) ? name.toUpperCase() : "it";
}

function serviceFile({ labels, name }: ValueMap): string {
  const service = isMap(labels) ? (labels["app.kubernetes.io/name"] ?? name) : name;
  const isName = typeof service === "string" && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(service);
  return `services/${isName ? service : "<service>"}.ts`;
}
