import {
  CustomObjectsApi,
  type KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
} from "@kubernetes/client-node";
import { briefly, keepWatching, type Watched } from "../kubelet/watched";
import type { AwsSqs } from "./queue";

/** The vendor's kind, as far as the lab's definition of it goes. */
export interface Config extends KubernetesObject {
  spec: {
    notificationSources: { type: "AwsSqs"; awsSqs: AwsSqs }[];
    destinationsToWatch: { type: "ExternalSecret"; externalSecret: { names?: string[] } }[];
  };
}

const kind = { group: "reloader.external-secrets.io", version: "v1alpha1", plural: "configs" };
const finalizer = "reloader.external-secrets.io/finalizer";

/**
 * Watches configurations. As the real companion it keeps each from going before it has let go of it, with a finalizer.
 *
 * @param follow Called with a configuration that came or changed.
 * @param release Called with the name of one that is about to go.
 */
export function watchConfigurations(
  config: KubeConfig,
  follow: (configuration: Config) => void,
  release: (name: string) => void,
  report: (line: string) => void,
): Promise<Watched<Config>> {
  const api = config.makeApiClient(CustomObjectsApi);
  const finalizers = async (object: Config, wanted: string[]): Promise<void> => {
    const name = object.metadata!.name!;
    const body = { ...object, metadata: { ...object.metadata, finalizers: wanted } };
    await api.replaceClusterCustomObject({ ...kind, name, body }).catch((error: unknown) => {
      report(`the configuration ${name} could not be changed (${briefly(error)})`);
    });
  };
  const see = (object: Config): void => {
    const kept = object.metadata?.finalizers ?? [];
    const name = object.metadata!.name!;
    if (object.metadata?.deletionTimestamp !== undefined) {
      release(name);
      if (kept.includes(finalizer))
        void finalizers(
          object,
          kept.filter((one) => one !== finalizer),
        );
      return;
    }
    // The change comes back as an update.
    if (!kept.includes(finalizer)) void finalizers(object, [...kept, finalizer]);
    else follow(object);
  };
  const list = () => api.listClusterCustomObject({ ...kind }) as Promise<KubernetesListObject<Config>>;
  return keepWatching<Config>(
    config,
    `/apis/${kind.group}/${kind.version}/${kind.plural}`,
    list,
    report,
    (informer) => {
      informer.on("add", see);
      informer.on("update", see);
      informer.on("delete", ({ metadata }) => release(metadata!.name!));
    },
  );
}
