import type { Cluster } from "./cluster";
import type { Consumer } from "./workloads";

const roleAnnotation = "eks.amazonaws.com/role-arn";

/** A service account, e.g. `{ namespace: "api", name: "api" }`. */
export interface ServiceAccountRef {
  namespace: string;
  name: string;
}

/**
 * The service accounts whose pods take a role.
 *
 * @param roleArns Any of them.
 * @throws UserError when the cluster refuses, or does not answer.
 */
export async function serviceAccountsOf(cluster: Cluster, roleArns: readonly string[]): Promise<ServiceAccountRef[]> {
  const { items } = await cluster.call("listing service accounts", () =>
    cluster.core.listServiceAccountForAllNamespaces(),
  );
  return items
    .filter(({ metadata }) => roleArns.includes(metadata?.annotations?.[roleAnnotation] ?? ""))
    .map(({ metadata }) => ({ namespace: metadata?.namespace ?? "", name: metadata?.name ?? "" }));
}

/** What the three kinds have in common, as far as it is looked at. */
interface Listed {
  metadata?: { name?: string; namespace?: string; generation?: number };
  spec?: { template?: { spec?: { serviceAccountName?: string } } };
}

/**
 * The workloads whose pods run as one of the service accounts, as they stand.
 *
 * @throws UserError when the cluster refuses, or does not answer.
 */
export async function workloadsOf(cluster: Cluster, accounts: readonly ServiceAccountRef[]): Promise<Consumer[]> {
  const { apps } = cluster;
  const found: Consumer[] = [];
  for (const namespace of new Set(accounts.map((account) => account.namespace))) {
    const names = accounts.filter((account) => account.namespace === namespace).map(({ name }) => name);
    const lists: Record<"Deployment" | "StatefulSet" | "DaemonSet", () => Promise<{ items: Listed[] }>> = {
      Deployment: () => apps.listNamespacedDeployment({ namespace }),
      StatefulSet: () => apps.listNamespacedStatefulSet({ namespace }),
      DaemonSet: () => apps.listNamespacedDaemonSet({ namespace }),
    };
    for (const [kind, list] of Object.entries(lists) as [keyof typeof lists, () => Promise<{ items: Listed[] }>][]) {
      const { items } = await cluster.call(`listing the ${kind}s of ${namespace}`, list);
      for (const { metadata, spec } of items) {
        if (!names.includes(spec?.template?.spec?.serviceAccountName ?? "default")) continue;
        const { name = "", generation = 0 } = metadata ?? {};
        found.push({ kind, namespace, name, generation, comes: "restart", hasReloader: false });
      }
    }
  }
  return found;
}
