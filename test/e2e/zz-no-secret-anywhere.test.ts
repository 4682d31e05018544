import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { pulumi } from "../../lab/engine/run-pulumi";
import { recorded } from "./said";
import { SeededEnvironment } from "./seeded-environment";
import { startSeconds } from "./shared-stage";
import { randomValue } from "./strongroom";
import { findValues, spellings, type Value } from "./sweep";
import { clusterObjects, processes, stageFiles } from "./swept-places";
import { clusterValues, entryValues } from "./swept-values";
import { apply, example, remove, rolledOut } from "./workloads";

/**
 * Looks for every value that was ever set on the stage, at every place that holds none. Its name makes it the last, as mocha
 * runs files by name: so it sees what all other tests left. Alone, it brings up what it needs.
 *
 * Needs the engine, the API server, the operator, the emulator, and the kubelet that runs the demo application.
 */
describe("no value of a secret", function () {
  this.timeout(600_000);
  const deployment = example("deployment.yaml");
  let environment: SeededEnvironment;
  let values: Value[];

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    environment = await SeededEnvironment.bringUp();
    await apply(environment.stage, deployment);
    await rolledOut(environment.cluster, deployment);
    values = [...(await entryValues(environment.stage)), ...(await clusterValues(environment.cluster))];
  });

  after(async () => {
    await remove(environment.cluster, deployment);
    await environment.takeDown();
  });

  it("is left out of the search", () => {
    const names = values.map(({ name }) => name);
    for (const name of [
      "dev/api/database password",
      "dev/api/app STRIPE_SECRET_KEY",
      "dev/api/app JWT_SIGNING_KEY",
      "dev/api/apple APPLE_SHARED_SECRET",
      "dev/billing/invoicing INVOICE_SIGNING_KEY",
      "api/api-secrets DATABASE_URL",
      "api/api-secrets STRIPE_SECRET_KEY",
    ])
      assert.ok(names.includes(name), `${name} is not searched for`);
    assert.ok(names.some((name) => name.endsWith("external-secrets-webhook tls.key")));
  });

  it("could hide from it: a planted one is found in every spelling", () => {
    const planted = { name: "a planted value", value: `${randomValue()} "quoted" ${randomValue()}` };
    const file = path.join(environment.stage.directory, "logs", "planted.log");
    try {
      for (const [spelling, texts] of Object.entries(spellings(planted.value))) {
        for (const text of texts) {
          fs.writeFileSync(file, `a line\nbefore ${text} behind\n`);
          const found = findValues([planted], stageFiles(environment.stage));
          assert.ok(found.includes(`logs/planted.log holds a planted value, ${spelling}`), spelling);
        }
      }
      fs.writeFileSync(file, `authorization: ${Buffer.from(`api:${planted.value}`).toString("base64")}\n`);
      assert.deepEqual(findValues([planted], stageFiles(environment.stage)), [
        "logs/planted.log holds a planted value, in base64",
      ]);
    } finally {
      fs.rmSync(file);
    }
    assert.deepEqual(findValues([planted], stageFiles(environment.stage)), []);
  });

  it("stands in a file of the stage: logs of parts and pods, audit log, state, stack files", () => {
    const places = stageFiles(environment.stage);
    const names = places.map(({ name }) => name);
    for (const name of ["logs/audit.log", "logs/emulator.log", "stage.json", "project/stacks/Pulumi.dev.yaml"])
      assert.ok(names.includes(name), `${name} is not searched`);
    assert.ok(names.some((name) => /^state\/\.pulumi\/stacks\/.*\bdev\.json$/.test(name)));
    assert.ok(names.some((name) => /^pods\/external-secrets_.*\.log$/.test(name)));
    assert.ok(names.some((name) => /^pods\/api_.*\.log$/.test(name)));
    assert.deepEqual(findValues(values, places), []);
  });

  it("was printed or told of by the engine, by strongroom, or by what the documentation says to type", () => {
    assert.ok(recorded().some(({ source }) => source === "pulumi up --stack dev"));
    assert.ok(recorded().some(({ source }) => source === "strongroom seed dev api"));
    assert.deepEqual(
      findValues(
        values,
        recorded().map(({ source, text }) => ({ name: source, text })),
      ),
      [],
    );
  });

  it("stands in an object that everybody may read, Kubernetes Events among them", async () => {
    assert.deepEqual(findValues(values, await clusterObjects(environment.cluster)), []);
  });

  it("stands in a process's arguments, or in the variables of a part or of the operator", () => {
    const places = processes(environment.stage);
    assert.ok(places.some(({ text }) => text.includes("kube-apiserver")));
    assert.ok(places.some(({ name }) => name.endsWith("/external-secrets")));
    assert.deepEqual(findValues(values, places), []);
  });

  it("is in the state, not even encrypted, unless Pulumi generated it: and then encrypted", async () => {
    const command = ["stack", "export", "--stack", "dev"];
    const [exported, decrypted] = [
      await pulumi(environment.stage, command),
      await pulumi(environment.stage, [...command, "--show-secrets"]),
    ];
    assert.deepEqual([exported.status, decrypted.status], [0, 0]);
    assert.deepEqual(findValues(values, [{ name: "the exported state", text: exported.stdout }]), []);
    const generated = /^(dev\/api\/app JWT_SIGNING_KEY|dev\/billing\/invoicing INVOICE_SIGNING_KEY)$/;
    const isGenerated = ({ value }: Value): boolean =>
      values.some((other) => generated.test(other.name) && other.value === value);
    const place = [{ name: "the decrypted state", text: decrypted.stdout }];
    assert.deepEqual(
      findValues(
        values.filter((value) => !isGenerated(value)),
        place,
      ),
      [],
    );
    assert.notDeepEqual(findValues(values.filter(isGenerated), place), []);
  });
});
