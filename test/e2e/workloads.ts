import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import type { V1Container, V1Deployment, V1Pod } from "@kubernetes/client-node";
import { parse } from "yaml";
import { checkout } from "../../lab/engine/project";
import type { Stage } from "../../lab/stage/stage";
import { type Cluster, unlessMissing, until } from "./cluster";

/** A Deployment with the parts that every one here has. */
export type Workload = V1Deployment & {
  metadata: { name: string; namespace: string };
  spec: { replicas: number; template: { spec: { containers: [V1Container] } } };
};

/** What the demo application answers to `/version`. */
export interface Version {
  version: string;
  source: "environment" | "files";
  /** Key to the HMAC of its value. */
  proofs?: Record<string, string>;
}

/** A manifest of examples/app, e.g. `"deployment.yaml"`, to be changed as a test needs it. */
export function example(file: string): Workload {
  return parse(fs.readFileSync(path.join(checkout, "examples", "app", file), "utf8")) as Workload;
}

/** The one container of a workload. */
export function containerOf({ spec }: Workload): V1Container {
  return spec.template.spec.containers[0];
}

/** Applies manifests with kubectl, as a user does. */
export async function apply(stage: Stage, ...manifests: object[]): Promise<void> {
  const { kubeconfig } = stage.kubernetes;
  const kubectl = path.join(stage.parts.cluster, "kubectl");
  const child = spawn(kubectl, ["--kubeconfig", kubeconfig, "apply", "-f", "-"], { stdio: ["pipe", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  child.stdin.end(JSON.stringify({ apiVersion: "v1", kind: "List", items: manifests }));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (status !== 0) throw new Error(`kubectl apply ended with ${status}: ${said}`);
}

/** The pods of a Deployment that are not about to go. Their names tell whose they are. */
export async function podsOf(cluster: Cluster, { metadata }: Workload): Promise<V1Pod[]> {
  const { items } = await cluster.core.listNamespacedPod({ namespace: metadata.namespace });
  const ours = new RegExp(`^${metadata.name}-[a-z0-9]+-[a-z0-9]{5}$`);
  return items.filter((pod) => ours.test(pod.metadata!.name!) && !pod.metadata!.deletionTimestamp);
}

/** The pods of a Deployment, once it runs as it is written now, and only so, and all of them are ready. */
export function rolledOut(cluster: Cluster, workload: Workload): Promise<V1Pod[]> {
  const { name, namespace } = workload.metadata;
  return until(`Deployment ${namespace}/${name} has rolled out`, async () => {
    const { metadata, spec, status } = await cluster.apps.readNamespacedDeployment({ name, namespace });
    if (status?.observedGeneration !== metadata?.generation || status?.updatedReplicas !== spec?.replicas) return false;
    if (status?.replicas !== spec?.replicas || status?.availableReplicas !== spec?.replicas) return false;
    const pods = await podsOf(cluster, workload);
    return pods.length === spec?.replicas && pods;
  });
}

/** Deletes a Deployment and waits until its pods are gone. */
export async function remove(cluster: Cluster, workload: Workload): Promise<void> {
  const { name, namespace } = workload.metadata;
  await unlessMissing(cluster.apps.deleteNamespacedDeployment({ name, namespace }));
  const ours = new RegExp(`^${name}-[a-z0-9]+-[a-z0-9]{5}$`);
  await until(`the pods of ${namespace}/${name} are gone`, async () => {
    const { items } = await cluster.core.listNamespacedPod({ namespace });
    return !items.some((pod) => ours.test(pod.metadata!.name!));
  });
}

/**
 * Asks the demo application in a pod. Its address in the cluster leads nowhere on this machine: it listens at the same one in
 * 127.0.0.0/8 (lab/kubelet/addresses.ts).
 *
 * @throws Error when the answer is not 200.
 */
export async function ask<T>(pod: V1Pod, page: "/healthz" | "/version"): Promise<T> {
  const address = pod.status!.podIP!.replace(/^10\./, "127.");
  const answer = await fetch(`http://${address}:8080${page}`);
  if (answer.status !== 200) throw new Error(`${pod.metadata!.name} answers ${answer.status} to ${page}`);
  return (await answer.json()) as T;
}

/** What `/version` has to say of these values, for whoever chose the key. */
export function proofsOf(values: Record<string, string>, proofKey: string): Record<string, string> {
  const proof = (value: string): string => createHmac("sha256", proofKey).update(value).digest("hex");
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, proof(value)]));
}

/** The pods' identities, sorted: new ones are new pods. */
export function identities(pods: readonly V1Pod[]): string[] {
  return pods.map((pod) => pod.metadata!.uid!).sort();
}
