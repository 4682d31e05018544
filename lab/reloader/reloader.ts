import {
  AppsV1Api,
  CoreV1Api,
  PatchStrategy,
  setHeaderOptions,
  type Informer,
  type KubeConfig,
  type V1ConfigMap,
  type V1Secret,
} from "@kubernetes/client-node";
import { briefly, keepWatching, type Watched } from "../kubelet/watched";
import { containerToStamp, fingerprint, stampName, type Changed, type Workload } from "./decision";

type Data = V1Secret & V1ConfigMap;

/** A kind of workload: what is there, and how one of it is changed. */
interface WorkloadKind {
  kind: string;
  all: Watched<Workload>;
  patch: (name: string, namespace: string, body: object) => Promise<unknown>;
}

/**
 * Restarts workloads when a Secret or a ConfigMap that they read changes, as their annotations ask.
 *
 * It stands in for Stakater Reloader, whose module is not to be had as source here. It is written from Reloader's public
 * documentation, follows the "env-vars" strategy with `reloadOnCreate` and `reloadOnDelete` off, as they are by default, and
 * knows Deployments, StatefulSets and DaemonSets, but neither `pause-period` nor CronJobs, Jobs and Argo Rollouts.
 *
 * @param config The cluster, and an identity that may list and watch Secrets and ConfigMaps, and patch workloads.
 * @param report Takes one line for each restart. No value is in it.
 * @returns Stops it.
 */
export async function startReloader(config: KubeConfig, report: (line: string) => void): Promise<() => Promise<void>> {
  const core = config.makeApiClient(CoreV1Api);
  const kinds = await workloadKinds(config, report);

  const follow = (kind: Changed["kind"]) => (informer: Informer<Data>) => {
    const known = new Map<string, string>();
    const keep = (object: Data): string => {
      const print = fingerprint(object.data, object.binaryData);
      known.set(identifier(object), print);
      return print;
    };
    informer.on("add", keep);
    informer.on("delete", (object) => void known.delete(identifier(object)));
    informer.on("update", (object) => {
      const before = known.get(identifier(object));
      const print = keep(object);
      if (print !== before) void restartReaders(kinds, { kind, ...namesOf(object) }, print, report);
    });
  };
  const watches = [
    await keepWatching<Data>(
      config,
      "/api/v1/secrets",
      () => core.listSecretForAllNamespaces(),
      report,
      follow("Secret"),
    ),
    await keepWatching<Data>(
      config,
      "/api/v1/configmaps",
      () => core.listConfigMapForAllNamespaces(),
      report,
      follow("ConfigMap"),
    ),
  ];
  return async () => {
    await Promise.all([...watches, ...kinds.map(({ all }) => all)].map((watched) => watched.stop()));
  };
}

function namesOf({ metadata }: Data): Omit<Changed, "kind"> {
  return { namespace: metadata?.namespace ?? "", name: metadata?.name ?? "", annotations: metadata?.annotations };
}

function identifier({ metadata }: Data): string {
  return metadata?.uid ?? `${metadata?.namespace}/${metadata?.name}`;
}

async function restartReaders(
  kinds: WorkloadKind[],
  changed: Changed,
  print: string,
  report: (line: string) => void,
): Promise<void> {
  const what = `${changed.kind} ${changed.namespace}/${changed.name} changed`;
  for (const { kind, all, patch } of kinds) {
    for (const workload of all.list(changed.namespace)) {
      const container = containerToStamp(workload, changed);
      if (container === undefined) continue;
      const name = workload.metadata!.name!;
      // A strategic merge: containers and variables are merged by name, so that nothing else of the workload is touched.
      const stamped = { name: container, env: [{ name: stampName(changed), value: print }] };
      const body = { spec: { template: { spec: { containers: [stamped] } } } };
      try {
        await patch(name, changed.namespace, body);
        report(`${what}: ${kind} ${name} rolls`);
      } catch (error) {
        report(`${what}: ${kind} ${name} could not be changed (${briefly(error)})`);
      }
    }
  }
}

async function workloadKinds(config: KubeConfig, report: (line: string) => void): Promise<WorkloadKind[]> {
  const apps = config.makeApiClient(AppsV1Api);
  const merge = setHeaderOptions("Content-Type", PatchStrategy.StrategicMergePatch);
  const fieldManager = "Reloader";
  return [
    {
      kind: "Deployment",
      all: await keepWatching(config, "/apis/apps/v1/deployments", () => apps.listDeploymentForAllNamespaces(), report),
      patch: (name, namespace, body) => apps.patchNamespacedDeployment({ name, namespace, body, fieldManager }, merge),
    },
    {
      kind: "StatefulSet",
      all: await keepWatching(
        config,
        "/apis/apps/v1/statefulsets",
        () => apps.listStatefulSetForAllNamespaces(),
        report,
      ),
      patch: (name, namespace, body) => apps.patchNamespacedStatefulSet({ name, namespace, body, fieldManager }, merge),
    },
    {
      kind: "DaemonSet",
      all: await keepWatching(config, "/apis/apps/v1/daemonsets", () => apps.listDaemonSetForAllNamespaces(), report),
      patch: (name, namespace, body) => apps.patchNamespacedDaemonSet({ name, namespace, body, fieldManager }, merge),
    },
  ];
}
