import {
  AppsV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
  setHeaderOptions,
} from "@kubernetes/client-node";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Stage } from "../../lab/stage/stage";

/** What an object's status says of one aspect. */
export interface Condition {
  type: string;
  status: string;
  reason: string;
  message?: string;
}

/** An ExternalSecret, as far as the tests read it. */
export interface ExternalSecret {
  metadata?: { annotations?: Record<string, string> };
  spec: { data: { secretKey: string; remoteRef: { key: string; property?: string } }[] };
  status?: { conditions?: Condition[]; syncedResourceVersion?: string };
}

const externalSecrets = { group: "external-secrets.io", version: "v1", plural: "externalsecrets" };

/** The API server, as its administrator. */
export class Cluster {
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly custom: CustomObjectsApi;
  readonly objects: KubernetesObjectApi;

  constructor(stage: Stage) {
    const config = new KubeConfig();
    config.loadFromFile(stage.kubernetes.kubeconfig);
    this.core = config.makeApiClient(CoreV1Api);
    this.apps = config.makeApiClient(AppsV1Api);
    this.custom = config.makeApiClient(CustomObjectsApi);
    this.objects = KubernetesObjectApi.makeApiClient(config);
  }

  /** The Kubernetes Secret's keys and values, or nothing where there is none. */
  async secret(namespace: string, name: string): Promise<Record<string, string> | undefined> {
    const found = await unlessMissing(this.core.readNamespacedSecret({ namespace, name }));
    if (found === undefined) return undefined;
    const decode = (text: string): string => Buffer.from(text, "base64").toString("utf8");
    return Object.fromEntries(Object.entries(found.data ?? {}).map(([key, text]) => [key, decode(text)]));
  }

  /** The status of an ExternalSecret's condition Ready, with its reason, or nothing where it does not stand. */
  async externalSecret(namespace: string, name: string): Promise<Condition | undefined> {
    const found = await this.readExternalSecret(namespace, name);
    return found?.status?.conditions?.find(({ type }) => type === "Ready");
  }

  /**
   * Has the operator read the values now, as an engineer does who does not want to wait for an hour, and waits until it has.
   * The moment of the last refresh has whole seconds only, so the operator's mark of what it has last worked on is compared.
   */
  async forceSync(namespace: string, name: string): Promise<void> {
    const before = (await this.readExternalSecret(namespace, name))?.status?.syncedResourceVersion;
    await this.patchExternalSecret(namespace, name, { metadata: { annotations: { "force-sync": randomUUID() } } });
    await until(`${namespace}/${name} is synced again`, async () => {
      const { syncedResourceVersion: now } = (await this.readExternalSecret(namespace, name))?.status ?? {};
      return now !== undefined && now !== before;
    });
  }

  /** Changes an ExternalSecret; lists are replaced. */
  async patchExternalSecret(namespace: string, name: string, body: object): Promise<void> {
    const merge = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
    await this.custom.patchNamespacedCustomObject({ ...externalSecrets, namespace, name, body }, merge);
  }

  /** An ExternalSecret, or nothing where it does not stand. */
  async readExternalSecret(namespace: string, name: string): Promise<ExternalSecret | undefined> {
    const found = this.custom.getNamespacedCustomObject({ ...externalSecrets, namespace, name });
    return (await unlessMissing(found)) as ExternalSecret | undefined;
  }

  /** The messages of the warnings about an object, e.g. `warnings("api", "api-secrets")`. */
  async warnings(namespace: string, name: string): Promise<string[]> {
    const { items } = await this.core.listNamespacedEvent({ namespace });
    return items.flatMap(({ type, involvedObject, message }) =>
      type === "Warning" && involvedObject.name === name && message !== undefined ? [message] : [],
    );
  }

  /**
   * The kinds and names of what the program makes in the cluster, sorted; kinds that are not served hold nothing. Helm keeps the
   * history of a release in Secrets: how often it was changed is left out.
   */
  async inventory(): Promise<string[]> {
    const kinds = [
      ["external-secrets.io/v1", "ExternalSecret"],
      ["external-secrets.io/v1", "ClusterSecretStore"],
      ["admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy"],
      ["admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding"],
      ["admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"],
      ["apps/v1", "Deployment"],
      ["v1", "Secret"],
      ["v1", "ServiceAccount"],
    ] as const;
    const found = await Promise.all(kinds.map(([apiVersion, kind]) => this.list(apiVersion, kind)));
    return found
      .flat()
      .filter((name) => !/^ServiceAccount (\S+\/)?default$/.test(name) && !/ kube-system\//.test(name))
      .filter((name) => !/\/sh\.helm\.release\.v1\.\S+\.v([2-9]|\d\d)$/.test(name))
      .sort();
  }

  private async list(apiVersion: string, kind: string): Promise<string[]> {
    const found = await unlessMissing(this.objects.list<KubernetesObject>(apiVersion, kind).catch(unserved));
    return (found?.items ?? []).map(({ metadata }) => {
      const name = metadata?.namespace ? `${metadata.namespace}/${metadata.name}` : metadata?.name;
      return `${kind} ${name}`;
    });
  }
}

/** A kind whose definition is gone has no objects. */
function unserved(error: Error): undefined {
  if (/Unrecognized API version and kind/.test(error.message)) return undefined;
  throw error;
}

/** The answer, or nothing where the object does not exist. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if ((error as { code?: number }).code === 404) return undefined;
    throw error;
  }
}

/**
 * Waits until a question is answered.
 *
 * @param what For the error, e.g. `"the ExternalSecret is ready"`.
 * @param ask Gives the answer, or nothing as long as there is none.
 * @param seconds How long to ask. Default 120: a busy machine is slow.
 */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false>, seconds = 120): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`After ${seconds} seconds it is not so that ${what}`);
    await sleep(250);
  }
}
