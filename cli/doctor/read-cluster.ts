import { operatorRelease } from "../../components/model/operator-role";
import { Cluster } from "../cluster/cluster";
import { listExternalSecrets } from "../cluster/external-secrets";
import { podSelector } from "../cluster/workloads";
import type { LoadedProgram } from "../load-program";
import type { ClusterFacts, ExternalSecretFacts, Readiness } from "./cluster";
import type { DeploymentFacts } from "./deployments";
import type { Expected } from "./expected";
import { type Reading, reading } from "./reading";

/** An object of Kubernetes that has conditions. */
interface Conditioned {
  status?: { conditions?: { type: string; status: string; message?: string }[] };
}

/** A Deployment, as the client gives it. */
type Deployment = Awaited<ReturnType<Cluster["apps"]["listNamespacedDeployment"]>>["items"][number];

const operators = { group: "external-secrets.io", version: "v1" };

/**
 * Looks at the cluster of an environment, as whoever runs the command. Nothing but get and list is called.
 *
 * @param expected What is looked for there.
 * @param seconds The longest that one look may take.
 */
export async function readCluster(
  { environment }: LoadedProgram,
  expected: Expected,
  seconds: number,
): Promise<Reading<ClusterFacts>> {
  const late = "a private endpoint is reached from its network alone: connect to the VPN, then run this again.";
  const { name, endpoint } = environment.cluster;
  const reached = await reading(`Cluster ${name} (${endpoint})`, { seconds, late }, async () => {
    const cluster = await Cluster.connect(environment);
    const { gitVersion } = await cluster.call("asking for its version", () => cluster.version.getCode());
    return { cluster, version: gitVersion };
  });
  if ("failed" in reached) return reached;
  const { cluster, version } = reached.value;
  const look = <T>(asking: (cluster: Cluster) => Promise<T>): Promise<Reading<T>> =>
    reading(`Cluster ${name}`, { seconds, late: "run this again." }, () => asking(cluster));
  const [operator, kinds, externalSecrets, admission, helpers, stores] = await Promise.all([
    look((cluster) => readOperator(cluster, expected.operator.namespace)),
    look(readKinds),
    look((cluster) => readExternalSecrets(cluster, expected.stores)),
    look((cluster) => readBinding(cluster, expected.admission?.name)),
    Promise.all(expected.helpers.map((helper) => look((cluster) => readDeployment(cluster, helper)))),
    Promise.all(expected.stores.map((store) => look((cluster) => readStore(cluster, store)))),
  ]);
  return { value: { version, operator, kinds, externalSecrets, admission, helpers, stores } };
}

async function readOperator(cluster: Cluster, namespace: string): Promise<DeploymentFacts[]> {
  const labelSelector = `app.kubernetes.io/instance=${operatorRelease}`;
  const { items } = await cluster.call(`listing Deployments of ${namespace}`, () =>
    cluster.apps.listNamespacedDeployment({ namespace, labelSelector }),
  );
  return items.map(asDeployment);
}

async function readDeployment(
  cluster: Cluster,
  { namespace, name }: { namespace: string; name: string },
): Promise<DeploymentFacts | undefined> {
  const found = await cluster.find(`reading Deployment ${namespace}/${name}`, () =>
    cluster.apps.readNamespacedDeployment({ namespace, name }),
  );
  return found && asDeployment(found);
}

function asDeployment(deployment: Deployment): DeploymentFacts {
  const { metadata, spec, status } = deployment;
  return {
    namespace: metadata?.namespace ?? "",
    name: metadata?.name ?? "",
    replicas: spec?.replicas ?? 1,
    available: status?.availableReplicas ?? 0,
    chart: metadata?.labels?.["helm.sh/chart"],
    selector: podSelector(deployment),
  };
}

/** Whoever is signed in may ask what is served; listing definitions takes a right of its own. */
async function readKinds(cluster: Cluster): Promise<string[]> {
  const found = await cluster.find("asking what it serves of external-secrets.io/v1", () =>
    cluster.custom.getAPIResources(operators),
  );
  return found?.resources.map(({ name }) => name) ?? [];
}

async function readStore(cluster: Cluster, name: string): Promise<Readiness | undefined> {
  const found: unknown = await cluster.find(`reading ClusterSecretStore ${name}`, () =>
    cluster.custom.getClusterCustomObject({ ...operators, plural: "clustersecretstores", name }),
  );
  return found === undefined ? undefined : readinessOf(found);
}

async function readExternalSecrets(cluster: Cluster, stores: readonly string[]): Promise<ExternalSecretFacts[]> {
  const items = await listExternalSecrets(cluster);
  return items
    .filter(({ spec: { secretStoreRef } }) => stores.includes(secretStoreRef?.name ?? ""))
    .map((one) => ({ namespace: one.metadata.namespace, name: one.metadata.name, ...readinessOf(one) }));
}

async function readBinding(cluster: Cluster, name: string | undefined): Promise<string[] | undefined> {
  if (name === undefined) return undefined;
  const policies = { group: "admissionregistration.k8s.io", version: "v1" };
  const found: unknown = await cluster.find(`reading ValidatingAdmissionPolicyBinding ${name}`, () =>
    cluster.custom.getClusterCustomObject({ ...policies, plural: "validatingadmissionpolicybindings", name }),
  );
  return (found as { spec?: { validationActions?: string[] } } | undefined)?.spec?.validationActions;
}

/** What the operator writes there names entries and stores, never a value. */
function readinessOf(object: unknown): Readiness {
  const ready = (object as Conditioned).status?.conditions?.find(({ type }) => type === "Ready");
  return { ready: ready?.status === "True", message: ready?.message ?? "the operator has not looked at it yet" };
}
