import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A pod of the demo's namespace. */
export interface Pod {
  /** New for every pod, whatever its name. */
  uid: string;
  /** Whose it is: `orders` or `catalog`. */
  app: string;
  address: string;
}

interface ListedPod {
  metadata: { uid: string; labels?: Record<string, string>; deletionTimestamp?: string };
  status: { podIP?: string };
}

/**
 * The pods of a namespace that are not about to go.
 *
 * @param environment Variables that lead kubectl to the stage.
 */
export async function listPods(namespace: string, environment: Record<string, string>): Promise<Pod[]> {
  const { stdout } = await run("kubectl", ["get", "pods", "--namespace", namespace, "--output", "json"], {
    env: environment,
  });
  const { items } = JSON.parse(stdout) as { items: ListedPod[] };
  return items
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata, status }) => ({
      uid: metadata.uid,
      app: metadata.labels?.["app"] ?? "",
      // Its address in the cluster leads nowhere on this machine: lab/kubelet/addresses.ts.
      address: (status.podIP ?? "").replace(/^10\./, "127."),
    }));
}

/** Of whom, sorted: two of these say whether the pods are the same. */
export function identities(pods: readonly Pod[], app: string): string[] {
  return pods
    .filter((pod) => pod.app === app)
    .map(({ uid }) => uid)
    .sort();
}

/**
 * Whether the demo application in a pod proves that it has a value: it answers with the value's HMAC under PROOF_KEY, which the
 * manifest gives it. No value is sent.
 *
 * @param name The variable, e.g. `"APPLE_SHARED_SECRET"`.
 */
export async function provesValue({ address }: Pod, name: string, value: string, proofKey: string): Promise<boolean> {
  const answer = await fetch(`http://${address}:8080/version`).catch(() => undefined);
  if (answer?.status !== 200) return false;
  const { proofs } = (await answer.json()) as { proofs?: Record<string, string> };
  return proofs?.[name] === createHmac("sha256", proofKey).update(value).digest("hex");
}
