import assert from "node:assert/strict";
import * as fs from "node:fs";
import { RestoreSecretCommand, DeleteSecretCommand } from "@aws-sdk/client-secrets-manager";
import { prepareGiven } from "../../lab/given/given";
import { pulumi } from "../../lab/engine/run-pulumi";
import type { Stage } from "../../lab/stage/stage";
import { type Account, currentValue, inventory, openAccount } from "./aws";
import { changedProgram } from "./changed-program";
import { Cluster, unlessMissing, until } from "./cluster";
import { engine, resourcesOf, type Step } from "./engine";
import { bringUp, seededEntries, takeDown } from "./environment";
import { sharedStage, startSeconds } from "./shared-stage";
import { randomValue, same, strongroom } from "./strongroom";
import { apply, ask, containerOf, example, proofsOf, remove, rolledOut } from "./workloads";

/** The one file of a service more. */
const declaration = `import { defineService } from "../components/model";

/** Gives refunds. */
export default defineService({
  name: "refunds",
  namespace: "refunds",
  owner: { team: "payments", address: "payments@example.com" },
  runbook: "https://runbooks.example.com/refunds",
  workloads: [{ kind: "Deployment", name: "refunds" }],
  groups: {
    bank: {
      keys: { BANK_API_KEY: { value: "provided" } },
      rotation: { mode: "manual", intervalDays: 90, runbook: "https://runbooks.example.com/bank-api-key" },
    },
  },
  parameters: { REFUND_LIMIT: "100" },
});
`;

const environment = "staging";
const proofKey = randomValue();
const entry = "staging/refunds/bank";

/** What belongs to the service alone, as the engine lists it. */
const own = [
  "aws:secretsmanager/secret:Secret refunds-bank",
  "aws:secretsmanager/secretPolicy:SecretPolicy refunds-bank",
  "aws:ssm/parameter:Parameter refunds-REFUND_LIMIT",
  "kubernetes:external-secrets.io/v1:ExternalSecret refunds-parameters",
  "kubernetes:external-secrets.io/v1:ExternalSecret refunds-secrets",
  "strongroom:index:ServiceSecrets refunds",
];

/**
 * What lists the namespaces of all services: who may read is said in the stores, and with operators older than 2.5, such as the
 * lab's, in the policies of their roles, too.
 */
const lists = [
  "aws:iam/rolePolicy:RolePolicy parameter-store-policy",
  "aws:iam/rolePolicy:RolePolicy secrets-manager-policy",
  "kubernetes:external-secrets.io/v1:ClusterSecretStore parameter-store-store",
  "kubernetes:external-secrets.io/v1:ClusterSecretStore secrets-manager-store",
  // Reloader watches them.
  "kubernetes:helm.sh/v3:Release reloader-release",
];

/** Needs the engine, the API server, the operator, the emulator, and the kubelet that runs the demo application. */
describe("a service that is declared in one file more", function () {
  this.timeout(600_000);
  const value = { BANK_API_KEY: randomValue() };
  let stage: Stage;
  let cluster: Cluster;
  let account: Account;
  let program: string;
  let inAccount: Record<string, string[]>;
  let inCluster: string[];
  let others: string[];
  /** What a refusal says to remove. */
  let fixes: string[];

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    stage = await sharedStage();
    cluster = new Cluster(stage);
    account = await openAccount(stage, "222233334444");
    await bringUp(stage, environment);
    // The operator reads on its own time.
    for (const name of ["api-parameters", "billing-parameters", "billing-secrets", "worker-parameters"]) {
      await until(`${name} is synced`, async () => {
        return (await cluster.externalSecret(name.replace(/-.*/, ""), name))?.status === "True";
      });
    }
    inAccount = await inventory(account);
    inCluster = await cluster.inventory();
    others = await secretsOfOthers();
    program = changedProgram({ "services/refunds.ts": () => declaration });
    await prepareGiven(stage, { program });
  });

  after(async () => {
    await remove(cluster, deployment());
    await takeDown(stage, environment);
    await unlessMissing(cluster.core.deleteNamespace({ name: "refunds" }));
    fs.rmSync(program, { recursive: true });
  });

  it("gets what is its own, and what stood before stays as it is", async () => {
    const { status, steps, text } = await engine(stage, "up", environment, { program });
    assert.equal(status, 0, text);
    assert.deepEqual(changesOf(steps), { create: own, update: lists }, text);
    assert.deepEqual(await secretsOfOthers(), others);
  });

  it("is seeded", async () => {
    const { status, stderr } = await strongroom(stage, ["seed", environment, "refunds"], { input: value, program });
    assert.equal(status, 0, stderr);
    assert.deepEqual(seededEntries(stage, environment), [entry]);
    const { status: updated, steps, text } = await engine(stage, "up", environment, { program });
    assert.equal(updated, 0, text);
    // The entry is no longer marked as awaiting its value.
    assert.deepEqual(changesOf(steps), { update: ["aws:secretsmanager/secret:Secret refunds-bank"] }, text);
    assert.equal(same(await currentValue(account, entry), value), true);
  });

  it("runs", async () => {
    await cluster.forceSync("refunds", "refunds-secrets");
    const parameters = (await cluster.secret("refunds", "refunds-parameters"))!;
    assert.deepEqual(parameters, { REFUND_LIMIT: "100" });
    await apply(stage, deployment());
    const proofs = proofsOf({ ...value, ...parameters }, proofKey);
    for (const pod of await rolledOut(cluster, deployment())) {
      assert.deepEqual(await ask(pod, "/healthz"), { status: "ok" });
      assert.deepEqual(await ask(pod, "/version"), { version: "0.1.0", source: "environment", proofs });
    }
  });

  it("is not forgotten by accident: its file cannot go while the stack file still says that it was seeded", async () => {
    const { status, steps, text } = await engine(stage, "up", environment);
    assert.equal(status, 1, text);
    assert.deepEqual(changesOf(steps), {}, text);
    assert.match(text, /strongroom:seeded\[0\] is "staging\/refunds\/bank"; wanted an entry of this environment: /);
    const typed = text.matchAll(/Type: pulumi config rm --stack staging --path '([^']+)'$/gm);
    fixes = [...new Set([...typed].map(([, path]) => path!))];
    assert.deepEqual(fixes, ["strongroom:seeded[0]", "strongroom:rotations.staging/refunds/bank"]);
  });

  it("leaves nothing but its entry, which can be restored, when its file is removed", async () => {
    for (const path of fixes) {
      const typed = ["config", "rm", "--stack", environment, "--path", path];
      const { status: removed, stderr } = await pulumi(stage, typed);
      assert.equal(removed, 0, stderr);
    }
    assert.deepEqual(seededEntries(stage, environment), []);
    const { status, steps, text } = await engine(stage, "up", environment);
    assert.equal(status, 0, text);
    assert.deepEqual(changesOf(steps), { delete: own, update: lists }, text);
    await until("its Secrets are gone", async () => {
      const secrets = await cluster.core.listNamespacedSecret({ namespace: "refunds" });
      return secrets.items.length === 0;
    });
    await remove(cluster, deployment());
    assert.deepEqual(await inventory(account), { ...inAccount, deletedSecrets: [entry] });
    assert.deepEqual(await cluster.inventory(), inCluster);
    assert.deepEqual(await secretsOfOthers(), others);
    await account.secretsManager.send(new RestoreSecretCommand({ SecretId: entry }));
    assert.equal(same(await currentValue(account, entry), value), true);
    await account.secretsManager.send(new DeleteSecretCommand({ SecretId: entry }));
  });

  /** The Secrets of the other services, each with its identity and the number that changes with every write to it. */
  async function secretsOfOthers(): Promise<string[]> {
    const found = await Promise.all(
      ["api", "billing", "worker"].map((namespace) => cluster.core.listNamespacedSecret({ namespace })),
    );
    const secrets = found.flatMap(({ items }) => items.map(({ metadata }) => metadata!));
    return secrets.map(({ namespace, name, uid, resourceVersion }) => `${namespace}/${name} ${uid} ${resourceVersion}`);
  }
});

/** Operation to the resources that it was done to, without those that stay as they are. */
function changesOf(steps: readonly Step[]): Record<string, string[]> {
  const operations = [...new Set(steps.map(({ operation }) => operation))].filter((operation) => operation !== "same");
  return Object.fromEntries(operations.map((operation) => [operation, resourcesOf(steps, operation)]));
}

/** The demo application, playing the service. */
function deployment(): ReturnType<typeof example> {
  const workload = example("deployment.yaml");
  workload.metadata = { name: "refunds", namespace: "refunds" };
  const container = containerOf(workload);
  container.args = ["main.js", "refunds", "BANK_API_KEY", "REFUND_LIMIT"];
  container.env = [
    { name: "PROOF_KEY", value: proofKey },
    { name: "BANK_API_KEY", valueFrom: { secretKeyRef: { name: "refunds-secrets", key: "BANK_API_KEY" } } },
    { name: "REFUND_LIMIT", valueFrom: { secretKeyRef: { name: "refunds-parameters", key: "REFUND_LIMIT" } } },
  ];
  return workload;
}
