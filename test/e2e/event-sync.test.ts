import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { DescribeSecretCommand, PutSecretValueCommand, RotateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { GetQueueAttributesCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import type { V1Pod } from "@kubernetes/client-node";
import { companionMessage } from "../../components/model/event-sync-rules";
import type { Stage } from "../../lab/stage/stage";
import { type Account, currentValue, openAccount } from "./aws";
import { Cluster, until } from "./cluster";
import { engine } from "./engine";
import { bringUp, configure, takeDown } from "./environment";
import { sharedStage, startSeconds } from "./shared-stage";
import { apiValues, randomValue, same, strongroom } from "./strongroom";
import {
  apply,
  ask,
  containerOf,
  example,
  identities,
  podsOf,
  proofsOf,
  remove,
  rolledOut,
  type Version,
} from "./workloads";

/** What the way from a new current value to pods that serve with it may take, in milliseconds. */
const promised = 10_000;

const proofKey = randomValue();

/** Is restarted when the service's Secret changes, and never has fewer pods than it should. */
const consumer = example("deployment.yaml");
containerOf(consumer).env!.push({ name: "PROOF_KEY", value: proofKey });
consumer.spec.strategy = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } };

/** Reads the same Secret from files, again and again: it is not to be restarted. */
const reader = example("deployment-files.yaml");
reader.metadata.name = "reader";
reader.metadata.annotations = { "strongroom/reloads": "true" };
reader.spec.selector = { matchLabels: { app: "reader" } };
reader.spec.template.metadata = { labels: { app: "reader" } };
containerOf(reader).env!.push({ name: "PROOF_KEY", value: proofKey });

/** Needs every part of the stage: the engine, the emulator with its events, the operator, and the pods that are really run. */
describe("a changed value, with events", function () {
  this.timeout(600_000);
  let stage: Stage;
  let cluster: Cluster;
  let account: Account;
  let QueueUrl: string;

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    stage = await sharedStage();
    cluster = new Cluster(stage);
    account = await openAccount(stage, "111122223333");
    QueueUrl = `${stage.aws.endpoint}/111122223333/strongroom-dev-event-sync`;
    configure(stage, "dev", { "strongroom:eventSync": { enabled: true } });
    await bringUp(stage, "dev");
    const { status, stderr } = await strongroom(stage, ["seed", "dev", "api"], { input: apiValues() });
    assert.equal(status, 0, stderr);
    await bringUp(stage, "dev");
    await cluster.forceSync("api", "api-secrets");
    await apply(stage, consumer, reader);
    await rolledOut(cluster, consumer);
    await rolledOut(cluster, reader);
  });

  after(async () => {
    await Promise.all([consumer, reader].map((workload) => remove(cluster, workload)));
    await takeDown(stage, "dev");
  });

  for (const [what, change] of [
    ["that a person put", (): Promise<number> => put("dev/api/apple", { APPLE_SHARED_SECRET: randomValue() })],
    ["that was rotated", rotated],
  ] as const) {
    it(`${what}, is in new pods of the consumers within ten seconds, and nothing else restarts`, async () => {
      const before = identities(await podsOf(cluster, consumer));
      const others = { reader: identities(await podsOf(cluster, reader)), billing: await followed("billing") };
      // What the operator still writes is behind it: a change in the same moment would be left to the refresh.
      await cluster.forceSync("api", "api-secrets");
      const at = await change();
      await replaced(before);
      const took = Date.now() - at;
      process.stderr.write(`      A value ${what}: in new pods after ${(took / 1000).toFixed(1)} s\n`);
      assert.ok(took < promised, `it took ${took} ms`);
      await consumersServe();
      assert.deepEqual(
        { reader: identities(await podsOf(cluster, reader)), billing: await followed("billing") },
        others,
      );
    });
  }

  it("changes nothing by events that come twice, late, or of entries that nobody reads", async () => {
    const pods = identities(await podsOf(cluster, consumer));
    const before = await versions();
    const seen = await followed("api");
    const late = message("dev/api/app", "2026-01-01T00:00:00Z");
    const now = message("dev/api/app", "2026-10-23T12:26:45Z");
    const other = message("dev/api/app-two", "2026-10-23T12:26:46Z");
    for (const MessageBody of [now, late, now, now, other, "no JSON", "{}", late]) {
      await account.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    }
    await until("they were followed", async () => (await followed("api")) !== seen);
    await until("the queue is empty", async () => {
      const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
      const { Attributes: held = {} } = await account.sqs.send(asked);
      return held["ApproximateNumberOfMessages"] === "0" && held["ApproximateNumberOfMessagesNotVisible"] === "0";
    });
    // Whatever the operator still does, it does before this.
    await cluster.forceSync("api", "api-secrets");
    assert.deepEqual(await versions(), before);
    assert.deepEqual(identities(await rolledOut(cluster, consumer)), pods);
  });

  it("leaves the old pods serving where the new ones do not come up with it", async () => {
    const pods = await podsOf(cluster, consumer);
    const served = await Promise.all(pods.map((pod) => ask<Version>(pod, "/version")));
    // The application ends at once where a required secret is empty.
    await put("dev/api/apple", { APPLE_SHARED_SECRET: "" });
    await until("a new pod has failed", async () =>
      (await podsOf(cluster, consumer)).some(({ status }) =>
        status?.containerStatuses?.some(({ lastState }) => lastState?.terminated !== undefined),
      ),
    );
    const now = await podsOf(cluster, consumer);
    for (const [index, pod] of pods.entries()) {
      assert.ok(identities(now).includes(pod.metadata!.uid!), "an old pod is gone");
      assert.deepEqual(await ask<Version>(pod, "/version"), served[index]);
    }
    await put("dev/api/apple", { APPLE_SHARED_SECRET: randomValue() });
    await replaced(identities(pods));
    await consumersServe();
  });

  it("comes by the refresh where no event does, and the event that waited does no harm", async () => {
    await scale(0);
    await cluster.patchExternalSecret("api", "api-secrets", { spec: { refreshInterval: "2s" } });
    const before = identities(await podsOf(cluster, consumer));
    await put("dev/api/apple", { APPLE_SHARED_SECRET: randomValue() });
    await replaced(before);
    await consumersServe();
    await cluster.patchExternalSecret("api", "api-secrets", { spec: { refreshInterval: "1h0m0s" } });

    const pods = identities(await podsOf(cluster, consumer));
    const last = await followed("api");
    await scale(1);
    await until("the event that waited was followed", async () => (await followed("api")) !== last);
    await cluster.forceSync("api", "api-secrets");
    assert.deepEqual(identities(await rolledOut(cluster, consumer)), pods);
  });

  it("leaves nothing for pulumi up to change", async () => {
    const { status, changes, text } = await engine(stage, "up", "dev");
    assert.equal(status, 0, text);
    assert.deepEqual(Object.keys(changes), ["same"], text);
  });

  /** Puts a value. @returns When it was current. */
  async function put(SecretId: string, value: object): Promise<number> {
    await account.secretsManager.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(value) }));
    return Date.now();
  }

  /** Rotates the database's entry. @returns When its function had promoted the new value. */
  async function rotated(): Promise<number> {
    const asked = { SecretId: "dev/api/database" };
    const { VersionId: version } = await account.secretsManager.send(new RotateSecretCommand(asked));
    return until("the rotation function has promoted what it made", async () => {
      const { VersionIdsToStages: stages } = await account.secretsManager.send(new DescribeSecretCommand(asked));
      return stages?.[version!]?.includes("AWSCURRENT") && Date.now();
    });
  }

  /** Waits until every pod of the consumer is another than before, and all of them are ready. */
  function replaced(before: string[]): Promise<V1Pod[]> {
    return until("the consumer's pods are others", async () => {
      const now = await podsOf(cluster, consumer);
      const { status, metadata } = await cluster.apps.readNamespacedDeployment(consumer.metadata);
      const isDone = status?.observedGeneration === metadata?.generation && status?.unavailableReplicas === undefined;
      return isDone && now.length === before.length && !identities(now).some((uid) => before.includes(uid)) && now;
    });
  }

  /** The consumer's pods prove the values that the entries hold now. */
  async function consumersServe(): Promise<void> {
    const { DATABASE_URL, ...values } = (await secret())!;
    const entries = await Promise.all(["app", "apple"].map((group) => currentValue(account, `dev/api/${group}`)));
    const current = Object.assign({}, ...entries) as Record<string, string>;
    for (const [key, value] of Object.entries(current)) assert.equal(values[key] === value, true, key);
    const password = (await currentValue(account, "dev/api/database"))!["password"];
    assert.equal(same({ password: values["DATABASE_PASSWORD"] }, { password }), true);
    const proofs = proofsOf({ DATABASE_URL: DATABASE_URL!, ...current }, proofKey);
    for (const pod of await rolledOut(cluster, consumer)) {
      assert.deepEqual(await ask(pod, "/version"), { version: "0.1.0", source: "environment", proofs });
    }
  }

  function secret(): Promise<Record<string, string> | undefined> {
    return cluster.secret("api", "api-secrets");
  }

  /** How often Secret and workload were written, as the API server counts. */
  async function versions(): Promise<(string | number | undefined)[]> {
    const { metadata } = await cluster.core.readNamespacedSecret({ namespace: "api", name: "api-secrets" });
    const deployment = await cluster.apps.readNamespacedDeployment(consumer.metadata);
    return [metadata?.resourceVersion, deployment.metadata?.generation];
  }

  /** What the companion wrote down last at a service's ExternalSecret. */
  async function followed(service: string): Promise<string | undefined> {
    const found = await cluster.readExternalSecret(service, `${service}-secrets`);
    return found?.metadata?.annotations?.["reloader/last-rotated"];
  }

  async function scale(replicas: number): Promise<void> {
    const companion = { namespace: "external-secrets", name: "event-sync" };
    const { spec, ...deployment } = await cluster.apps.readNamespacedDeployment(companion);
    await cluster.apps.replaceNamespacedDeployment({
      ...companion,
      body: { ...deployment, spec: { ...spec!, replicas } },
    });
    await until(`${replicas} companions run`, async () => {
      const { items } = await cluster.core.listNamespacedPod({
        namespace: companion.namespace,
        labelSelector: "app.kubernetes.io/instance=event-sync",
      });
      return (
        items.filter(({ status }) => status?.conditions?.some(isReady)).length === replicas && items.length === replicas
      );
    });
  }
});

function isReady({ type, status }: { type: string; status: string }): boolean {
  return type === "Ready" && status === "True";
}

/** A message as EventBridge makes it of an event. */
function message(entry: string, time: string): string {
  const { inputTemplate } = companionMessage(entry);
  return inputTemplate.replace("<time>", time).replace("<id>", randomUUID());
}
