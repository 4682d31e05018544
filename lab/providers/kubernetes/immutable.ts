import type { Path } from "../core/values";
import { isBuiltIn, type Kind, kindName, type KubernetesObject } from "./object";

// What Kubernetes does not let anybody change: the object is deleted and created anew.
// Source: forceNew in provider/pkg/provider/diff.go of github.com/pulumi/pulumi-kubernetes.
const selector = [".spec.selector"];
const roleReference = [".roleRef"];
const container = [
  "args command env image imagePullPolicy lifecycle livenessProbe ports readinessProbe resources securityContext stdin",
  "stdinOnce terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts workingDir",
]
  .join(" ")
  .split(" ");
const pod = [
  "affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks hostAliases hostIPC hostNetwork hostPID",
  "hostname imagePullSecrets nodeName nodeSelector overhead preemptionPolicy priority priorityClassName readinessGates",
  "restartPolicy runtimeClassName schedulerName securityContext serviceAccount serviceAccountName shareProcessNamespace",
  "subdomain terminationGracePeriodSeconds volumes",
]
  .join(" ")
  .split(" ");
const volume = [
  "awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker gcePersistentDisk glusterfs hostPath",
  "iscsi local nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume",
]
  .join(" ")
  .split(" ");

const immutable: Record<string, string[]> = {
  "apps/v1/DaemonSet": selector,
  "apps/v1/Deployment": selector,
  "apps/v1/StatefulSet": [
    ".spec.podManagementPolicy",
    ".spec.revisionHistoryLimit",
    ".spec.selector",
    ".spec.serviceName",
    ".spec.volumeClaimTemplates",
  ],
  "batch/v1/Job": [".spec.completions", ".spec.parallelism", ".spec.selector", ".spec.template"],
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding": roleReference,
  "rbac.authorization.k8s.io/v1/RoleBinding": roleReference,
  "storage.k8s.io/v1/StorageClass": [".parameters", ".provisioner"],
  "v1/PersistentVolume": volume.map((key) => `.spec.${key}`),
  "v1/PersistentVolumeClaim": [".spec.accessModes", ".spec.selector", ".spec.storageClassName", ".spec.volumeName"],
  "v1/Pod": [
    ...pod.map((key) => `.spec.${key}`),
    ...container.flatMap((key) => [`.spec.containers[*].${key}`, `.spec.initContainers[*].${key}`]),
  ],
  "v1/ResourceQuota": [".spec.scopes"],
  "v1/Secret": [".type"],
  "v1/Service": [".spec.clusterIP"],
};

/** Whether ConfigMaps and Secrets may change in place, as the provider's configuration says. */
export interface Mutability {
  /** Default false: a changed ConfigMap is replaced, so that a workload that names it rolls. */
  configMaps: boolean;
  /** Default false, as for ConfigMaps. */
  secrets: boolean;
}

/**
 * Whether a change at this place means a new object.
 *
 * @param kind The object's kind.
 * @param object The object as it shall be.
 * @param path Where it changes, for example `["spec", "selector", "matchLabels", "app"]`.
 */
export function needsReplacement(kind: Kind, object: KubernetesObject, path: Path, mutability: Mutability): boolean {
  const places = [".metadata.name", ".metadata.namespace", ...placesOf(kind, object, mutability)];
  const written = path.map((step) => (typeof step === "number" ? "[*]" : `.${step}`)).join("");
  return places.some(
    (place) => written === place || written.startsWith(`${place}.`) || written.startsWith(`${place}[`),
  );
}

function placesOf(kind: Kind, object: KubernetesObject, { configMaps, secrets }: Mutability): string[] {
  if (!isBuiltIn(kind)) return [];
  const name = kindName(kind);
  const frozen = object["immutable"] === true;
  if (name === "v1/Secret" && (!secrets || frozen)) return [".type", ".stringData", ".data"];
  if (name === "v1/ConfigMap" && (!configMaps || frozen)) return [".binaryData", ".data"];
  return immutable[name] ?? [];
}
