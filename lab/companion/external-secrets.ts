import { CustomObjectsApi, type KubeConfig } from "@kubernetes/client-node";
import { briefly } from "../kubelet/watched";
import { annotated, type ChangeEvent, type ExternalSecret, reads } from "./event";

const kind = { group: "external-secrets.io", version: "v1", plural: "externalsecrets" };

/**
 * Annotates every ExternalSecret that reads what an event is about. One that cannot be changed is left to its refresh, as the real
 * companion leaves it.
 *
 * @param report Takes a line for each that was annotated.
 */
export async function forceSync(config: KubeConfig, event: ChangeEvent, report: (line: string) => void): Promise<void> {
  const api = config.makeApiClient(CustomObjectsApi);
  const { items } = (await api.listClusterCustomObject(kind)) as {
    items: ExternalSecret[];
  };
  for (const externalSecret of items.filter((item) => reads(item, event))) {
    const { name = "", namespace = "" } = externalSecret.metadata ?? {};
    try {
      // The whole object is written, so one that was changed meanwhile is refused.
      await api.replaceNamespacedCustomObject({ ...kind, name, namespace, body: annotated(externalSecret, event) });
      report(`${event.secretId} changed: ExternalSecret ${namespace}/${name} is read again`);
    } catch (error) {
      report(`${event.secretId} changed: ExternalSecret ${namespace}/${name} could not be changed (${briefly(error)})`);
    }
  }
}
