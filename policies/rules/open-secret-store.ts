import { formatKeyPath } from "../engine/key-path";
import { notKnown } from "../engine/detected";
import type { Example, ExampleResource, Finding, Rule } from "../engine/rule";
import { isList, unknown, type Value, type ValueMap } from "../engine/value";
import {
  opennessOf,
  secretStoresOf,
  secretStoreTypes,
  staticCredentialsOf,
  type DeclaredStore,
} from "../kubernetes/secret-stores";

const clusterStore = "kubernetes:external-secrets.io/v1:ClusterSecretStore";
const ownStore = "kubernetes:external-secrets.io/v1:SecretStore";
const api = [{ namespaces: ["api"] }];
const keys = {
  accessKeyIDSecretRef: { name: "aws", key: "id" },
  secretAccessKeySecretRef: { name: "aws", key: "key" },
};

const rule: Rule = {
  id: "open-secret-store",
  description: "A secret store serves only who it names, and without static keys.",
  severity: "high",
  why:
    "A ClusterSecretStore without conditions reads for every namespace: whoever may write an ExternalSecret anywhere in the " +
    "cluster gets whatever the store can read. Static keys do the same for whoever finds them.",
  fix:
    "Name the namespaces under spec.conditions, and let the store take a role: SecretStore in this project writes both. In " +
    "another program, sign in with a service account (IRSA, EKS Pod Identity, workload identity).",
  references: [
    "https://external-secrets.io/latest/api/clustersecretstore/",
    "https://external-secrets.io/latest/guides/security-best-practices/",
    "https://external-secrets.io/latest/provider/aws-access/",
  ],
  resource: {
    types: secretStoreTypes,
    check: (resource) =>
      [...secretStoresOf(resource)].flatMap((store) => [...judgeConditions(store), ...judgeCredentials(store)]),
  },
  examples: {
    bad: [
      example("a store for the whole cluster", {}),
      example("an empty list of conditions", { conditions: [] }),
      example("an empty selector beside a name", { conditions: [...api, { namespaceSelector: {} }] }),
      example("a selector without labels", { conditions: [{ namespaceSelector: { matchLabels: {} } }] }),
      example("a label that every namespace has", {
        conditions: [
          { namespaceSelector: { matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "Exists" }] } },
        ],
      }),
      example("an expression for every name", { conditions: [{ namespaceRegexes: ["^team-", ".*"] }] }),
      example("another expression for every name", { conditions: [{ namespaceRegexes: ["^[a-z0-9-]+$"] }] }),
      example("static AWS keys", { conditions: api, provider: { aws: { auth: { secretRef: keys } } } }),
      example(
        "static AWS keys of a namespace's own store",
        { provider: { aws: { auth: { secretRef: keys } } } },
        ownStore,
      ),
      example("an older version", {}, "kubernetes:external-secrets.io/v1beta1:ClusterSecretStore"),
      {
        title: "a store in a list of many kinds",
        resources: [
          { type: "kubernetes:core/v1:List", name: "all", props: { items: [unknown, { kind: "ClusterSecretStore" }] } },
        ],
      },
      advised("every namespace but some", {
        conditions: [{ namespaceSelector: { matchExpressions: [{ key: "tenant", operator: "DoesNotExist" }] } }],
      }),
      advised("a condition that lets nobody in", { conditions: [{}] }),
      advised("a token for Vault", {
        conditions: api,
        provider: { vault: { auth: { tokenSecretRef: { name: "vault" } } } },
      }),
      advised("conditions that are not known yet", { conditions: unknown }),
    ],
    good: [
      example("named namespaces", { conditions: api, provider: { aws: { service: "SecretsManager", role: unknown } } }),
      example("labelled namespaces", { conditions: [{ namespaceSelector: { matchLabels: { team: "api" } } }] }),
      example("namespaces with a label of some value", {
        conditions: [{ namespaceSelector: { matchExpressions: [{ key: "tenant", operator: "Exists" }] } }],
      }),
      example("a label beside a refusal", {
        conditions: [
          {
            namespaceSelector: {
              matchLabels: { team: "api" },
              matchExpressions: [{ key: "stage", operator: "NotIn", values: ["review"] }],
            },
          },
        ],
      }),
      example("names that begin alike", { conditions: [{ namespaceRegexes: ["^team-a-.*$"] }] }),
      example("a name that is not known yet", { conditions: [{ namespaces: [unknown] }] }),
      example("a service account", {
        conditions: api,
        provider: { aws: { auth: { jwt: { serviceAccountRef: { name: "external-secrets" } } } } },
      }),
      example("a store of one namespace", { provider: { aws: { service: "ParameterStore" } } }, ownStore),
      example("another cloud with the identity of a workload", {
        conditions: api,
        provider: { gcpsm: { auth: { workloadIdentity: { serviceAccountRef: { name: "external-secrets" } } } } },
      }),
      example("a provider that knows nothing but a token", {
        conditions: api,
        provider: { doppler: { auth: { secretRef: { dopplerToken: { name: "doppler" } } } } },
      }),
      example("a part of a store", { refreshInterval: 300 }, `${clusterStore}Patch`),
    ],
  },
};
export default rule;

const conditionsFix =
  'name the namespaces: conditions: [{ namespaces: ["<namespace>"] }]. SecretStore in this project does it.';

function judgeConditions({ kind, name, isPatch, at, spec }: DeclaredStore): Finding[] {
  if (kind !== "ClusterSecretStore") return [];
  if (spec === undefined) return [notKnown(at)];
  const { conditions } = spec;
  if (conditions === unknown) return [notKnown([...at, "conditions"])];
  if (isPatch && conditions === undefined) return [];
  const list: readonly Value[] = isList(conditions) ? conditions : [];
  if (list.length === 0) {
    const text = `${kind} ${name} has no conditions, so it reads for every namespace of the cluster.`;
    return [{ level: "mandatory", keyPath: formatKeyPath([...at, "conditions"]), text, fix: conditionsFix }];
  }
  return opennessOf(list).flatMap(({ openness, at: within }): Finding[] => {
    if (openness === "some") return [];
    const keyPath = formatKeyPath([...at, "conditions", ...within]);
    const { level, text } = says[openness];
    return [{ level, keyPath, text: `${keyPath} of ${kind} ${name} ${text}.`, fix: conditionsFix }];
  });
}

const says = {
  all: { level: "mandatory", text: "fits every namespace of the cluster" },
  "all but some": { level: "advisory", text: "fits every namespace that is not left out, new ones too" },
  none: { level: "advisory", text: "names no namespace, so it lets nobody in" },
} as const;

function judgeCredentials(store: DeclaredStore): Finding[] {
  return staticCredentialsOf(store).map(({ keyPath, what, isAws }) => ({
    level: isAws ? "mandatory" : "advisory",
    keyPath,
    text: `${store.kind} ${store.name} signs in with ${what}, which ${isAws ? "last until somebody changes them" : "lasts until somebody changes it"} (${keyPath}).`,
    fix: isAws
      ? "remove auth.secretRef, and let the operator's service account take a role (IRSA): SecretStore in this project does it."
      : "let the store sign in with a Kubernetes service account (workload identity).",
  }));
}

function example(title: string, spec: ValueMap, type = clusterStore): Example {
  return { title, resources: [store(spec, type)] };
}

function advised(title: string, spec: ValueMap): Example {
  return { title, level: "advisory", resources: [store(spec, clusterStore)] };
}

function store(spec: ValueMap, type: string): ExampleResource {
  return { type, name: "store", props: { metadata: { name: "aws-secrets-manager" }, spec } };
}
