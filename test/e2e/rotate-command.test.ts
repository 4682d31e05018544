import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { parse } from "yaml";
import { addDays, dayOf } from "../../components/model/days";
import { readArns } from "../../lab/given/arns";
import { readPage } from "../docs/pages";
import { currentValue } from "./aws";
import { configure } from "./environment";
import { SeededEnvironment } from "./seeded-environment";
import { startSeconds } from "./shared-stage";
import { randomValue, readUrl, same, strongroom } from "./strongroom";
import { apply, ask, containerOf, example, identities, podsOf, proofsOf, remove, rolledOut } from "./workloads";

const proofKey = randomValue();
const keys = ["DATABASE_URL", "STRIPE_SECRET_KEY", "JWT_SIGNING_KEY", "APPLE_SHARED_SECRET"];

/** Reads the service's Secret. Its annotation asks for a restart; the other consumer asks for none. */
const consumer = example("deployment.yaml");
containerOf(consumer).env!.push({ name: "PROOF_KEY", value: proofKey });

/** In the same namespace, and of no service. */
const idle = example("deployment.yaml");
idle.metadata = { name: "idle", namespace: "api", annotations: {} };
idle.spec.replicas = 1;
idle.spec.selector = { matchLabels: { app: "idle" } };
idle.spec.template.metadata = { labels: { app: "idle" } };
containerOf(idle).image = "nginx:1.29";
containerOf(idle).env = [];

/** What two runs print alike: without versions, days and moments, what is asked on a terminal, and how far a rollout is. */
function lasting(text: string): string[] {
  return text
    .split("\n")
    .filter(
      (line) =>
        line !== "" &&
        !/^\$ |^Nothing is shown|\(Enter leaves it\):$|: (\d+ of \d+ new|Reloader restarts it\.$)/.test(line),
    )
    .map((line) => line.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "VERSION"))
    .map((line) => line.replace(/\d{4}-\d\d-\d\d(T[\d:]+Z)?/g, "DAY"));
}

/** Needs the engine, the API server, the operator, the reloader, the kubelet, and the emulator with its rotation functions. */
describe("strongroom rotate on a stage", function () {
  this.timeout(600_000);
  let environment: SeededEnvironment;
  let idlePods: string[];

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    environment = await SeededEnvironment.bringUp();
    await apply(environment.stage, consumer, idle);
    await rolledOut(environment.cluster, consumer);
    idlePods = identities(await rolledOut(environment.cluster, idle));
  });

  after(async () => {
    await Promise.all([consumer, idle].map((workload) => remove(environment.cluster, workload)));
    await environment.takeDown();
  });

  it("rotates a group by hand, generated keys included, and sees it through to the pods", async () => {
    const before = await state("dev/api/app");
    configure(environment.stage, "dev", { "strongroom:rotations": { "dev/api/app": addDays(dayOf(), -60) } });
    const given = { STRIPE_SECRET_KEY: randomValue() };
    const { status, stdout, stderr } = await rotate("app", { input: given });
    assert.equal(status, 0, stdout + stderr);
    const value = (await currentValue(environment.account, "dev/api/app"))!;
    assert.deepEqual(Object.keys(value).sort(), ["JWT_SIGNING_KEY", "STRIPE_SECRET_KEY"]);
    assert.equal(value["STRIPE_SECRET_KEY"] === given.STRIPE_SECRET_KEY, true);
    assert.equal(value["JWT_SIGNING_KEY"] === before.value["JWT_SIGNING_KEY"], false);
    assert.match(value["JWT_SIGNING_KEY"]!, /^[A-Za-z0-9]{48}$/);
    assert.match(stdout, /\nDeployment api\/api: restarted by Reloader, new pods available\.\n/);
    const shown = readPage("docs/rotate.md").blocks.find(({ language }) => language === "console")!;
    assert.deepEqual(lasting(stdout), lasting(shown.text));
    assert.equal(rotations()["dev/api/app"], dayOf());
    await theConsumerHasIt(before.pods);
    assert.deepEqual(await stagesOf("dev/api/app"), ["AWSCURRENT", "AWSPREVIOUS"]);
  });

  it("restarts a consumer by itself that Reloader leaves alone", async () => {
    delete consumer.metadata.annotations;
    await environment.cluster.apps.deleteNamespacedDeployment({ name: "api", namespace: "api" });
    await apply(environment.stage, consumer);
    const before = await state("dev/api/apple");
    const { status, stdout, stderr } = await rotate("apple", { input: { APPLE_SHARED_SECRET: randomValue() } });
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /\nDeployment api\/api: restarted by this command, new pods available\.\n/);
    await theConsumerHasIt(before.pods);
  });

  it("has AWS's function rotate a database, and reaches the pods as an URL", async () => {
    const before = await state("dev/api/database");
    const { status, stdout, stderr } = await rotate("database");
    assert.equal(status, 0, stdout + stderr);
    const { password, ...others } = (await currentValue(environment.account, "dev/api/database"))!;
    assert.equal(password === before.value["password"], false);
    assert.equal(same({ ...others, password: "" }, { ...before.value, password: "" }), true);
    const secret = (await environment.cluster.secret("api", "api-secrets"))!;
    assert.equal(readUrl(secret["DATABASE_URL"]!, password!).password, true);
    await theConsumerHasIt(before.pods);
  });

  it("has RDS rotate what RDS owns, and says that its workloads are not there", async () => {
    const [entry] = Object.entries(readArns(environment.stage))
      .filter(([declared]) => declared.includes(":secret:rds!"))
      .map(([, arn]) => arn);
    const before = (await currentValue(environment.account, entry!))!;
    const { status, stdout, stderr } = await strongroom(environment.stage, ["rotate", "dev", "billing", "database"]);
    assert.equal(status, 0, stdout + stderr);
    const after = (await currentValue(environment.account, entry!))!;
    assert.equal(after["password"] === before["password"], false);
    assert.equal(after["username"], before["username"]);
    const { DATABASE_PASSWORD: synced } = (await environment.cluster.secret("billing", "billing-secrets"))!;
    assert.equal(synced === after["password"], true);
    assert.match(stdout, / is declared, but does not exist\.\n/);
  });

  for (const [when, killAt, takenUp] of [
    ["staged", /is staged as AWSPENDING/, / a pending version|A pending version, /],
    ["made current", / is current; /, / was not followed through: it is taken up/],
    ["had it read", /has read it: /, / was not followed through: it is taken up/],
    ["begun to restart", /restarting it|Reloader restarts it/, / was not followed through: it is taken up/],
  ] as const) {
    it(`by hand, killed when it has ${when}, is taken up by the same command`, async () => {
      const before = await state("dev/api/apple");
      const input = { APPLE_SHARED_SECRET: randomValue() };
      const killed = await rotate("apple", { input, killAt });
      assert.equal(killed.status, null, killed.stdout + killed.stderr);
      const again = await rotate("apple", { input });
      assert.equal(again.status, 0, again.stdout + again.stderr);
      assert.match(again.stdout, takenUp);
      assert.equal(same(await currentValue(environment.account, "dev/api/apple"), input), true);
      assert.equal(await previousOf("dev/api/apple"), before.version);
      assert.deepEqual(await stagesOf("dev/api/apple"), ["AWSCURRENT", "AWSPREVIOUS"]);
      await theConsumerHasIt(before.pods);
    });
  }

  for (const killAt of [/ rotates dev\/api\/database/, / is current; /, /restarting it|Reloader restarts it/]) {
    it(`by AWS, killed at ${killAt.source}, makes no third password`, async () => {
      const before = await state("dev/api/database");
      const killed = await rotate("database", { killAt });
      assert.equal(killed.status, null, killed.stdout + killed.stderr);
      const again = await rotate("database");
      assert.equal(again.status, 0, again.stdout + again.stderr);
      assert.equal(await previousOf("dev/api/database"), before.version);
      await theConsumerHasIt(before.pods);
    });
  }

  it("changes nothing in a dry run", async () => {
    const before = await environment.fingerprints();
    const pods = identities(await podsOf(environment.cluster, consumer));
    const { status, stdout, stderr } = await rotate("app", { more: ["--dry-run"] });
    assert.equal(status, 0, stdout + stderr);
    assert.deepEqual(await environment.fingerprints(), before);
    assert.deepEqual(identities(await rolledOut(environment.cluster, consumer)), pods);
  });

  it("is not undone by pulumi up, which changes nothing", async () => {
    const before = await environment.fingerprints();
    assert.deepEqual(Object.keys(await environment.update()), ["same"]);
    assert.deepEqual(await environment.fingerprints(), before);
  });

  function rotate(group: string, options: { input?: object; killAt?: RegExp; more?: string[] } = {}) {
    const { more = [], ...others } = options;
    return strongroom(environment.stage, ["rotate", "dev", "api", group, ...more], others);
  }

  /** An entry and the consumer's pods before a rotation. */
  async function state(entry: string) {
    const pods = identities(await rolledOut(environment.cluster, consumer));
    const value = (await currentValue(environment.account, entry))!;
    return { pods, value, version: await versionWith(entry, "AWSCURRENT") };
  }

  /** New pods of the consumer serve with what the Secret holds now, and nobody else's are new. */
  async function theConsumerHasIt(before: string[]): Promise<void> {
    const secret = (await environment.cluster.secret("api", "api-secrets"))!;
    const proofs = proofsOf(Object.fromEntries(keys.map((key) => [key, secret[key]!])), proofKey);
    const pods = await rolledOut(environment.cluster, consumer);
    assert.equal(
      identities(pods).some((uid) => before.includes(uid)),
      false,
    );
    for (const pod of pods) {
      assert.deepEqual(await ask(pod, "/version"), { version: "0.1.0", source: "environment", proofs });
    }
    assert.deepEqual(identities(await rolledOut(environment.cluster, idle)), idlePods);
  }

  async function stagesOf(entry: string): Promise<string[]> {
    const described = await environment.account.secretsManager.send(new DescribeSecretCommand({ SecretId: entry }));
    return Object.values(described.VersionIdsToStages ?? {})
      .flat()
      .sort();
  }

  async function versionWith(entry: string, stage: string): Promise<string | undefined> {
    const described = await environment.account.secretsManager.send(new DescribeSecretCommand({ SecretId: entry }));
    return Object.entries(described.VersionIdsToStages ?? {}).find(([, stages]) => stages.includes(stage))?.[0];
  }

  function previousOf(entry: string): Promise<string | undefined> {
    return versionWith(entry, "AWSPREVIOUS");
  }

  function rotations(): Record<string, string> {
    const file = path.join(environment.stage.directory, "project", "stacks", "Pulumi.dev.yaml");
    const { config } = parse(fs.readFileSync(file, "utf8")) as { config: Record<string, Record<string, string>> };
    return config["strongroom:rotations"] ?? {};
  }
});
