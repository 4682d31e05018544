import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import type { Stage } from "../../lab/stage/stage";
import { openAccount } from "./aws";
import { Cluster, type ExternalSecret, until } from "./cluster";
import { bringUp, takeDown } from "./environment";
import { sharedStage, startSeconds } from "./shared-stage";
import { apiValues, randomValue, strongroom } from "./strongroom";
import {
  apply,
  ask,
  containerOf,
  example,
  podsOf,
  proofsOf,
  remove,
  rolledOut,
  type Version,
  type Workload,
} from "./workloads";

const keys = ["DATABASE_URL", "STRIPE_SECRET_KEY", "JWT_SIGNING_KEY", "APPLE_SHARED_SECRET"] as const;

/** Chosen by the tests: whoever knows it can compare values without seeing them. */
const proofKey = randomValue();

/** Needs the engine, the API server, the operator, the emulator, and the kubelet that runs the demo application. */
describe("an application that reads its secrets from the cluster", function () {
  this.timeout(600_000);
  const values = apiValues();
  let stage: Stage;
  let cluster: Cluster;

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    stage = await sharedStage();
    cluster = new Cluster(stage);
    await bringUp(stage, "dev");
    const { status, stderr } = await strongroom(stage, ["seed", "dev", "api"], { input: values });
    assert.equal(status, 0, stderr);
    await cluster.forceSync("api", "api-secrets");
  });

  after(async () => {
    await remove(cluster, withProofs("deployment.yaml"));
    await takeDown(stage, "dev");
  });

  describe("while the Secret lacks a key", () => {
    let complete: ExternalSecret["spec"]["data"];

    before(async () => {
      complete = (await cluster.readExternalSecret("api", "api-secrets"))!.spec.data;
      const data = complete.filter(({ secretKey }) => secretKey !== "APPLE_SHARED_SECRET");
      await cluster.patchExternalSecret("api", "api-secrets", { spec: { data } });
      await secretHas((secret) => !("APPLE_SHARED_SECRET" in secret));
    });

    after(async () => {
      await cluster.patchExternalSecret("api", "api-secrets", { spec: { data: complete } });
      await secretHas((secret) => "APPLE_SHARED_SECRET" in secret);
    });

    function secretHas(check: (secret: Record<string, string>) => boolean): Promise<unknown> {
      return until("the change of the ExternalSecret has reached the Secret", async () => {
        return check((await cluster.secret("api", "api-secrets")) ?? {});
      });
    }

    it("no pod of the example starts: its variables are not optional", async () => {
      await apply(stage, withProofs("deployment.yaml"));
      const [pod] = await until("the pods wait", () =>
        podsThat(({ state }) => state?.waiting?.reason === "CreateContainerConfigError"),
      );
      assert.deepEqual(
        { ...pod!.status!.containerStatuses![0]!.state!.waiting },
        {
          reason: "CreateContainerConfigError",
          message: "couldn't find key APPLE_SHARED_SECRET in Secret api/api-secrets",
        },
      );
      await remove(cluster, withProofs("deployment.yaml"));
    });

    it("a process that is started all the same ends at once, and names the key and no value", async () => {
      const careless = withProofs("deployment.yaml");
      for (const { valueFrom } of containerOf(careless).env!) {
        if (valueFrom?.secretKeyRef) valueFrom.secretKeyRef.optional = true;
      }
      await endsWith(careless, "the variable is not set");
    });

    it("the same goes for files", async () => {
      await endsWith(withProofs("deployment-files.yaml"), "there is no such file");
    });

    /** What a pod says when it ends, in kubectl describe pod. */
    async function endsWith(workload: Workload, problem: string): Promise<void> {
      await apply(stage, workload);
      const pods = await until("the process ended", () =>
        podsThat(({ lastState }) => lastState?.terminated !== undefined),
      );
      for (const pod of pods) {
        const { exitCode, reason, message = "" } = pod.status!.containerStatuses![0]!.lastState!.terminated!;
        assert.deepEqual([exitCode, reason], [1, "Error"]);
        const [first, second] = message.split("\n");
        assert.equal(first, "strongroom-runtime: 1 of 4 required secrets is missing:");
        assert.equal(second, `  APPLE_SHARED_SECRET: ${problem}`);
        assert.match(message, /^This process ends with exit status 1\.$/m);
        const secret = (await cluster.secret("api", "api-secrets"))!;
        for (const key of keys.slice(0, 3)) assert.equal(message.includes(secret[key]!), false, "a value is shown");
      }
      await remove(cluster, workload);
    }
  });

  describe("once the Secret is complete", () => {
    it("serves with exactly the values that were put, once all are there", async () => {
      const deployment = withProofs("deployment.yaml");
      await apply(stage, deployment);
      const proofs = await expectedProofs();
      for (const pod of await rolledOut(cluster, deployment)) {
        assert.deepEqual(await ask(pod, "/healthz"), { status: "ok" });
        assert.deepEqual(await ask(pod, "/version"), { version: "0.1.0", source: "environment", proofs });
      }
      await remove(cluster, deployment);
    });

    it("takes a new value from its files when it is told to, and is not restarted", async () => {
      const deployment = withProofs("deployment-files.yaml");
      await apply(stage, deployment);
      const pods = await rolledOut(cluster, deployment);
      const before = await expectedProofs();
      for (const pod of pods) assert.deepEqual(await ask(pod, "/version"), versionOfFiles(before));

      const apple = { APPLE_SHARED_SECRET: randomValue() };
      const { secretsManager } = await openAccount(stage, "111122223333");
      await secretsManager.send(
        new PutSecretValueCommand({ SecretId: "dev/api/apple", SecretString: JSON.stringify(apple) }),
      );
      await cluster.forceSync("api", "api-secrets");
      const now = { ...before, ...proofsOf(apple, proofKey) };
      for (const pod of pods) {
        await until("the file has changed", () => fileHolds(pod, apple.APPLE_SHARED_SECRET));
        assert.deepEqual(await ask(pod, "/version"), versionOfFiles(before), "nobody has told the process yet");
        process.kill(processId(pod), "SIGHUP");
        await until("the new value is in force", async () => {
          const { proofs } = await ask<Version>(pod, "/version");
          return proofs!["APPLE_SHARED_SECRET"] === now["APPLE_SHARED_SECRET"];
        });
        assert.deepEqual(await ask(pod, "/version"), versionOfFiles(now));
      }
      const processes = (found: V1Pod[]): string[] => found.map(processOf).sort();
      assert.deepEqual(processes(await podsOf(cluster, deployment)), processes(pods));
      await remove(cluster, deployment);
    });
  });

  async function expectedProofs(): Promise<Record<string, string>> {
    const secret = (await cluster.secret("api", "api-secrets"))!;
    assert.equal(secret["APPLE_SHARED_SECRET"] === values.apple.APPLE_SHARED_SECRET, true);
    assert.equal(secret["STRIPE_SECRET_KEY"] === values.app.STRIPE_SECRET_KEY, true);
    return proofsOf(Object.fromEntries(keys.map((key) => [key, secret[key]!])), proofKey);
  }

  async function podsThat(check: (status: V1ContainerStatus) => boolean): Promise<V1Pod[] | false> {
    const pods = await podsOf(cluster, withProofs("deployment.yaml"));
    return pods.length === 2 && pods.every(({ status }) => status?.containerStatuses?.every(check)) && pods;
  }

  /** Whether the file in the pod's volume holds a value now. */
  async function fileHolds(pod: V1Pod, value: string): Promise<boolean> {
    const volume = path.join(stage.directory, "pods", pod.metadata!.uid!, "volumes", "api-secrets");
    return (await fs.promises.readFile(path.join(volume, "APPLE_SHARED_SECRET"), "utf8")) === value;
  }
});

/** An example, with the key to prove its values by. */
function withProofs(file: string): Workload {
  const workload = example(file);
  containerOf(workload).env!.push({ name: "PROOF_KEY", value: proofKey });
  return workload;
}

function versionOfFiles(proofs: Record<string, string>): Version {
  return { version: "0.1.0", source: "files", proofs };
}

/** The process behind a pod's container, and how often it was started again, e.g. `"process://4711, 0 restarts"`. */
function processOf(pod: V1Pod): string {
  const [container] = pod.status!.containerStatuses!;
  return `${container!.containerID}, ${container!.restartCount} restarts`;
}

/** Its number: lab/kubelet tells it in place of a container's. */
function processId(pod: V1Pod): number {
  const [, id] = /^process:\/\/(\d+),/.exec(processOf(pod)) ?? [];
  assert.ok(id !== undefined, processOf(pod));
  return Number(id);
}
