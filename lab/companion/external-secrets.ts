import {
  CustomObjectsApi,
  type KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
} from "@kubernetes/client-node";
import { briefly, keepWatching } from "../kubelet/watched";
import { annotated, type ChangeEvent, type ExternalSecret, reads } from "./event";

const kind = { group: "external-secrets.io", version: "v1", plural: "externalsecrets" };

/** Has every ExternalSecret read again that reads what an event is about. */
export type ForceSync = (event: ChangeEvent) => Promise<void>;

/**
 * Watches ExternalSecrets, and annotates those that an event is about. As the real companion it writes the copy that it holds: one that
 * somebody else wrote in the same moment is refused, and left to its refresh.
 *
 * @param report Takes a line for each that was annotated.
 */
export async function watchExternalSecrets(config: KubeConfig, report: (line: string) => void): Promise<ForceSync> {
  const api = config.makeApiClient(CustomObjectsApi);
  type Watched = ExternalSecret & KubernetesObject;
  const list = () => api.listClusterCustomObject(kind) as Promise<KubernetesListObject<Watched>>;
  const all = await keepWatching<Watched>(config, `/apis/${kind.group}/${kind.version}/${kind.plural}`, list, report);

  return async (event) => {
    for (const externalSecret of all.list().filter((item) => reads(item, event))) {
      const { name = "", namespace = "" } = externalSecret.metadata ?? {};
      const what = `${event.secretId} changed: ExternalSecret ${namespace}/${name}`;
      try {
        await api.replaceNamespacedCustomObject({ ...kind, name, namespace, body: annotated(externalSecret, event) });
        report(`${what} is read again`);
      } catch (error) {
        report(`${what} could not be changed (${briefly(error)})`);
      }
    }
  };
}
