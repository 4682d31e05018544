import type { V1Container, V1ObjectFieldSelector, V1Pod, V1ResourceFieldSelector } from "@kubernetes/client-node";
import { NotYet } from "./sources";

/** What a pod's fields say that only its node knows. */
export interface Place {
  podIP: string;
  hostIP: string;
}

/** What the node of a pod without limits has to give. The same as the nodes of the stage say. */
const nodeLimits: Record<string, string> = { cpu: "32", memory: "64Gi", "ephemeral-storage": "0" };

/**
 * The value of a pod's field, for a variable or a file.
 *
 * @throws NotYet when the field is none that Kubernetes hands to containers.
 * Source: https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
 */
export function fieldValue(pod: V1Pod, { fieldPath }: V1ObjectFieldSelector, place: Place): string {
  const { metadata, spec } = pod;
  const fields: Record<string, string | undefined> = {
    "metadata.name": metadata?.name,
    "metadata.namespace": metadata?.namespace,
    "metadata.uid": metadata?.uid,
    "spec.nodeName": spec?.nodeName,
    "spec.serviceAccountName": spec?.serviceAccountName,
    "status.podIP": place.podIP,
    "status.podIPs": place.podIP,
    "status.hostIP": place.hostIP,
    "status.hostIPs": place.hostIP,
    "metadata.labels": lines(metadata?.labels),
    "metadata.annotations": lines(metadata?.annotations),
  };
  const [, map, key] = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(fieldPath) ?? [];
  if (map !== undefined) return metadata?.[map as "labels" | "annotations"]?.[key!] ?? "";
  if (!(fieldPath in fields)) throw new NotYet(`unsupported fieldPath: ${fieldPath}`);
  return fields[fieldPath] ?? "";
}

/** As files of the downward API hold labels: one a line, its value quoted. */
function lines(map: Record<string, string> | undefined): string {
  return Object.entries(map ?? {})
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort()
    .join("\n");
}

/**
 * What a container requests or may use at most, in units of the divisor, rounded up.
 *
 * @throws NotYet when the resource is not of that form or the container is not there.
 */
export function resourceValue(pod: V1Pod, own: V1Container, selector: V1ResourceFieldSelector): string {
  const { containerName, divisor, resource } = selector;
  const containers = pod.spec?.containers ?? [];
  const container = containerName === undefined ? own : containers.find(({ name }) => name === containerName);
  const [, side, name] = /^(limits|requests)\.(.+)$/.exec(resource) ?? [];
  if (container === undefined || side === undefined) throw new NotYet(`unsupported container resource: ${resource}`);
  const { limits, requests } = container.resources ?? {};
  const limit = limits?.[name!] ?? nodeLimits[name!] ?? "0";
  const quantity = side === "limits" ? limit : (requests?.[name!] ?? limits?.[name!] ?? "0");
  const unit = divisor === undefined || divisor === "0" ? "1" : divisor;
  return `${Math.ceil(amount(quantity) / amount(unit))}`;
}

const units: Record<string, number> = {
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A quantity as Kubernetes writes it, as a number: `"128Mi"` is 134217728. */
function amount(quantity: string): number {
  const [, digits, unit] = /^([0-9.]+)([A-Za-z]*)$/.exec(quantity) ?? [];
  const factor = units[unit ?? "?"];
  if (digits === undefined || factor === undefined) throw new NotYet(`unsupported quantity: ${quantity}`);
  return Number(digits) * factor;
}
