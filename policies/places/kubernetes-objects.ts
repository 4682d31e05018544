import { objectTexts, type ObjectText } from "./objects";
import type { Place } from "./place";

const workloadKinds = new Set(
  "Pod PodTemplate ReplicationController Deployment StatefulSet DaemonSet ReplicaSet Job CronJob Rollout".split(" "),
);

/**
 * Variables, command lines, probes and hooks of containers in any kind of object, and the annotations of workloads and their
 * pods.
 */
export const workloads: Place = {
  types: ["kubernetes:*"],
  leaves: function* (resource) {
    for (const text of objectTexts(resource)) if (isOfWorkload(text)) yield text;
  },
};

/** Whatever else stands in a Kubernetes object that is no ConfigMap and no Secret. */
export const otherObjects: Place = {
  types: ["kubernetes:*"],
  leaves: function* (resource) {
    for (const text of objectTexts(resource)) if (text.reading !== "tag" && !isOfWorkload(text)) yield text;
  },
};

function isOfWorkload({ reading, kind }: ObjectText): boolean {
  if (reading === "annotation") return workloadKinds.has(kind);
  return reading === "environment" || reading === "arguments";
}
