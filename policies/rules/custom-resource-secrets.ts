import type { Rule } from "../engine/rule";
import { unknown } from "../engine/value";
import { otherObjects } from "../places/kubernetes-objects";
import { judgePlace } from "../places/place";

const password = ["n7Kq2vXw", "9LrTb4Zp"].join("");
const databaseUrl = ["postgres://api:", password, "@db.internal:5432/api"].join("");

const rule: Rule = {
  id: "custom-resource-secrets",
  description: "Kubernetes objects hold no credentials outside of Secrets.",
  severity: "high",
  why:
    "A custom resource is as readable as a ConfigMap: whoever may read it reads its spec, it is not encrypted like a Secret, and " +
    "its controller may print it.",
  fix: "Let an ExternalSecret write a Secret, and refer to it: nearly every custom resource takes a secretRef or secretKeyRef.",
  references: [
    "https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/custom-resources/",
    "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
  ],
  resource: { types: otherObjects.types, check: (resource) => judgePlace(otherObjects, resource, { onlySure: true }) },
  examples: {
    bad: [
      {
        title: "a password in the spec of a custom resource, beside a value that is not known yet",
        resources: [
          {
            type: "kubernetes:monitoring.example.com/v1:Probe",
            name: "api",
            props: { spec: { host: unknown, basicAuth: { username: "probe", password } } },
          },
        ],
      },
      {
        title: "a ConfigMap inside another object",
        resources: [
          {
            type: "kubernetes:work.open-cluster-management.io/v1:ManifestWork",
            name: "api",
            props: {
              spec: {
                workload: { manifests: [{ apiVersion: "v1", kind: "ConfigMap", data: { DB_URL: databaseUrl } }] },
              },
            },
          },
        ],
      },
      {
        title: "an annotation of an Ingress",
        resources: [
          {
            type: "kubernetes:networking.k8s.io/v1:Ingress",
            name: "api",
            props: { metadata: { annotations: { "example.com/upstream": databaseUrl } } },
          },
        ],
      },
      {
        title: "a parameter that goes by its name",
        resources: [
          {
            type: "kubernetes:argoproj.io/v1alpha1:Application",
            name: "api",
            props: { spec: { source: { helm: { parameters: [{ name: "auth.password", value: password }] } } } },
          },
        ],
      },
      {
        title: "a parameter of a StorageClass",
        resources: [
          {
            type: "kubernetes:storage.k8s.io/v1:StorageClass",
            name: "disks",
            props: { parameters: { restuser: "admin", adminPassword: password } },
          },
        ],
      },
      {
        title: "a manifest that is handed over as text",
        resources: [
          {
            type: "kubernetes:yaml/v2:ConfigGroup",
            name: "all",
            props: { yaml: `apiVersion: v1\nkind: ConfigMap\ndata:\n  DB_URL: ${databaseUrl}\n` },
          },
        ],
      },
    ],
    good: [
      {
        title: "references to Secrets",
        resources: [
          {
            type: "kubernetes:external-secrets.io/v1:ExternalSecret",
            name: "api",
            props: {
              spec: {
                secretStoreRef: { kind: "ClusterSecretStore", name: "aws-secrets-manager" },
                target: {
                  name: "api-secrets",
                  template: { data: { DB_URL: "postgres://api:{{ .password }}@db.internal/api" } },
                },
                data: [{ secretKey: "DB_PASSWORD", remoteRef: { key: "prod/api/database", property: "password" } }],
              },
            },
          },
          {
            type: "kubernetes:cert-manager.io/v1:ClusterIssuer",
            name: "letsencrypt",
            props: { spec: { acme: { privateKeySecretRef: { name: "letsencrypt-account-key" }, token: unknown } } },
          },
        ],
      },
      {
        title: "ciphertext",
        resources: [
          {
            type: "kubernetes:bitnami.com/v1alpha1:SealedSecret",
            name: "api",
            props: { spec: { encryptedData: { DB_PASSWORD: `Ag${password.repeat(12)}` } } },
          },
        ],
      },
      {
        title: "roles, services and network policies",
        resources: [
          {
            type: "kubernetes:rbac.authorization.k8s.io/v1:Role",
            name: "api",
            props: {
              rules: [{ apiGroups: [""], resources: ["secrets"], resourceNames: ["api-secrets"], verbs: ["get"] }],
            },
          },
          {
            type: "kubernetes:core/v1:ServiceAccount",
            name: "api",
            props: {
              metadata: { annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/api" } },
              secrets: [{ name: "api-token-x7k2p" }],
              imagePullSecrets: [{ name: "registry-credentials" }],
            },
          },
        ],
      },
    ],
  },
};
export default rule;
