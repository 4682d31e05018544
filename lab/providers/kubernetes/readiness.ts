import type { Value } from "../core/values";
import type { Cluster } from "./cluster";
import { annotationOf, kindName, kindOf, type KubernetesObject, namespaceOf } from "./object";
import { at, listAt, objectAt, textAt } from "./values";
import { describeCondition, type Judge, type Readiness } from "./wait-for";

const ready: Readiness = { ready: true, message: "" };
const waiting = (message: string): Readiness => ({ ready: false, message });
const revision = "deployment.kubernetes.io/revision";

/**
 * How the vendor's provider judges a kind without being asked to; most kinds are ready as soon as they exist.
 *
 * Source: awaiters in provider/pkg/await/awaiters.go of github.com/pulumi/pulumi-kubernetes. Where the vendor only watches
 * (service accounts, quotas, volumes behind claims), nothing is awaited here.
 *
 * @returns Nothing where the kind is not awaited.
 */
export function builtInReadiness(object: KubernetesObject, cluster: Cluster): Judge | undefined {
  switch (kindName(kindOf(object))) {
    case "apps/v1/Deployment":
      return (live) => deployment(live, cluster);
    case "apps/v1/StatefulSet":
      return statefulSet;
    case "apps/v1/DaemonSet":
      return daemonSet;
    case "batch/v1/Job":
      return job;
    case "v1/Pod":
      return pod;
    case "v1/Service":
      return (live) => service(live, cluster);
    case "v1/PersistentVolumeClaim":
      return (live) => phase(live, ["Bound"]);
    case "v1/PersistentVolume":
      return (live) => phase(live, ["Available", "Bound"]);
    // A definition whose names are accepted is served a moment later: what is made of it must not come before.
    case "apiextensions.k8s.io/v1/CustomResourceDefinition":
      return (live) => condition(live, "Established");
    default:
      return undefined;
  }
}

/** Rolled out: the replica set of the newest revision has all its pods ready, and the deployment says that it is available. */
async function deployment(live: KubernetesObject, cluster: Cluster): Promise<Readiness> {
  if (!isObserved(live)) return waiting("the deployment controller has not seen it yet");
  const progressing = conditionOf(live, "Progressing");
  const available = condition(live, "Available");
  const current = annotationOf(live, revision);
  if (current === undefined) return waiting(available.ready ? "it has no replica set yet" : available.message);
  if (textAt(progressing, ["status"]) === "False") return waiting(describeCondition(progressing));
  if (!available.ready) return available;
  if (current !== "1" && textAt(progressing, ["reason"]) !== "NewReplicaSetAvailable") {
    return waiting(progressing === undefined ? "the roll-out has not begun" : describeCondition(progressing));
  }
  const sets = await cluster.list({ group: "apps", version: "v1", kind: "ReplicaSet" }, namespaceOf(live) ?? "default");
  const set = sets.find((item) => isOwnedBy(item, live) && annotationOf(item, revision) === current);
  if (set === undefined) return waiting(`the replica set of revision ${current} is not there yet`);
  const wanted = numberAt(set, ["spec", "replicas"], 1);
  const readyReplicas = numberAt(set, ["status", "readyReplicas"], 0);
  if (readyReplicas < wanted) return waiting(`${readyReplicas} of ${wanted} pods of revision ${current} are ready`);
  return ready;
}

function statefulSet(live: KubernetesObject): Readiness {
  if (!isObserved(live)) return waiting("the stateful set controller has not seen it yet");
  const wanted = numberAt(live, ["spec", "replicas"], 1);
  const readyReplicas = numberAt(live, ["status", "readyReplicas"], 0);
  if (readyReplicas < wanted) return waiting(`${readyReplicas} of ${wanted} pods are ready`);
  const updated = textAt(live, ["status", "updateRevision"]);
  return updated === textAt(live, ["status", "currentRevision"]) ? ready : waiting("the roll-out has not ended");
}

function daemonSet(live: KubernetesObject): Readiness {
  if (!isObserved(live)) return waiting("the daemon set controller has not seen it yet");
  const wanted = numberAt(live, ["status", "desiredNumberScheduled"], 0);
  const updated = numberAt(live, ["status", "updatedNumberScheduled"], 0);
  const readyPods = numberAt(live, ["status", "numberReady"], 0);
  return updated >= wanted && readyPods >= wanted ? ready : waiting(`${readyPods} of ${wanted} pods are ready`);
}

function job(live: KubernetesObject): Readiness {
  const failed = conditionOf(live, "Failed");
  return textAt(failed, ["status"]) === "True" ? waiting(describeCondition(failed)) : condition(live, "Complete");
}

function pod(live: KubernetesObject): Readiness {
  return textAt(live, ["status", "phase"]) === "Succeeded" ? ready : condition(live, "Ready");
}

/** A service with a selector has ready endpoints; one without, or one that only names another host, is ready at once. */
async function service(live: KubernetesObject, cluster: Cluster): Promise<Readiness> {
  const type = textAt(live, ["spec", "type"]);
  const selects = Object.keys(objectAt(live, ["spec", "selector"])).length > 0;
  if (type === "LoadBalancer" && listAt(live, ["status", "loadBalancer", "ingress"]).length === 0) {
    return waiting("the load balancer has no address yet");
  }
  if (!selects || type === "ExternalName" || at(live, ["spec", "clusterIP"]) === "None") return ready;
  const kind = { group: "discovery.k8s.io", version: "v1", kind: "EndpointSlice" };
  const labelSelector = `kubernetes.io/service-name=${textAt(live, ["metadata", "name"])}`;
  const slices = await cluster.list(kind, namespaceOf(live) ?? "default", { labelSelector });
  const endpoints = slices.flatMap((slice) => listAt(slice, ["endpoints"]));
  const some = endpoints.some((endpoint) => at(endpoint, ["conditions", "ready"]) !== false);
  return some ? ready : waiting("no pod that it selects is ready");
}

function phase(live: KubernetesObject, wanted: string[]): Readiness {
  const found = textAt(live, ["status", "phase"]) ?? "not reported";
  return wanted.includes(found) ? ready : waiting(`its phase is ${found}, not ${wanted.join(" or ")}`);
}

function condition(live: KubernetesObject, type: string): Readiness {
  const found = conditionOf(live, type);
  if (found === undefined) return waiting(`condition ${type} is not reported yet`);
  return textAt(found, ["status"]) === "True" ? ready : waiting(describeCondition(found));
}

function conditionOf(live: KubernetesObject, type: string): Value {
  return listAt(live, ["status", "conditions"]).find((item) => textAt(item, ["type"]) === type);
}

function isObserved(live: KubernetesObject): boolean {
  return numberAt(live, ["status", "observedGeneration"], 0) >= numberAt(live, ["metadata", "generation"], 1);
}

function isOwnedBy(object: KubernetesObject, owner: KubernetesObject): boolean {
  const uid = textAt(owner, ["metadata", "uid"]);
  return listAt(object, ["metadata", "ownerReferences"]).some((reference) => textAt(reference, ["uid"]) === uid);
}

function numberAt(object: KubernetesObject, path: (string | number)[], missing: number): number {
  const found = at(object, path);
  return typeof found === "number" ? found : missing;
}
