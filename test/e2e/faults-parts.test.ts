import assert from "node:assert/strict";
import { PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import type { V1Pod } from "@kubernetes/client-node";
import { restartPart } from "../../lab/stage/stop";
import { until } from "./cluster";
import { runDocumented } from "./documented";
import { SeededEnvironment } from "./seeded-environment";
import { startSeconds } from "./shared-stage";
import { randomValue } from "./strongroom";

const namespace = "external-secrets";

/** Needs the engine, the API server, the operator and the emulator. */
describe("a part that is restarted", function () {
  this.timeout(600_000);
  let environment: SeededEnvironment;

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    environment = await SeededEnvironment.bringUp();
  });

  after(() => environment.takeDown());

  async function operatorPods(): Promise<V1Pod[]> {
    const labelSelector = "app.kubernetes.io/name=external-secrets";
    const { items } = await environment.cluster.core.listNamespacedPod({ namespace, labelSelector });
    return items;
  }

  /** Puts another value into an entry. */
  async function putValue(): Promise<string> {
    const value = randomValue();
    const SecretString = JSON.stringify({ APPLE_SHARED_SECRET: value });
    const { secretsManager } = environment.account;
    await secretsManager.send(new PutSecretValueCommand({ SecretId: "dev/api/apple", SecretString }));
    return value;
  }

  /** Asks for a sync as docs/recover-an-update.md does, and waits for the value; nothing else of the Secret changes. */
  async function arrives(value: string): Promise<void> {
    const { cluster, stage } = environment;
    const asked = await runDocumented(stage, "sync");
    assert.equal(asked.status, 0, asked.text);
    await arrived(value);
    const keys = Object.keys((await cluster.secret("api", "api-secrets")) ?? {});
    assert.equal(keys.length, 9);
    await environment.synced();
  }

  function arrived(value: string): Promise<unknown> {
    return until("the value is in the cluster", async () => {
      const secret = await environment.cluster.secret("api", "api-secrets");
      return secret?.["APPLE_SHARED_SECRET"] === value;
    });
  }

  it("the operator's pod is deleted: another takes over, and values arrive", async () => {
    const { cluster } = environment;
    const kept = await environment.fingerprints();
    const pods = await operatorPods();
    assert.ok(pods.length > 0);
    for (const { metadata } of pods) await cluster.core.deleteNamespacedPod({ namespace, name: metadata!.name! });
    assert.deepEqual(await environment.fingerprints(), kept);
    const former = pods.map(({ metadata }) => metadata!.uid);
    await until("another pod of the operator is ready", async () => {
      const found = await operatorPods();
      const isReady = ({ status }: V1Pod): boolean =>
        status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True") === true;
      return found.some((pod) => !former.includes(pod.metadata!.uid) && isReady(pod));
    });
    await arrives(await putValue());
  });

  it("the API server is restarted while a value is on its way: it arrives", async () => {
    const { stage } = environment;
    const value = await putValue();
    const asked = await runDocumented(stage, "sync");
    assert.equal(asked.status, 0, asked.text);
    await restartPart(stage, "kube-apiserver");
    await arrived(value);
    await environment.synced();
  });

  it("the API server is restarted: the operator finds back, and the next value arrives", async () => {
    const { stage } = environment;
    const kept = await environment.fingerprints();
    await restartPart(stage, "kube-apiserver");
    assert.deepEqual(await environment.fingerprints(), kept);
    await arrives(await putValue());
    assert.deepEqual(Object.keys(await environment.update()), ["same"]);
  });
});
