import type { Cluster } from "../cluster/cluster";
import { type ExternalSecretRef, forceSync, title, waitUntilRefreshed } from "../cluster/external-secrets";
import { type Proof, proveSynced } from "../cluster/proof";
import { restartConsumers } from "../cluster/restart-consumers";
import { type Deadline, until } from "../cluster/until";
import { type Consumer, consumerTitle, podsFromBefore } from "../cluster/workloads";

/** What bringing a value to the pods works with. */
export interface Delivery {
  cluster: Cluster;
  /** The ExternalSecrets that read the entry. */
  refs: readonly ExternalSecretRef[];
  /** The service's workloads, as they were before the rotation. */
  consumers: readonly Consumer[];
  /** Namespace and name of the Secret that they read. */
  secret: { namespace: string; name: string };
  /** The entry's whole current value. */
  value: string;
  deadline: Deadline;
  say: (line: string) => void;
}

/**
 * Brings the current value to the pods: has the ExternalSecrets read it, proves that the Secrets hold it, restarts each consumer
 * once, and waits until their pods are available.
 *
 * @returns What is not finished, each a sentence; none when all is.
 * @throws UserError when the cluster refuses, or does not answer.
 */
export async function deliver(delivery: Delivery): Promise<string[]> {
  const { cluster, refs, deadline, say } = delivery;
  if (refs.length === 0)
    return ["No ExternalSecret of the cluster reads the entry: nothing brings the value to the pods."];
  const refreshed = await waitUntilRefreshed(cluster, await forceSync(cluster, refs), { deadline, say });
  for (const { ref, isRefreshed, refreshTime = "now" } of refreshed) {
    if (isRefreshed) say(`ExternalSecret ${title(ref)} has read it: ${refreshTime}.`);
  }
  const late = refreshed.filter(({ isRefreshed }) => !isRefreshed);
  if (late.length > 0) {
    return late.map(({ ref, problem = "the operator has not read it" }) => `ExternalSecret ${title(ref)}: ${problem}.`);
  }
  const proofs = await provenInTime(delivery);
  const unproven = proofs.filter(({ different }) => different.length > 0);
  for (const { ref, same } of proofs.filter(({ different }) => different.length === 0)) {
    say(`Secret ${ref.namespace}/${ref.secret} holds it: ${same.join(", ")}, compared by keyed hash.`);
  }
  if (unproven.length > 0) {
    return unproven.map(
      ({ ref, different }) => `Secret ${ref.namespace}/${ref.secret} holds another value in ${different.join(", ")}.`,
    );
  }
  return restartAll(delivery, proofs);
}

/** The operator says that it has read before it writes. */
async function provenInTime({ cluster, refs, value, deadline }: Delivery): Promise<Proof[]> {
  let proofs: Proof[] = [];
  await until(async () => {
    proofs = await proveSynced(cluster, refs, value);
    return proofs.every(({ different }) => different.length === 0) || undefined;
  }, deadline);
  return proofs;
}

async function restartAll(delivery: Delivery, proofs: readonly Proof[]): Promise<string[]> {
  const { cluster, consumers, secret, deadline, say } = delivery;
  for (const { namespace, name } of proofs.filter((proof) => !isOf(secret, proof)).map(({ ref }) => ref)) {
    say(`ExternalSecret ${title({ namespace, name })} is not of this service: whoever reads it is not restarted.`);
  }
  const changedAt = proofs.find((proof) => isOf(secret, proof))?.changedAt;
  if (changedAt === undefined) return [];
  for (const consumer of consumers.filter(({ comes }) => comes !== "restart")) say(unrestarted(consumer));
  const restarted = await restartConsumers(cluster, consumers, { changedAt, deadline, say });
  for (const { consumer, by, isDone } of restarted) {
    if (consumer.comes !== "restart" || !isDone) continue;
    const how = by === "nobody" ? "its pods are newer than the Secret" : `restarted by ${who[by]}, new pods available`;
    say(`${consumerTitle(consumer)}: ${how}.`);
  }
  return restarted
    .filter(({ isDone }) => !isDone)
    .map(
      ({ consumer, progress }) => `${consumerTitle(consumer)} has not rolled out: ${progress}. Old pods go on serving.`,
    );
}

const who = { reloader: "Reloader", command: "this command" };

function isOf({ namespace, name }: Delivery["secret"], { ref }: Proof): boolean {
  return ref.namespace === namespace && ref.secret === name;
}

function unrestarted(consumer: Consumer): string {
  const why = {
    restart: "",
    files: "reads its files again by itself, and is not restarted",
    "next-run": "reads it at its next run; one that runs now goes on with the old value",
    absent: "is declared, but does not exist",
  };
  return `${consumerTitle(consumer)} ${why[consumer.comes]}.`;
}

/**
 * Whether a value has reached the pods: the Secrets hold it, and no consumer has a pod that is older than it.
 *
 * @param putAt When the value was put.
 */
export async function isDelivered(
  { cluster, refs, consumers, value }: Pick<Delivery, "cluster" | "refs" | "consumers" | "value">,
  putAt: Date,
): Promise<boolean> {
  const proofs = await proveSynced(cluster, refs, value);
  if (proofs.some(({ different }) => different.length > 0)) return false;
  const restarted = consumers.filter(({ comes }) => comes === "restart");
  const old = await Promise.all(restarted.map((consumer) => podsFromBefore(cluster, consumer, putAt, false)));
  return old.every((pods) => pods.length === 0);
}
