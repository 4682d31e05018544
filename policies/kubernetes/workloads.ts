import type { KeyPath } from "../engine/leaves";
import type { Resource } from "../engine/rule";
import { isList, isMap, type Value, type ValueMap } from "../engine/value";
import { anyListType, manifestsOf, mapAt, typesOf } from "./manifests";

/** The kinds that run pods, with the keys that lead to the pod's template. */
const templates: Readonly<Record<string, KeyPath>> = {
  Pod: [],
  ReplicationController: ["spec", "template"],
  Deployment: ["spec", "template"],
  StatefulSet: ["spec", "template"],
  DaemonSet: ["spec", "template"],
  ReplicaSet: ["spec", "template"],
  Job: ["spec", "template"],
  CronJob: ["spec", "jobTemplate", "spec", "template"],
  Rollout: ["spec", "template"],
};

const ofApps = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"];
const ofBatch = ["Job", "CronJob"];

/** Every type of resource that can run pods, lists included. Old versions stay: the provider still takes them. */
export const workloadTypes: readonly string[] = [
  ...typesOf({
    "core/v1": ["Pod", "ReplicationController"],
    "apps/v1": ofApps,
    "apps/v1beta1": ofApps,
    "apps/v1beta2": ofApps,
    "extensions/v1beta1": ofApps,
    "batch/v1": ofBatch,
    "batch/v1beta1": ofBatch,
    "argoproj.io/v1alpha1": ["Rollout"],
  }),
  anyListType,
];

/** What runs pods. */
export interface Workload {
  kind: string;
  /** The keys that lead to the object inside its resource. */
  at: KeyPath;
  metadata: ValueMap;
  podMetadata: ValueMap;
  podSpec: ValueMap;
  /** The keys that lead to the pod's spec inside the resource. */
  podSpecAt: KeyPath;
}

/** The workloads that a resource stands for: itself, or those of a list. */
export function* workloadsOf(resource: Resource): Generator<Workload> {
  for (const { kind, at, body } of manifestsOf(resource)) {
    const path = Object.hasOwn(templates, kind) ? templates[kind] : undefined;
    if (path === undefined) continue;
    const template = mapAt(body, ...path.map(String));
    yield {
      kind,
      at,
      metadata: mapAt(body, "metadata"),
      podMetadata: mapAt(template, "metadata"),
      podSpec: mapAt(template, "spec"),
      podSpecAt: [...at, ...path, "spec"],
    };
  }
}

/** A container of a pod. */
export interface Container {
  at: KeyPath;
  body: ValueMap;
}

/** Every container of a workload: those that run first and those for debugging too. */
export function* containersOf({ podSpec, podSpecAt }: Workload): Generator<Container> {
  for (const field of ["initContainers", "containers", "ephemeralContainers"]) {
    for (const { at, body } of itemsOf(podSpec, podSpecAt, field)) yield { at, body };
  }
}

/** A place where a pod reads a Secret. */
export interface SecretReference {
  /** Variables are read once, when the container starts; files change under a running container. */
  as: "variable" | "file";
  /** The reference itself, e.g. the keys that lead to `secretKeyRef`. */
  at: KeyPath;
  /** Name of the Secret. */
  secret: Value | undefined;
  /** The one key that is read. Absent: all of them. */
  key?: Value;
  optional: Value | undefined;
}

/** Every place where a workload's pods read a Secret, as far as it is known. */
export function* secretReferencesOf(workload: Workload): Generator<SecretReference> {
  for (const container of containersOf(workload)) {
    for (const { at, body } of itemsOf(container.body, container.at, "env")) {
      const reference = mapAt(body, "valueFrom").secretKeyRef;
      const path = [...at, "valueFrom", "secretKeyRef"];
      if (isMap(reference)) yield { ...variable(path, reference), key: reference.key };
    }
    for (const { at, body } of itemsOf(container.body, container.at, "envFrom")) {
      if (isMap(body.secretRef)) yield variable([...at, "secretRef"], body.secretRef);
    }
  }
  for (const { at, body } of itemsOf(workload.podSpec, workload.podSpecAt, "volumes")) {
    const { secret } = body;
    if (isMap(secret)) {
      yield { as: "file", at: [...at, "secret"], secret: secret.secretName, optional: secret.optional };
    }
    for (const source of itemsOf(mapAt(body, "projected"), [...at, "projected"], "sources")) {
      const reference = source.body.secret;
      if (!isMap(reference)) continue;
      yield { as: "file", at: [...source.at, "secret"], secret: reference.name, optional: reference.optional };
    }
  }
}

function variable(at: KeyPath, { name, optional }: ValueMap): SecretReference {
  return { as: "variable", at, secret: name, optional };
}

function* itemsOf(parent: ValueMap, at: KeyPath, field: string): Generator<Container> {
  const list = parent[field];
  if (!isList(list)) return;
  for (const [index, body] of list.entries()) {
    if (isMap(body)) yield { at: [...at, field, index], body };
  }
}
