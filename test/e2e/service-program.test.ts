import assert from "node:assert/strict";
import * as fs from "node:fs";
import type { Stage } from "../../lab/stage/stage";
import { Consumer } from "../package/consumer";
import { type Account, currentValue, openAccount } from "./aws";
import { Cluster, unlessMissing, until } from "./cluster";
import { engine, resourcesOf, type Update } from "./engine";
import { bringUp, configure, takeDown } from "./environment";
import { sharedStage, startSeconds } from "./shared-stage";
import { type Run, randomValue, same, strongroom } from "./strongroom";

const entry = "dev/checkout/payment";

/** Needs the engine, the API server, the operator and the emulator; the pods are kwok's, which runs nothing. */
describe("the program of a service team, with Strongroom installed from its tarball, on a stage", function () {
  this.timeout(600_000);
  const consumer = new Consumer();
  const value = { STRIPE_SECRET_KEY: randomValue() };
  let stage: Stage;
  let cluster: Cluster;
  let account: Account;

  before(async function () {
    this.timeout((startSeconds + 900) * 1000);
    consumer.install(consumer.pack("strongroom"));
    const stackFile = fs.readFileSync(consumer.path("Pulumi.dev.yaml"), "utf8");
    const onTheStage = stackFile.replace("acme/strongroom/dev", "organization/strongroom/dev");
    assert.notEqual(onTheStage, stackFile);
    fs.writeFileSync(consumer.path("Pulumi.dev.yaml"), onTheStage);

    stage = await sharedStage();
    cluster = new Cluster(stage);
    account = await openAccount(stage, "111122223333");
    await cluster.core.createNamespace({ body: { metadata: { name: "checkout" } } });
    configure(stage, "dev", { "strongroom:additionalNamespaces": ["checkout"] });
    await bringUp(stage, "dev");
  });

  after(async () => {
    const { status, text } = await run("destroy");
    assert.equal(status, 0, text);
    await takeDown(stage, "dev");
    await unlessMissing(cluster.core.deleteNamespace({ name: "checkout" }));
    consumer.remove();
  });

  it("reads the environment's stack, and makes its entry", async () => {
    const { status, steps, text } = await run("up");
    assert.equal(status, 0, text);
    assert.deepEqual(
      resourcesOf(steps, "create").filter((resource) => !/^pulumi:(providers|pulumi:Stack)/.test(resource)),
      [
        "aws:secretsmanager/secret:Secret checkout-payment",
        "aws:secretsmanager/secretPolicy:SecretPolicy checkout-payment",
        "aws:ssm/parameter:Parameter checkout-LOG_LEVEL",
        "kubernetes:external-secrets.io/v1:ExternalSecret checkout-parameters",
        "kubernetes:external-secrets.io/v1:ExternalSecret checkout-secrets",
        "strongroom:index:ServiceSecrets checkout",
      ],
    );
    await until("its settings are in the cluster", async () => {
      return same(await cluster.secret("checkout", "checkout-parameters"), { LOG_LEVEL: "info" });
    });
  });

  it("is seeded by the command line that came along", async () => {
    const { status, stderr } = await command(["seed", "dev", "checkout"], value);
    assert.equal(status, 0, stderr);
    assert.equal(same(await currentValue(account, entry), value), true);
    await cluster.forceSync("checkout", "checkout-secrets");
    assert.equal(same(await cluster.secret("checkout", "checkout-secrets"), value), true);
  });

  it("has its pods with the next update, and is then as it should be", async () => {
    const { status, steps, text } = await run("up");
    assert.equal(status, 0, text);
    assert.deepEqual(resourcesOf(steps, "create"), ["kubernetes:apps/v1:Deployment checkout"]);
    const { spec, metadata } = await cluster.apps.readNamespacedDeployment({ namespace: "checkout", name: "checkout" });
    assert.equal(
      metadata?.annotations?.["secret.reloader.stakater.com/reload"],
      "checkout-secrets,checkout-parameters",
    );
    assert.deepEqual(
      spec!.template.spec!.containers[0]!.env!.map(({ name, valueFrom }) => [name, valueFrom?.secretKeyRef?.name]),
      [
        ["STRIPE_SECRET_KEY", "checkout-secrets"],
        ["LOG_LEVEL", "checkout-parameters"],
      ],
    );
    const { changes, status: again } = await run("up");
    assert.equal(again, 0);
    assert.deepEqual(Object.keys(changes), ["same"]);
  });

  it("is rotated by the command line that came along, to the pods", async () => {
    const next = { STRIPE_SECRET_KEY: randomValue() };
    const { status, stdout, stderr } = await command(["rotate", "dev", "checkout", "payment"], next);
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /^Deployment checkout\/checkout: restarted by Reloader, new pods available\.$/m);
    assert.equal(same(await cluster.secret("checkout", "checkout-secrets"), next), true);
  });

  /** The engine, with the guard of the package. */
  function run(what: "up" | "destroy"): Promise<Update> {
    const policies = consumer.path("node_modules", "strongroom", "dist", "policies");
    return engine(stage, what, "dev", { program: consumer.project, policies });
  }

  function command(args: string[], input: object): Promise<Run> {
    const executable = consumer.path("node_modules", "strongroom", "bin", "strongroom.js");
    return strongroom(stage, args, { input, program: consumer.project, executable });
  }
});
