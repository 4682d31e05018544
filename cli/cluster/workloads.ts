import { PatchStrategy, type V1Pod, setHeaderOptions } from "@kubernetes/client-node";
import type { Service, Workload } from "../../components/model/service";
import type { Cluster } from "./cluster";

/** Kinds whose pods go on running, so that they have to be restarted to read a new value. */
type Lasting = "Deployment" | "StatefulSet" | "DaemonSet";

/** A workload that a service declares, as it stands in the cluster. */
export interface Consumer {
  kind: Workload["kind"];
  namespace: string;
  name: string;
  /**
   * How it comes to a new value: `restart`; `files`, which it reads again by itself; `next-run` of a Job or CronJob, which reads
   * afresh whenever it runs; `absent`, where the cluster has no such workload.
   */
  comes: "restart" | "files" | "next-run" | "absent";
  /** Of one that is restarted: how often its spec was changed. */
  generation: number;
  /** Whether Stakater Reloader is asked to restart it. */
  hasReloader: boolean;
}

/** How a rollout stands. */
export interface Rollout {
  isDone: boolean;
  /** Whether pods are being replaced, and the cluster has not given up on it. */
  isRolling: boolean;
  /** For example `"1 of 3 new, 2 available"`. */
  progress: string;
}

/** What the three kinds have in common, as far as it is looked at. */
interface LastingWorkload {
  metadata?: { generation?: number; annotations?: Record<string, string>; uid?: string };
  spec?: {
    replicas?: number;
    selector?: { matchLabels?: Record<string, string> };
    template?: { metadata?: { annotations?: Record<string, string> } };
  };
  status?: Status;
}

interface Status {
  observedGeneration?: number;
  replicas?: number;
  updatedReplicas?: number;
  availableReplicas?: number;
  currentRevision?: string;
  updateRevision?: string;
  desiredNumberScheduled?: number;
  updatedNumberScheduled?: number;
  numberAvailable?: number;
  conditions?: { type: string; status: string; reason?: string; message?: string }[];
}

type Named = { namespace: string; name: string };

const reloader = /(^|\.)reloader\.stakater\.com\//;

/** How a workload is called in what is said, e.g. `"Deployment api/api"`. */
export function consumerTitle({ kind, namespace, name }: Pick<Consumer, "kind" | "namespace" | "name">): string {
  return `${kind} ${namespace}/${name}`;
}

/**
 * The workloads that a service declares, each with what the cluster has of it.
 *
 * @throws UserError when the cluster refuses, or does not answer.
 */
export function consumersOf(cluster: Cluster, service: Service): Promise<Consumer[]> {
  const { namespace } = service;
  return Promise.all(
    service.workloads.map(async ({ kind, name, reload }): Promise<Consumer> => {
      const consumer = { kind, namespace, name, generation: 0, hasReloader: false };
      if (kind === "Job" || kind === "CronJob") return { ...consumer, comes: "next-run" };
      const found = await read(cluster, kind, { namespace, name });
      if (found === undefined) return { ...consumer, comes: "absent" };
      const annotations = { ...found.spec?.template?.metadata?.annotations, ...found.metadata?.annotations };
      return {
        ...consumer,
        comes: reload === "files" ? "files" : "restart",
        generation: found.metadata?.generation ?? 0,
        hasReloader: Object.keys(annotations).some((key) => reloader.test(key)),
      };
    }),
  );
}

/** What selects a workload's pods, as kubectl and the API take it, e.g. `"app=api,tier=web"`. Empty where it selects by no label. */
export function podSelector(workload: Pick<LastingWorkload, "spec"> | undefined): string {
  return Object.entries(workload?.spec?.selector?.matchLabels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

/**
 * The pods of a consumer that began before a moment, and so hold what was valid then.
 *
 * @param moment The cluster counts in seconds.
 * @param sameSecond Whether pods that began in the second of the moment count as earlier ones. Default true: nobody knows.
 * @returns Names, sorted.
 */
export async function podsFromBefore(
  cluster: Cluster,
  consumer: Consumer,
  moment: Date,
  sameSecond = true,
): Promise<string[]> {
  const { namespace } = consumer;
  const workload = await read(cluster, consumer.kind as Lasting, consumer);
  const labelSelector = podSelector(workload);
  if (labelSelector === "") return [];
  const { items } = await cluster.call(`listing pods in ${namespace}`, () =>
    cluster.core.listNamespacedPod({ namespace, labelSelector }),
  );
  const second = Math.floor(moment.getTime() / 1000);
  const isEarlier = ({ metadata }: V1Pod): boolean => {
    const began = Math.floor((metadata?.creationTimestamp?.getTime() ?? 0) / 1000);
    return began < second || (sameSecond && began === second);
  };
  return items
    .filter((pod) => isRunning(pod) && isEarlier(pod))
    .map((pod) => pod.metadata?.name ?? "")
    .sort();
}

function isRunning({ metadata, status }: V1Pod): boolean {
  return metadata?.deletionTimestamp === undefined && !["Succeeded", "Failed"].includes(status?.phase ?? "");
}

/**
 * Restarts a consumer as `kubectl rollout restart` does: new pods come as its strategy says, and one that does not come up
 * leaves the old ones serving.
 *
 * @param moment When, which makes the pods' template another one; the same moment again changes nothing.
 */
export async function restart(cluster: Cluster, consumer: Consumer, moment: Date): Promise<void> {
  const { namespace, name, kind } = consumer;
  const annotations = { "kubectl.kubernetes.io/restartedAt": moment.toISOString() };
  const body = { spec: { template: { metadata: { annotations } } } };
  const merge = setHeaderOptions("Content-Type", PatchStrategy.StrategicMergePatch);
  const { apps } = cluster;
  const patch = {
    Deployment: () => apps.patchNamespacedDeployment({ namespace, name, body }, merge),
    StatefulSet: () => apps.patchNamespacedStatefulSet({ namespace, name, body }, merge),
    DaemonSet: () => apps.patchNamespacedDaemonSet({ namespace, name, body }, merge),
  }[kind as Lasting];
  await cluster.call(`restarting ${consumerTitle(consumer)}`, async () => void (await patch()));
}

/** How the rollout of a consumer stands now. */
export async function rolloutOf(cluster: Cluster, consumer: Consumer): Promise<Rollout & { generation: number }> {
  const found = await read(cluster, consumer.kind as Lasting, consumer);
  if (found === undefined) return { isDone: false, isRolling: false, progress: "it is gone", generation: 0 };
  const generation = found.metadata?.generation ?? 0;
  return { ...judge(consumer.kind, found), generation };
}

/** As `kubectl rollout status` judges: https://github.com/kubernetes/kubectl/blob/master/pkg/polymorphichelpers/rollout_status.go */
function judge(kind: Workload["kind"], { metadata, spec, status = {} }: LastingWorkload): Rollout {
  if ((status.observedGeneration ?? 0) < (metadata?.generation ?? 0)) {
    return { isDone: false, isRolling: true, progress: "the cluster has not begun" };
  }
  const isDaemonSet = kind === "DaemonSet";
  const wanted = isDaemonSet ? (status.desiredNumberScheduled ?? 0) : (spec?.replicas ?? 1);
  const updated = isDaemonSet ? (status.updatedNumberScheduled ?? 0) : updatedOf(kind, status);
  const available = (isDaemonSet ? status.numberAvailable : status.availableReplicas) ?? 0;
  const isOnlyUpdated = isDaemonSet || (status.replicas ?? 0) === updated;
  const stuck = status.conditions?.find((one) => one.reason === "ProgressDeadlineExceeded");
  const because = stuck?.message === undefined ? "" : `; ${stuck.message}`;
  return {
    isDone: updated >= wanted && available >= wanted && isOnlyUpdated,
    isRolling: stuck === undefined && (updated < wanted || !isOnlyUpdated),
    progress: `${updated} of ${wanted} new, ${available} available${because}`,
  };
}

/** A StatefulSet counts none as updated once all of them are. */
function updatedOf(kind: Workload["kind"], status: Status): number {
  const isAll = kind === "StatefulSet" && status.currentRevision === status.updateRevision;
  return (isAll ? status.replicas : status.updatedReplicas) ?? 0;
}

function read(cluster: Cluster, kind: Lasting, { namespace, name }: Named): Promise<LastingWorkload | undefined> {
  const { apps } = cluster;
  const get: Record<Lasting, () => Promise<LastingWorkload>> = {
    Deployment: () => apps.readNamespacedDeployment({ namespace, name }),
    StatefulSet: () => apps.readNamespacedStatefulSet({ namespace, name }),
    DaemonSet: () => apps.readNamespacedDaemonSet({ namespace, name }),
  };
  return cluster.find(`reading ${consumerTitle({ kind, namespace, name })}`, get[kind]);
}
