import { companionName } from "./event-sync-names";
import type { HelmValues } from "./operator-values";

/** The chart that is installed unless a program pins another one. Its image has the same version. */
export const companionChartVersion = "0.2.0";

/** Where the chart is published. */
export const companionChart = "oci://ghcr.io/external-secrets/charts/reloader";

/** Labels that the chart gives the companion's pods. */
export const companionLabels = { "app.kubernetes.io/name": "reloader", "app.kubernetes.io/instance": companionName };

/**
 * The chart's values. What it does not say is the chart's own: no root, a read-only file system, no capabilities.
 *
 * One replica, because messages wait in the queue while it is away. While a new one takes over both take messages, which does
 * no harm.
 *
 * Source: https://github.com/external-secrets/reloader/blob/v0.2.0/deploy/charts/reloader/values.yaml
 *
 * @param version Version of the chart and the image, e.g. `"0.2.0"`.
 * @param imageDigest For example `"sha256:..."`. Default: the tag alone.
 */
export function companionValues(version: string, imageDigest?: string): HelmValues {
  return {
    fullnameOverride: companionName,
    replicaCount: 1,
    // The chart writes what stands here behind the colon of the image.
    image: { tag: imageDigest === undefined ? `v${version}` : `v${version}@${imageDigest}` },
    serviceAccount: { create: false, name: companionName },
    // The chart's own would read every Secret and ConfigMap of the cluster and change every Deployment.
    rbac: { create: false },
    // A metrics server would need the right to review tokens.
    extraArgs: { "metrics-bind-address": "0" },
    resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "128Mi" } },
  };
}

/** A rule of a Role or a ClusterRole. */
export interface RbacRule {
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
  verbs: string[];
}

/**
 * What the companion does in the whole cluster. Its client keeps copies of what it asks for, so one service account is read by
 * listing all.
 */
export const companionClusterRules: readonly RbacRule[] = [
  {
    apiGroups: ["external-secrets.io"],
    resources: ["externalsecrets"],
    verbs: ["get", "list", "watch", "update"],
  },
  {
    apiGroups: ["reloader.external-secrets.io"],
    resources: ["configs"],
    resourceNames: [companionName],
    verbs: ["get", "update"],
  },
  { apiGroups: ["reloader.external-secrets.io"], resources: ["configs"], verbs: ["list", "watch"] },
  { apiGroups: [""], resources: ["serviceaccounts"], verbs: ["list", "watch"] },
];

/** What it does in its own namespace: it asks for tokens of its own service account, with which it takes its role. */
export const companionRules: readonly RbacRule[] = [
  { apiGroups: [""], resources: ["serviceaccounts/token"], resourceNames: [companionName], verbs: ["create"] },
];

/** Nobody calls the companion; it calls names (53), and https (443): AWS and, on EKS, the API server. */
export const companionNetwork = {
  podSelector: { matchLabels: companionLabels },
  policyTypes: ["Ingress", "Egress"],
  ingress: [],
  egress: [
    {
      ports: [
        { protocol: "UDP", port: 53 },
        { protocol: "TCP", port: 53 },
      ],
    },
    { ports: [{ protocol: "TCP", port: 443 }] },
  ],
};

/**
 * What the companion is told: where events come from, and that ExternalSecrets follow them. It selects nothing: which of them
 * read the entry, it finds by comparing `remoteRef.key`.
 *
 * Source: https://github.com/external-secrets/reloader/tree/v0.2.0/api/v1alpha1
 *
 * @param place `region` of the queue, and `namespace` of the companion.
 */
export function companionSpec<Url>(queueURL: Url, { region, namespace }: { region: string; namespace: string }) {
  return {
    notificationSources: [
      {
        type: "AwsSqs",
        awsSqs: {
          queueURL,
          auth: { authMethod: "irsa", region, serviceAccountRef: { name: companionName, namespace } },
          numberOfMessages: 10,
          waitTimeSeconds: 20,
          visibilityTimeout: 30,
        },
      },
    ],
    destinationsToWatch: [{ type: "ExternalSecret", externalSecret: {} }],
  };
}
