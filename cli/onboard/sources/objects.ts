import { isList, isMap, type Value, type ValueMap } from "../../../policies/engine/value";
import { containersOf, secretReferencesOf, workloadsOf } from "../../../policies/kubernetes/workloads";
import type { Workload } from "../../../components/model/service";
import { objectsOf } from "../../scan/objects";
import { nodeAt, textAt, toPlain, type MapNode, type TreeNode } from "../../scan/tree";
import { serviceOf } from "../names";
import type { FoundContainer } from "./found";

/** An object that holds values by key. Of a Secret they are not read. */
export interface Holder {
  kind: "ConfigMap" | "Secret";
  name: string;
  /** Absent where nobody said it, and where it is a placeholder that a template fills in: `${NAMESPACE}`. */
  namespace?: string;
  service?: string;
  data: ReadonlyMap<string, string>;
  /** Whether it holds bytes, too. */
  hasBytes: boolean;
}

/** A container of a workload, and what of it says what it reads. */
export interface ReaderContainer extends Pick<FoundContainer, "field"> {
  name?: string;
  env: ValueMap[];
  envFrom: ValueMap[];
  /** Names of the volumes that it mounts. */
  mounts: (Value | undefined)[];
}

/** A workload, and what of its containers says what they read. */
export interface Reader {
  kind: Workload["kind"];
  name: string;
  /** As that of a `Holder`. */
  namespace?: string;
  service?: string;
  containers: ReaderContainer[];
  volumes: ValueMap[];
  /** Names of Secrets that it reads otherwise than as variables. */
  otherSecrets: string[];
}

/** What manifests hold of what is looked at. */
export interface Objects {
  holders: Holder[];
  readers: Reader[];
  /** Kinds that nothing is taken from. */
  others: Set<string>;
}

const readerKinds: readonly string[] = ["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job"];

/** Sorts the objects of documents. Those without a name are left out. */
export function sortObjects(nodes: readonly TreeNode[]): Objects {
  const sorted: Objects = { holders: [], readers: [], others: new Set() };
  for (const { kind, name, namespace, body } of nodes.flatMap((node) => [...objectsOf(node)])) {
    if (name === null || !/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name)) continue;
    const label = textAt(nodeAt(body, ["metadata", "labels", "app.kubernetes.io/name"]));
    const service = serviceOf(name, label);
    const isLabel = namespace !== null && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace);
    const of = { name, ...(isLabel && { namespace }), ...(service !== undefined && { service }) };
    if (kind === "ConfigMap" || kind === "Secret") sorted.holders.push({ kind, ...of, ...dataOf(kind, body) });
    else if (readerKinds.includes(kind)) {
      sorted.readers.push({ kind: kind as Workload["kind"], ...of, ...containersIn(kind, body) });
    } else sorted.others.add(kind);
  }
  return sorted;
}

function dataOf(kind: Holder["kind"], body: MapNode): Pick<Holder, "data" | "hasBytes"> {
  const data = new Map<string, string>();
  for (const field of kind === "Secret" ? ["data", "stringData"] : ["data"]) {
    const node = body.get(field);
    if (node?.kind !== "map") continue;
    // What a Secret holds is a credential, whatever it looks like.
    for (const [key, value] of node.entries) data.set(key, kind === "Secret" ? "" : (textAt(value) ?? ""));
  }
  return { data, hasBytes: body.get("binaryData") !== undefined };
}

function containersIn(kind: string, body: MapNode): Pick<Reader, "containers" | "volumes" | "otherSecrets"> {
  const props = toPlain(body) as ValueMap;
  const [workload] = workloadsOf({ urn: "", type: `kubernetes:any:${kind}`, name: "", props });
  if (workload === undefined) return { containers: [], volumes: [], otherSecrets: [] };
  const containers = [...containersOf(workload)].map(({ at, body: container }): ReaderContainer => ({
    field: at.includes("initContainers") ? "initContainers" : "containers",
    ...(typeof container.name === "string" && { name: container.name }),
    env: maps(container.env),
    envFrom: maps(container.envFrom),
    mounts: maps(container.volumeMounts).map(({ name }) => name),
  }));
  const { volumes, imagePullSecrets } = workload.podSpec;
  const mounted = [...secretReferencesOf(workload)].filter(({ as }) => as === "file").map(({ secret }) => secret);
  const otherSecrets = [...mounted, ...maps(imagePullSecrets).map(({ name }) => name)];
  return {
    containers,
    volumes: maps(volumes),
    otherSecrets: otherSecrets.filter((name) => typeof name === "string"),
  };
}

function maps(list: Value | undefined): ValueMap[] {
  return isList(list) ? list.filter(isMap) : [];
}
