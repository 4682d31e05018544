import assert from "node:assert/strict";
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import type { Stage } from "../../lab/stage/stage";
import { type Account, currentValue, openAccount } from "./aws";
import { Cluster, unlessMissing, until } from "./cluster";
import { engine } from "./engine";
import { bringUp, takeDown } from "./environment";
import { sharedStage, startSeconds } from "./shared-stage";
import { apiValues, randomValue, readUrl, same, strongroom } from "./strongroom";
import { apply, ask, containerOf, example, identities, proofsOf, podsOf, remove, rolledOut } from "./workloads";

const proofKey = randomValue();
const keys = ["DATABASE_URL", "STRIPE_SECRET_KEY", "JWT_SIGNING_KEY", "APPLE_SHARED_SECRET"];

/** Reads the service's Secret, and is to be restarted when that changes. */
const consumer = example("deployment.yaml");
containerOf(consumer).env!.push({ name: "PROOF_KEY", value: proofKey });

/** In the same namespace, and wants to be restarted as well when something that it reads changes: it reads other things. */
const neighbour = bystander("neighbour");
containerOf(neighbour).args = ["main.js", "neighbour", "NEIGHBOUR_KEY", "LOG_LEVEL"];
containerOf(neighbour).env = [
  { name: "NEIGHBOUR_KEY", valueFrom: { secretKeyRef: { name: "neighbour", key: "NEIGHBOUR_KEY" } } },
  { name: "LOG_LEVEL", valueFrom: { secretKeyRef: { name: "api-parameters", key: "LOG_LEVEL" } } },
];

/** Reads nothing. Its image is none that is really run. */
const idle = bystander("idle");
containerOf(idle).image = "nginx:1.29";
containerOf(idle).env = [];

/** Needs the engine, the API server, the operator, the reloader, the kubelet, and the emulator with its rotation function. */
describe("a rotated value", function () {
  this.timeout(600_000);
  let stage: Stage;
  let cluster: Cluster;
  let account: Account;
  let bystanders: string[];

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    stage = await sharedStage();
    cluster = new Cluster(stage);
    account = await openAccount(stage, "111122223333");
    await bringUp(stage, "dev");
    const { status, stderr } = await strongroom(stage, ["seed", "dev", "api"], { input: apiValues() });
    assert.equal(status, 0, stderr);
    await bringUp(stage, "dev");
    await cluster.forceSync("api", "api-secrets");
    const secret = { NEIGHBOUR_KEY: randomValue() };
    await cluster.core.createNamespacedSecret({
      namespace: "api",
      body: { metadata: { name: "neighbour" }, stringData: secret },
    });
    await apply(stage, consumer, neighbour, idle);
    await rolledOut(cluster, consumer);
    bystanders = await bystanderPods();
  });

  after(async () => {
    await Promise.all([consumer, neighbour, idle].map((workload) => remove(cluster, workload)));
    await unlessMissing(cluster.core.deleteNamespacedSecret({ namespace: "api", name: "neighbour" }));
    await takeDown(stage, "dev");
  });

  describe("of a third party, staged by hand", () => {
    const entry = "dev/api/app";
    let pending: Record<string, string>;
    let version: string;

    it("does not reach the cluster while it is pending", async () => {
      const pods = identities(await rolledOut(cluster, consumer));
      const secret = await secretOf();
      const current = (await currentValue(account, entry))!;
      // One value that a person put, and one that Pulumi generated.
      pending = { ...current, STRIPE_SECRET_KEY: randomValue(), JWT_SIGNING_KEY: randomValue() };
      const put = { SecretId: entry, SecretString: JSON.stringify(pending), VersionStages: ["AWSPENDING"] };
      version = (await account.secretsManager.send(new PutSecretValueCommand(put))).VersionId!;

      await cluster.forceSync("api", "api-secrets");
      assert.equal(same(await secretOf(), secret), true);
      assert.equal(same(await currentValue(account, entry), current), true);
      assert.deepEqual(identities(await rolledOut(cluster, consumer)), pods);
    });

    it("reaches the cluster once it is promoted, and exactly the consumers roll", async () => {
      const pods = identities(await podsOf(cluster, consumer));
      const secret = await secretOf();
      const { VersionIdsToStages: stages } = await account.secretsManager.send(
        new DescribeSecretCommand({ SecretId: entry }),
      );
      const [current] = Object.entries(stages!).find(([, labels]) => labels.includes("AWSCURRENT"))!;
      const move = { VersionStage: "AWSCURRENT", MoveToVersionId: version, RemoveFromVersionId: current };
      await account.secretsManager.send(new UpdateSecretVersionStageCommand({ SecretId: entry, ...move }));

      await cluster.forceSync("api", "api-secrets");
      assert.equal(same(await secretOf(), { ...secret, ...pending }), true);
      await onlyConsumersRolled(pods);
    });
  });

  describe("of a database, by its rotation function", () => {
    const entry = "dev/api/database";

    it("reaches the cluster, composed, and exactly the consumers roll", async () => {
      const pods = identities(await podsOf(cluster, consumer));
      const before = (await currentValue(account, entry))!;
      const { VersionId: version } = await account.secretsManager.send(new RotateSecretCommand({ SecretId: entry }));
      await until("the rotation function has promoted what it made", async () => {
        const { VersionIdsToStages: stages } = await account.secretsManager.send(
          new DescribeSecretCommand({ SecretId: entry }),
        );
        return stages?.[version!]?.includes("AWSCURRENT");
      });
      const { password, ...others } = (await currentValue(account, entry))!;
      const { password: passwordBefore, ...othersBefore } = before;
      assert.equal(password === passwordBefore, false);
      assert.equal(same(others, othersBefore), true);
      const previous = new GetSecretValueCommand({ SecretId: entry, VersionStage: "AWSPREVIOUS" });
      const { SecretString: kept } = await account.secretsManager.send(previous);
      assert.equal(same(JSON.parse(kept!) as object, before), true);

      await cluster.forceSync("api", "api-secrets");
      const { DATABASE_PASSWORD: synced, DATABASE_URL: url } = await secretOf();
      assert.equal(synced === password, true);
      assert.equal(readUrl(url!, password!).password, true);
      await onlyConsumersRolled(pods);
    });
  });

  describe("of a neighbour", () => {
    it("rolls the neighbour, and not the service", async () => {
      const pods = identities(await rolledOut(cluster, consumer));
      const before = identities(await podsOf(cluster, neighbour));
      const merge = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
      const body = { stringData: { NEIGHBOUR_KEY: randomValue() } };
      await cluster.core.patchNamespacedSecret({ namespace: "api", name: "neighbour", body }, merge);
      await until("the neighbour's pod is another", async () => {
        const now = identities(await podsOf(cluster, neighbour));
        return now.length === 1 && now[0] !== before[0];
      });
      bystanders = await bystanderPods();
      assert.deepEqual(identities(await rolledOut(cluster, consumer)), pods);
    });
  });

  describe("afterwards", () => {
    for (const flags of [[], ["--refresh"]]) {
      it(`is not undone by pulumi ${["up", ...flags].join(" ")}, which changes nothing`, async () => {
        const pods = identities(await podsOf(cluster, consumer));
        const rotated = {
          app: (await currentValue(account, "dev/api/app"))!,
          database: (await currentValue(account, "dev/api/database"))!,
        };
        const secret = await secretOf();
        const { status, changes, text } = await engine(stage, "up", "dev", { flags });
        assert.equal(status, 0, text);
        assert.deepEqual(Object.keys(changes), ["same"], text);
        assert.equal(same(await currentValue(account, "dev/api/app"), rotated.app), true);
        assert.equal(same(await currentValue(account, "dev/api/database"), rotated.database), true);
        await cluster.forceSync("api", "api-secrets");
        assert.equal(same(await secretOf(), secret), true);
        assert.deepEqual(identities(await rolledOut(cluster, consumer)), pods);
      });
    }
  });

  /** New pods of the consumer serve with what the Secret holds now, and everybody else's are those from the beginning. */
  async function onlyConsumersRolled(before: string[]): Promise<void> {
    const secret = await secretOf();
    const proofs = proofsOf(Object.fromEntries(keys.map((key) => [key, secret[key]!])), proofKey);
    await until("the consumer's pods are others", async () => {
      const now = identities(await podsOf(cluster, consumer));
      return now.length === before.length && !now.some((uid) => before.includes(uid));
    });
    for (const pod of await rolledOut(cluster, consumer)) {
      assert.deepEqual(await ask(pod, "/version"), { version: "0.1.0", source: "environment", proofs });
    }
    assert.deepEqual(await bystanderPods(), bystanders);
  }

  async function bystanderPods(): Promise<string[]> {
    return identities([...(await rolledOut(cluster, neighbour)), ...(await rolledOut(cluster, idle))]);
  }

  async function secretOf(): Promise<Record<string, string>> {
    return (await cluster.secret("api", "api-secrets"))!;
  }
});

/** A Deployment that is to be restarted when something changes that it reads. */
function bystander(name: string): ReturnType<typeof example> {
  const workload = example("deployment.yaml");
  workload.metadata = { name, namespace: "api", annotations: { "reloader.stakater.com/auto": "true" } };
  workload.spec.replicas = 1;
  workload.spec.selector = { matchLabels: { app: name } };
  workload.spec.template.metadata = { labels: { app: name } };
  return workload;
}
