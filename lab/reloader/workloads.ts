import { AppsV1Api, type KubeConfig, PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import type { Workload } from "./decision";

/** A kind of workload: what is there in a namespace, and how one of it is changed. */
export interface WorkloadKind {
  kind: string;
  list: (namespace: string) => Promise<Workload[]>;
  patch: (name: string, namespace: string, body: object) => Promise<unknown>;
}

/** The kinds that are restarted. They are listed at each change: the chart gives no right to watch them. */
export function workloadKinds(config: KubeConfig): WorkloadKind[] {
  const apps = config.makeApiClient(AppsV1Api);
  const merge = setHeaderOptions("Content-Type", PatchStrategy.StrategicMergePatch);
  const fieldManager = "Reloader";
  return [
    {
      kind: "Deployment",
      list: async (namespace) => (await apps.listNamespacedDeployment({ namespace })).items,
      patch: (name, namespace, body) => apps.patchNamespacedDeployment({ name, namespace, body, fieldManager }, merge),
    },
    {
      kind: "StatefulSet",
      list: async (namespace) => (await apps.listNamespacedStatefulSet({ namespace })).items,
      patch: (name, namespace, body) => apps.patchNamespacedStatefulSet({ name, namespace, body, fieldManager }, merge),
    },
    {
      kind: "DaemonSet",
      list: async (namespace) => (await apps.listNamespacedDaemonSet({ namespace })).items,
      patch: (name, namespace, body) => apps.patchNamespacedDaemonSet({ name, namespace, body, fieldManager }, merge),
    },
  ];
}
