import { DescribeSecretCommand, RotateSecretCommand } from "@aws-sdk/client-secrets-manager";
import type { V1Pod } from "@kubernetes/client-node";
import { type Environment, until } from "./environment";

const entry = "dev/api/database";
const namespace = "api";

/** Milliseconds from the promotion of a new value. */
export interface Arrival {
  /** Until the Secret in the cluster holds it. */
  inSecret: number;
  /** Until as many new pods as before are ready, and no old one is left. */
  inPods: number;
}

/** Rotates an entry by its function, and follows the new value to the pods. The promotion is polled, each 50 ms. */
export async function rotateOnce(environment: Environment): Promise<Arrival> {
  const { core, secretsManager } = environment;
  const before = await readyPods(environment);
  const secret = await core.readNamespacedSecret({ namespace, name: "api-secrets" });
  const { VersionId: version } = await secretsManager.send(new RotateSecretCommand({ SecretId: entry }));
  const promoted = await until("the new value is current", async () => {
    const { VersionIdsToStages: stages } = await secretsManager.send(new DescribeSecretCommand({ SecretId: entry }));
    return stages?.[version!]?.includes("AWSCURRENT") && Date.now();
  });
  const inSecret = await until("the Secret has changed", async () => {
    const { metadata } = await core.readNamespacedSecret({ namespace, name: "api-secrets" });
    return metadata?.resourceVersion !== secret.metadata?.resourceVersion && Date.now();
  });
  const inPods = await until("every pod is a new one, and ready", async () => {
    const [all, ready] = [await pods(environment), await readyPods(environment)];
    const isNew = !all.some((pod) => before.some((old) => old.metadata?.uid === pod.metadata?.uid));
    return isNew && ready.length === before.length && all.length === ready.length && Date.now();
  });
  return { inSecret: inSecret - promoted, inPods: inPods - promoted };
}

/** The consumer's pods that are ready. */
export async function readyPods(environment: Environment): Promise<V1Pod[]> {
  return (await pods(environment)).filter(({ status }) =>
    status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True"),
  );
}

async function pods({ core }: Environment): Promise<V1Pod[]> {
  const { items } = await core.listNamespacedPod({ namespace, labelSelector: "app=api" });
  return items.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
}
