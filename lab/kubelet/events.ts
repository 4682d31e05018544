import type { CoreV1Api, V1Pod } from "@kubernetes/client-node";

/** Says what happened to a pod. */
export type Tell = (type: "Normal" | "Warning", reason: string, message: string) => void;

/**
 * Events of a pod, as `kubectl describe` shows them. The same one again is not repeated within a minute.
 *
 * @param failed Takes what could not be told.
 */
export function eventsOf(core: CoreV1Api, pod: V1Pod, failed: (error: unknown) => void): Tell {
  const told = new Map<string, number>();
  const { name, namespace = "", uid } = pod.metadata ?? {};
  return (type, reason, message) => {
    const key = `${reason} ${message}`;
    if (Date.now() - (told.get(key) ?? 0) < 60_000) return;
    told.set(key, Date.now());
    const now = new Date();
    const body = {
      metadata: { generateName: `${name}.`, namespace },
      involvedObject: { apiVersion: "v1", kind: "Pod", name, namespace, uid },
      type,
      reason,
      message,
      source: { component: "lab-kubelet", host: pod.spec?.nodeName },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
    };
    core.createNamespacedEvent({ namespace, body }).catch(failed);
  };
}
