import { createHash } from "node:crypto";
import type { V1Container, V1ObjectMeta, V1PodTemplateSpec } from "@kubernetes/client-node";
import { type Changed, mounts, readsVariables } from "./references";

/** What a Deployment, a StatefulSet and a DaemonSet have in common. */
export interface Workload {
  metadata?: V1ObjectMeta;
  spec?: { template: V1PodTemplateSpec };
}

const suffix = "reloader.stakater.com";

/**
 * The container that is named as the reason, so that the workload rolls; nothing where the change does not concern the workload.
 *
 * @param workload With the annotations on itself or, where it has none of these, on its pod template.
 * @param changed What changed, of whatever namespace.
 * @returns The container's name: the first that reads the object, else the pod's first.
 * Source: https://docs.stakater.com/reloader/1.4/reference/annotations.html
 */
export function containerConcerned(workload: Workload, changed: Changed): string | undefined {
  const template = workload.spec?.template;
  const pod = template?.spec;
  if (!pod || workload.metadata?.namespace !== changed.namespace) return undefined;
  if (changed.annotations?.[`${suffix}/ignore`] === "true") return undefined;

  const reader = [...pod.containers, ...(pod.initContainers ?? [])].find((container) =>
    reads(container, changed, template),
  );
  const annotations = annotationsOf(workload);
  if (!asks(annotations, changed, reader !== undefined)) return undefined;
  const first = pod.containers.find((container) => container === reader) ?? pod.containers[0];
  return first?.name;
}

function annotationsOf({ metadata, spec }: Workload): Record<string, string> {
  const own = metadata?.annotations ?? {};
  const concerned = Object.keys(own).some((key) => key.split("/")[0]!.endsWith(suffix));
  return concerned ? own : (spec?.template.metadata?.annotations ?? {});
}

function asks(annotations: Record<string, string>, changed: Changed, read: boolean): boolean {
  const prefix = `${changed.kind.toLowerCase()}.${suffix}`;
  const listed = (key: string): boolean => splitList(annotations[key]).includes(changed.name);
  if (listed(`${prefix}/reload`)) return true;
  if (!read || listed(`${changed.kind.toLowerCase()}s.exclude.${suffix}/reload`)) return false;
  if (annotations[`${suffix}/auto`] === "true" || annotations[`${prefix}/auto`] === "true") return true;
  return annotations[`${suffix}/search`] === "true" && changed.annotations?.[`${suffix}/match`] === "true";
}

function splitList(text: string | undefined): string[] {
  return (text ?? "").split(",").map((name) => name.trim());
}

function reads(container: V1Container, changed: Changed, template: V1PodTemplateSpec): boolean {
  return readsVariables(container, changed) || mounts(container, template.spec?.volumes ?? [], changed);
}

/**
 * What is put onto the pod template, under the "annotations" strategy: a new one rolls the workload.
 *
 * Source: ReloadSource in https://github.com/stakater/Reloader/blob/v1.4.21/pkg/common/reload_source.go
 *
 * @param container The container that is named as the reason.
 * @param hash The changed object's fingerprint.
 * @param observedAt When the change was seen.
 */
export function reloadedFrom(
  { kind, name, namespace }: Changed,
  container: string,
  hash: string,
  observedAt: Date,
): Record<string, string> {
  const type = kind.toUpperCase();
  const source = { type, name, namespace, hash, containerRefs: [container] };
  const seconds = Math.floor(observedAt.getTime() / 1000);
  return { [`${suffix}/last-reloaded-from`]: JSON.stringify({ ...source, observedAt: seconds }) };
}

/**
 * A fingerprint of an object's data: it changes when a key or a value does, and tells neither.
 *
 * @param data Values of a Secret or a ConfigMap, of `data` and `binaryData` alike.
 */
export function fingerprint(...data: (Record<string, string> | undefined)[]): string {
  const hash = createHash("sha1");
  for (const part of data) {
    const entries = Object.entries(part ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
    hash.update(JSON.stringify(entries));
  }
  return hash.digest("hex");
}
