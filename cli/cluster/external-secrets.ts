import { randomUUID } from "node:crypto";
import { PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import { nameInArn } from "../../components/model/entry-spellings";
import { UserError } from "../user-error";
import type { Cluster } from "./cluster";
import { type Deadline, until } from "./until";

/** Where an ExternalSecret reads from. */
interface RemoteRef {
  key: string;
  property?: string;
}

/** An ExternalSecret, as far as it is looked at. */
export interface ExternalSecret {
  metadata: { name: string; namespace: string };
  spec: {
    secretStoreRef?: { kind?: string; name?: string };
    target?: { name?: string };
    data?: { secretKey: string; remoteRef: RemoteRef }[];
    dataFrom?: { extract?: RemoteRef; find?: { path?: string; name?: { regexp?: string }; tags?: object } }[];
  };
  status?: {
    refreshTime?: string;
    syncedResourceVersion?: string;
    conditions?: { type: string; status: string; message?: string }[];
  };
}

/** An ExternalSecret that reads an entry. */
export interface ExternalSecretRef {
  namespace: string;
  name: string;
  /** The Secret that it writes. */
  secret: string;
  /** Key of that Secret to the property of the entry's JSON; a key without a property holds the whole value. */
  keys: Record<string, string | undefined>;
  /** Whether it takes every property of the entry under its own name. */
  extracts: boolean;
}

/** An ExternalSecret that was told to read again. */
export interface ForcedSync {
  ref: ExternalSecretRef;
  /** The operator's mark of what it had last worked on. */
  before: string | undefined;
}

/** What became of it. */
export interface Refreshed {
  ref: ExternalSecretRef;
  /** Whether the operator has read the entry since it was told to. */
  isRefreshed: boolean;
  /** When it last did, as the operator writes it, e.g. `"2026-11-27T03:12:09Z"`. */
  refreshTime?: string;
  /** What the operator says of a sync that failed. It names entries and stores. */
  problem?: string;
}

const kind = { group: "external-secrets.io", version: "v1", plural: "externalsecrets" };

/**
 * Exactly the ExternalSecrets that read an entry, in every namespace, sorted.
 *
 * @param entry Its name, `"prod/api/app"`, or its ARN.
 * @throws UserError when the cluster does not serve them, refuses, or does not answer.
 */
export async function externalSecretsReading(cluster: Cluster, entry: string): Promise<ExternalSecretRef[]> {
  const items = await listExternalSecrets(cluster);
  const refs = items.map((one) => asRef(one, entry)).filter((ref) => ref !== undefined);
  return refs.sort((one, other) => (title(one) < title(other) ? -1 : 1));
}

/**
 * The ExternalSecrets of every namespace.
 *
 * @throws UserError when the cluster does not serve them, refuses, or does not answer.
 */
export async function listExternalSecrets(cluster: Cluster): Promise<ExternalSecret[]> {
  const doing = "listing ExternalSecrets";
  const answer: unknown = await cluster.find(doing, () => cluster.custom.listClusterCustomObject(kind));
  if (answer === undefined) {
    throw new UserError(
      `Cluster ${cluster.named.name} has no ExternalSecrets (external-secrets.io/v1): the operator is not installed.\n` +
        `Fix: pulumi up --stack ${cluster.named.environment}.`,
    );
  }
  return (answer as { items: ExternalSecret[] }).items;
}

/** How an ExternalSecret is called in what is said, e.g. `"api/api-secrets"`. */
export function title({ namespace, name }: { namespace: string; name: string }): string {
  return `${namespace}/${name}`;
}

function asRef({ metadata, spec }: ExternalSecret, entry: string): ExternalSecretRef | undefined {
  const data = (spec.data ?? []).filter(({ remoteRef }) => isSameEntry(remoteRef.key, entry));
  const sources = spec.dataFrom ?? [];
  const extracts = sources.some(({ extract }) => extract !== undefined && isSameEntry(extract.key, entry));
  const finds = sources.some(({ find }) => find !== undefined && mayFind(find, nameOf(entry)));
  if (data.length === 0 && !extracts && !finds) return undefined;
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    secret: spec.target?.name ?? metadata.name,
    keys: Object.fromEntries(data.map(({ secretKey, remoteRef }) => [secretKey, remoteRef.property])),
    extracts,
  };
}

/** Either side may be a name, or an ARN with or without the six characters that AWS adds to the name. */
function isSameEntry(key: string, entry: string): boolean {
  const [inKey, inEntry] = [resourceOf(key), resourceOf(entry)];
  if (inKey !== undefined && inEntry !== undefined) {
    return key === entry || isWithSuffix(key, entry) || isWithSuffix(entry, key);
  }
  if (inEntry !== undefined) return isWithSuffix(inEntry, key) || (inEntry === key && !hasSuffix(key));
  return key === entry || (inKey !== undefined && (inKey === entry || isWithSuffix(inKey, entry)));
}

/** What stands behind `:secret:` in an ARN; nothing in a name. */
function resourceOf(entry: string): string | undefined {
  return /^arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:(.+)$/.exec(entry)?.[1];
}

function isWithSuffix(long: string, short: string): boolean {
  return long.startsWith(`${short}-`) && long.length === short.length + 7 && hasSuffix(long);
}

function hasSuffix(text: string): boolean {
  return /-[A-Za-z0-9]{6}$/.test(text);
}

function nameOf(entry: string): string {
  return resourceOf(entry) === undefined ? entry : nameInArn(entry);
}

/** Of a search by tags nobody knows what it finds: one sync too many does no harm, one too few does. */
function mayFind({ path, name }: { path?: string; name?: { regexp?: string }; tags?: object }, entry: string): boolean {
  if (path !== undefined && !entry.startsWith(path)) return false;
  try {
    return name?.regexp === undefined || new RegExp(name.regexp).test(entry);
  } catch {
    return true;
  }
}

/**
 * Tells the operator to read now: it does so whenever an annotation changes.
 *
 * @throws UserError when the cluster refuses, or one of them is gone.
 */
export function forceSync(cluster: Cluster, refs: readonly ExternalSecretRef[]): Promise<ForcedSync[]> {
  const merge = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
  return Promise.all(
    refs.map(async (ref) => {
      const before = (await read(cluster, ref))?.status?.syncedResourceVersion;
      const body = { metadata: { annotations: { "force-sync": randomUUID() } } };
      const { namespace, name } = ref;
      await cluster.call(`annotating ExternalSecret ${title(ref)}`, () =>
        cluster.custom.patchNamespacedCustomObject({ ...kind, namespace, name, body }, merge),
      );
      return { ref, before };
    }),
  );
}

/**
 * Waits until the operator has read again. The moment of a refresh has whole seconds only, so the operator's own mark decides,
 * which moves with the annotation, and only when a sync succeeds.
 *
 * @param say Told once of each that fails, with the operator's message: it tries again by itself.
 * @returns One for each, in the order given.
 */
export function waitUntilRefreshed(
  cluster: Cluster,
  syncs: readonly ForcedSync[],
  { deadline, say }: { deadline: Deadline; say: (line: string) => void },
): Promise<Refreshed[]> {
  return Promise.all(
    syncs.map(async ({ ref, before }) => {
      let last: Refreshed = { ref, isRefreshed: false };
      let told: string | undefined;
      await until(async () => {
        last = asRefreshed(ref, before, await read(cluster, ref));
        if (last.isRefreshed) return true;
        if (last.problem !== undefined && last.problem !== told) say(`ExternalSecret ${title(ref)}: ${last.problem}`);
        told = last.problem ?? told;
        return undefined;
      }, deadline);
      return last;
    }),
  );
}

function asRefreshed(ref: ExternalSecretRef, before: string | undefined, now: ExternalSecret | undefined): Refreshed {
  if (now === undefined) return { ref, isRefreshed: false, problem: "it is gone" };
  const { status } = now;
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  const isRefreshed = status?.syncedResourceVersion !== before && ready?.status === "True";
  const { refreshTime } = status ?? {};
  return {
    ref,
    isRefreshed,
    ...(refreshTime !== undefined && { refreshTime }),
    ...(ready?.status === "False" && { problem: ready.message ?? "it is not ready" }),
  };
}

async function read(cluster: Cluster, ref: ExternalSecretRef): Promise<ExternalSecret | undefined> {
  const { namespace, name } = ref;
  const found: unknown = await cluster.find(`reading ExternalSecret ${title(ref)}`, () =>
    cluster.custom.getNamespacedCustomObject({ ...kind, namespace, name }),
  );
  return found as ExternalSecret | undefined;
}
