import { CoreV1Api, DiscoveryV1Api, type KubeConfig, type V1Pod } from "@kubernetes/client-node";
import * as fs from "node:fs";
import { startEgress } from "./egress";
import { isOurs } from "./images";
import { endLeftovers, stageMark } from "./leftovers";
import type { Node } from "./node";
import { Pod } from "./pod";
import { keepWatching } from "./watched";

/** What the stage gives; the rest of a node is made here. */
export interface NodeSettings extends Omit<Node, "core" | "sources" | "serviceAccount"> {
  /** Path of the socket over which the API server reaches the pods. */
  egressSocket: string;
}

/**
 * Plays kubelet for the pods of the images that matter, on every node: they are really run, as processes on this machine.
 *
 * @param config The cluster, and an identity with the rights of lab:kubelet.
 * @returns Ends every container, as a node does that is shut down.
 */
export async function startKubelet(config: KubeConfig, settings: NodeSettings): Promise<() => Promise<void>> {
  const core = config.makeApiClient(CoreV1Api);
  const discovery = config.makeApiClient(DiscoveryV1Api);
  const { report } = settings;
  // An earlier runner may have been killed, and its pods get new folders.
  const stage = process.env[stageMark];
  const left = stage ? await endLeftovers(stage) : 0;
  if (left > 0) report(`ended ${left} processes of containers that an earlier runner had left`);
  fs.mkdirSync(settings.directory, { recursive: true, mode: 0o700 });
  for (const entry of fs.readdirSync(settings.directory, { withFileTypes: true })) {
    if (entry.isDirectory()) fs.rmSync(`${settings.directory}/${entry.name}`, { recursive: true });
  }

  const pods = new Map<string, { pod: Pod; namespace: string }>();
  const wake = ({ metadata }: { metadata?: { namespace?: string } }): void => {
    for (const { pod, namespace } of pods.values()) if (namespace === metadata?.namespace) pod.sourcesChanged();
  };
  const verbs = ["add", "update", "delete"] as const;
  const [secrets, configMaps, accounts] = await Promise.all([
    keepWatching(
      config,
      "/api/v1/secrets",
      () => core.listSecretForAllNamespaces(),
      report,
      (informer) => verbs.forEach((verb) => informer.on(verb, wake)),
    ),
    keepWatching(
      config,
      "/api/v1/configmaps",
      () => core.listConfigMapForAllNamespaces(),
      report,
      (informer) => verbs.forEach((verb) => informer.on(verb, wake)),
    ),
    keepWatching(
      config,
      "/api/v1/serviceaccounts",
      () => core.listServiceAccountForAllNamespaces(),
      report,
      (informer) => verbs.forEach((verb) => informer.on(verb, wake)),
    ),
  ]);
  const [services, slices] = await Promise.all([
    keepWatching(config, "/api/v1/services", () => core.listServiceForAllNamespaces(), report),
    keepWatching(
      config,
      "/apis/discovery.k8s.io/v1/endpointslices",
      () => discovery.listEndpointSliceForAllNamespaces(),
      report,
    ),
  ]);
  const endEgress = await startEgress(
    settings.egressSocket,
    {
      services: () => services.list(),
      slices: (namespace, service) =>
        slices.list(namespace).filter(({ metadata }) => metadata?.labels?.["kubernetes.io/service-name"] === service),
      hereOf: (address) => settings.addresses.hereOf(address),
    },
    report,
  );
  const node: Node = {
    ...settings,
    core,
    sources: (namespace) => ({
      secret: (name) => secrets.get(name, namespace),
      configMap: (name) => configMaps.get(name, namespace),
    }),
    serviceAccount: (namespace, name) => accounts.get(name, namespace),
  };

  let closing = false;
  const running = new Set<Pod>();
  const see = (object: V1Pod): void => {
    const { uid = "", namespace = "", name } = object.metadata ?? {};
    const known = pods.get(uid);
    if (known) return known.pod.update(object);
    const done = ["Succeeded", "Failed"].includes(object.status?.phase ?? "");
    if (closing || !object.spec?.nodeName || !isOurs(object) || (done && !object.metadata?.deletionTimestamp)) return;
    report(`${namespace}/${name}: starts`);
    const pod = new Pod(object, node);
    pods.set(uid, { pod, namespace });
    running.add(pod);
    void pod.ended.then(() => {
      running.delete(pod);
      report(`${namespace}/${name}: has ended`);
    });
  };
  // Kept until it is gone: what the watch still tells of a pod that has ended must not start it again.
  const forget = ({ metadata }: V1Pod): void => {
    pods.get(metadata?.uid ?? "")?.pod.vanish();
    pods.delete(metadata?.uid ?? "");
  };
  const watch = await keepWatching(
    config,
    "/api/v1/pods",
    () => core.listPodForAllNamespaces(),
    report,
    (informer) => {
      informer.on("add", see);
      informer.on("update", see);
      informer.on("delete", forget);
    },
  );

  return async () => {
    closing = true;
    await Promise.all([watch, secrets, configMaps, accounts, services, slices].map((watched) => watched.stop()));
    const all = [...running];
    for (const pod of all) pod.stop(shutdownGrace);
    await Promise.all(all.map((pod) => pod.ended));
    endEgress();
  };
}

/** How long containers may take to end when the runner itself is to end, in milliseconds: less than whoever asked waits. */
const shutdownGrace = 5_000;
