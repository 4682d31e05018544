import {
  CoreV1Api,
  type Informer,
  type KubeConfig,
  type KubernetesListObject,
  type V1ConfigMap,
  type V1Secret,
} from "@kubernetes/client-node";
import { briefly, keepWatching, type Watched } from "../kubelet/watched";
import { containerConcerned, fingerprint, reloadedFrom } from "./decision";
import type { Changed } from "./references";
import { type WorkloadKind, workloadKinds } from "./workloads";

type Data = V1Secret & V1ConfigMap;

/** What the stand-in is started with. */
export interface ReloaderOptions {
  namespaces: readonly string[];
  kinds: readonly Changed["kind"][];
  /** Takes one line for each restart. No value is in it. */
  report: (line: string) => void;
}

/**
 * Restarts workloads when a Secret or a ConfigMap that they read changes, as their annotations ask.
 *
 * It stands in for Stakater Reloader, whose module is not to be had as source here. It is written from Reloader's public
 * documentation, follows the "annotations" strategy with `reloadOnCreate` and `reloadOnDelete` off, as they are by default, and
 * knows Deployments, StatefulSets and DaemonSets, but neither `pause-period` nor CronJobs, Jobs and Argo Rollouts.
 *
 * @param config The cluster, as the chart's service account.
 * @returns Stops it.
 */
export async function startReloader(config: KubeConfig, options: ReloaderOptions): Promise<() => Promise<void>> {
  const { namespaces, kinds, report } = options;
  const workloads = workloadKinds(config);
  const restart = (changed: Changed, print: string): Promise<void> => restartReaders(workloads, changed, print, report);
  const watches = await Promise.all(
    namespaces.flatMap((namespace) => kinds.map((kind) => follow(config, kind, namespace, report, restart))),
  );
  return async () => {
    await Promise.all(watches.map((watched) => watched.stop()));
  };
}

/** Watches the objects of a kind in a namespace, and tells which changed in their data. */
function follow(
  config: KubeConfig,
  kind: Changed["kind"],
  namespace: string,
  report: (line: string) => void,
  changed: (what: Changed, print: string) => Promise<void>,
): Promise<Watched<Data>> {
  const core = config.makeApiClient(CoreV1Api);
  const plural = kind === "Secret" ? "secrets" : "configmaps";
  const list = (): Promise<KubernetesListObject<Data>> =>
    kind === "Secret" ? core.listNamespacedSecret({ namespace }) : core.listNamespacedConfigMap({ namespace });
  return keepWatching<Data>(config, `/api/v1/namespaces/${namespace}/${plural}`, list, report, (informer) =>
    listen(informer, (object, print) => changed({ kind, ...namesOf(object) }, print)),
  );
}

function listen(informer: Informer<Data>, changed: (object: Data, print: string) => Promise<void>): void {
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
    if (print !== before) void changed(object, print);
  });
}

function namesOf({ metadata }: Data): Omit<Changed, "kind"> {
  return { namespace: metadata?.namespace ?? "", name: metadata?.name ?? "", annotations: metadata?.annotations };
}

function identifier({ metadata }: Data): string {
  return metadata?.uid ?? `${metadata?.namespace}/${metadata?.name}`;
}

async function restartReaders(
  kinds: readonly WorkloadKind[],
  changed: Changed,
  print: string,
  report: (line: string) => void,
): Promise<void> {
  const what = `${changed.kind} ${changed.namespace}/${changed.name} changed`;
  for (const { kind, list, patch } of kinds) {
    const workloads = await list(changed.namespace).catch((error: unknown) => {
      report(`${what}: the ${kind}s could not be listed (${briefly(error)})`);
      return [];
    });
    for (const workload of workloads) {
      const container = containerConcerned(workload, changed);
      if (container === undefined) continue;
      const name = workload.metadata!.name!;
      const annotations = reloadedFrom(changed, container, print, new Date());
      try {
        await patch(name, changed.namespace, { spec: { template: { metadata: { annotations } } } });
        report(`${what}: ${kind} ${name} rolls`);
      } catch (error) {
        report(`${what}: ${kind} ${name} could not be changed (${briefly(error)})`);
      }
    }
  }
}
