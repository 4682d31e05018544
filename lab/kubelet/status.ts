import type { V1ContainerState, V1Pod, V1PodCondition, V1PodStatus } from "@kubernetes/client-node";
import type { Place } from "./fields";

/** What a pod's status says of one of its containers. */
export interface ContainerReport {
  spec: { name: string; image?: string };
  state: V1ContainerState;
  lastState?: V1ContainerState;
  ready: boolean;
  started: boolean;
  restarts: number;
  /** The process that runs or ran last. */
  process?: number;
}

/**
 * A pod's status, as kubelet reports it.
 *
 * @param pod As the API server has it: conditions that others set are kept, and moments of those that stay as they are.
 * @param mounted Whether its volumes are there.
 * @param now What a condition that changes gets as its moment.
 */
export function podStatus(
  pod: V1Pod,
  containers: readonly ContainerReport[],
  place: Place,
  mounted: boolean,
  now: Date,
): V1PodStatus {
  const unready = containers.filter(({ ready }) => !ready).map(({ spec }) => spec.name);
  const phase = phaseOf(pod.spec?.restartPolicy ?? "Always", containers);
  const done = phase === "Succeeded";
  const readiness = {
    status: unready.length === 0 ? "True" : "False",
    reason: unready.length === 0 ? undefined : done ? "PodCompleted" : "ContainersNotReady",
    message: unready.length === 0 || done ? undefined : `containers with unready status: [${unready.join(" ")}]`,
  };
  const own: V1PodCondition[] = [
    { type: "PodReadyToStartContainers", status: mounted ? "True" : "False" },
    { type: "Initialized", status: "True" },
    { type: "Ready", ...readiness },
    { type: "ContainersReady", ...readiness },
  ];
  const before = pod.status?.conditions ?? [];
  const others = before.filter(({ type }) => !own.some((condition) => condition.type === type));
  return {
    phase,
    hostIP: place.hostIP,
    hostIPs: [{ ip: place.hostIP }],
    podIP: place.podIP,
    podIPs: [{ ip: place.podIP }],
    startTime: pod.status?.startTime ?? now,
    conditions: [...own.map((condition) => withMoment(condition, before, now)), ...others],
    containerStatuses: containers.map(({ spec, state, lastState, ready, started, restarts, process }) => ({
      name: spec.name,
      image: spec.image ?? "",
      imageID: "",
      containerID: process === undefined ? undefined : `process://${process}`,
      ready,
      started,
      restartCount: restarts,
      state,
      lastState: lastState ?? {},
    })),
  };
}

function phaseOf(restartPolicy: string, containers: readonly ContainerReport[]): string {
  if (containers.some(({ state, lastState }) => state.waiting && !lastState)) return "Pending";
  const ends = containers.map(({ state }) => state.terminated?.exitCode);
  if (restartPolicy === "Always" || ends.includes(undefined)) return "Running";
  if (restartPolicy === "OnFailure" && ends.some((status) => status !== 0)) return "Running";
  return ends.every((status) => status === 0) ? "Succeeded" : "Failed";
}

function withMoment(condition: V1PodCondition, before: readonly V1PodCondition[], now: Date): V1PodCondition {
  const former = before.find(({ type }) => type === condition.type);
  const same = former?.status === condition.status;
  return { ...condition, lastTransitionTime: same ? former.lastTransitionTime : now };
}
