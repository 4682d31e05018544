/** Values of a Helm chart, or a part of them. */
export type HelmValues = Record<string, unknown>;

/** What decides the operator's values. */
export interface OperatorSize {
  /** Two replicas of every part, spread over zones and nodes, and guarded against disruption. */
  highlyAvailable: boolean;
  /** Name of the service account that exists already. */
  serviceAccount: string;
}

/**
 * The values of the external-secrets chart: what is off by default and needed in production, and off what is not used.
 * Every key stands in the values.yaml of chart 2.9.0; an older chart ignores the ones it does not know.
 *
 * Source: https://github.com/external-secrets/external-secrets/blob/main/deploy/charts/external-secrets/values.yaml
 */
export function operatorValues({ highlyAvailable, serviceAccount }: OperatorSize): HelmValues {
  const everyDeployment = { ...replicas(highlyAvailable), ...log, networkPolicy: { enabled: true, egress } };
  return {
    serviceAccount: { create: false, name: serviceAccount },
    ...unused,
    installCRDs: true,
    // The CRDs outlive the release: without them, Kubernetes deletes every ExternalSecret and with it every Secret.
    crds: { ...unusedDefinitions, annotations: { "helm.sh/resource-policy": "keep" } },
    // Also with one replica: a rolling update runs two for a while.
    leaderElect: true,
    concurrent: 5,
    global: highlyAvailable ? { topologySpreadConstraints } : {},
    // Its metrics name the namespace of each ExternalSecret; without honorLabels the scraped pod's own would stand in its place.
    serviceMonitor: { enabled: true, renderMode: "skipIfMissing", honorLabels: true },

    ...everyDeployment,
    resources: resources("128Mi", "512Mi"),
    livenessProbe: { enabled: true },
    readinessProbe: { enabled: true },

    webhook: {
      ...everyDeployment,
      resources: resources("64Mi", "128Mi"),
      livenessProbe: { enabled: true },
      readinessProbe: { enabled: true },
      failurePolicy: "Fail",
    },
    certController: {
      ...everyDeployment,
      resources: resources("64Mi", "256Mi"),
      livenessProbe: { enabled: true },
      readinessProbe: { enabled: true },
    },
  };
}

/**
 * What nobody here uses. Each of these widens what the operator, or whoever may write its objects, can do:
 * - PushSecrets write from the cluster into AWS, ClusterExternalSecrets into every namespace.
 * - A namespaced SecretStore names any role and any session tags, and the operator assumes them as itself: its author would
 *   read other namespaces' entries. Only ClusterSecretStores are served; an unserved store never gets Ready, so that no
 *   ExternalSecret reads from it.
 * - With token creation the operator can become every service account; it uses only its own.
 * - Generic targets let an ExternalSecret write a ConfigMap.
 */
const unused: HelmValues = {
  processSecretStore: false,
  processPushSecret: false,
  processClusterPushSecret: false,
  processClusterExternalSecret: false,
  processClusterGenerator: false,
  rbac: { serviceAccountTokenCreate: false },
  genericTargets: { enabled: false },
};

/** The definitions of the unused kinds. SecretStore's stays: the chart's certificate controller waits for it. */
const unusedDefinitions: HelmValues = {
  createPushSecret: false,
  createClusterPushSecret: false,
  createClusterExternalSecret: false,
  createClusterGenerator: false,
};

const log: HelmValues = { log: { level: "info", timeEncoding: "rfc3339" } };

/**
 * Names (53), and https (443): AWS and, on EKS, the API server. Port 80 stays closed, and with it the instance metadata
 * of the node, whose role is not the operator's.
 */
const egress = [
  {
    ports: [
      { protocol: "UDP", port: 53 },
      { protocol: "TCP", port: 53 },
    ],
  },
  { ports: [{ protocol: "TCP", port: 443 }] },
];

/** The chart adds each deployment's own labels. */
const topologySpreadConstraints = ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable: "ScheduleAnyway",
}));

function replicas(highlyAvailable: boolean): HelmValues {
  if (!highlyAvailable) return { replicaCount: 1 };
  return {
    replicaCount: 2,
    podDisruptionBudget: { enabled: true, minAvailable: 1 },
    // Without the webhook no ExternalSecret can change: it must not be the first to go from a full node.
    priorityClassName: "system-cluster-critical",
  };
}

/** No limit on CPU: it would only slow a start or a burst. A limit on memory protects the node. */
function resources(memory: string, memoryLimit: string): HelmValues {
  return { requests: { cpu: "25m", memory }, limits: { memory: memoryLimit } };
}

/**
 * Puts values over others, key by key at every depth, as Helm does: objects are merged, all else is replaced.
 *
 * @example mergeValues({ webhook: { port: 1, log } }, { webhook: { port: 2 } }) // { webhook: { port: 2, log } }
 */
export function mergeValues(base: HelmValues, over: HelmValues): HelmValues {
  const merged = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isValues(below) && isValues(value) ? mergeValues(below, value) : value;
  }
  return merged;
}

/** A plain object: an output of another resource is a value of its own, never merged into. */
export function isValues(value: unknown): value is HelmValues {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
