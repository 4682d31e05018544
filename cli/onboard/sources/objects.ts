import { isList, isMap, type Value, type ValueMap } from "../../../policies/engine/value";
import { containersOf, workloadsOf } from "../../../policies/kubernetes/workloads";
import type { Workload } from "../../../components/model/service";
import { objectsOf } from "../../scan/objects";
import { nodeAt, textAt, toPlain, type MapNode, type TreeNode } from "../../scan/tree";
import { serviceOf } from "../names";

/** An object that holds values by key. Of a Secret they are not read. */
export interface Holder {
  kind: "ConfigMap" | "Secret";
  name: string;
  namespace?: string;
  service?: string;
  data: ReadonlyMap<string, string>;
  /** Whether it holds bytes, too. */
  hasBytes: boolean;
}

/** A workload, and what of its containers says what they read. */
export interface Reader {
  kind: Workload["kind"];
  name: string;
  namespace?: string;
  service?: string;
  containers: { name?: string; env: ValueMap[]; envFrom: ValueMap[] }[];
  volumes: ValueMap[];
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
    const of = { name, ...(namespace !== null && { namespace }), ...(service !== undefined && { service }) };
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

function containersIn(kind: string, body: MapNode): Pick<Reader, "containers" | "volumes"> {
  const props = toPlain(body) as ValueMap;
  const [workload] = workloadsOf({ urn: "", type: `kubernetes:any:${kind}`, name: "", props });
  if (workload === undefined) return { containers: [], volumes: [] };
  const containers = [...containersOf(workload)].map(({ body: container }) => ({
    ...(typeof container.name === "string" && { name: container.name }),
    env: maps(container.env),
    envFrom: maps(container.envFrom),
  }));
  return { containers, volumes: maps(workload.podSpec.volumes) };
}

function maps(list: Value | undefined): ValueMap[] {
  return isList(list) ? list.filter(isMap) : [];
}
