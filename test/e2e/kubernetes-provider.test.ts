import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Properties } from "../../lab/providers/core/values";
import {
  InitializationError,
  type ResourceHandler,
  type WriteCall,
  type Written,
} from "../../lab/providers/kubernetes/handler";
import { openProvider, type Provider } from "../../lab/providers/kubernetes/provider";
import type { Stage } from "../../lab/stage/stage";
import { Cluster, until, unlessMissing } from "./cluster";
import { sharedStage, startSeconds } from "./shared-stage";

const known = (values: Properties) => ({ values, secrets: [] });
const name = { urn: "urn:pulumi:dev::p::t::example", seed: new Uint8Array() };

function call(options: Partial<WriteCall> = {}): WriteCall {
  const signal = new AbortController().signal;
  return { urn: name.urn, name: "example", timeout: 60, signal, preview: false, ...options };
}

describe("the lab's Kubernetes provider on a stage", function () {
  this.timeout(120_000);
  const namespace = `provider-${process.pid}`;
  let stage: Stage;
  let cluster: Cluster;
  let provider: Provider;

  before(async function () {
    this.timeout(startSeconds * 1000);
    stage = await sharedStage();
    cluster = new Cluster(stage);
    provider = openProvider({ kubeconfig: stage.kubernetes.kubeconfig, namespace });
    await cluster.core.createNamespace({ body: { metadata: { name: namespace } } });
  });

  after(async () => {
    if (cluster !== undefined) await cluster.core.deleteNamespace({ name: namespace });
  });

  /** Checks and creates, as the engine does. */
  async function create(type: string, inputs: Properties, options: Partial<WriteCall> = {}) {
    const handler: ResourceHandler = provider.handlerOf(type);
    const checked = await handler.check(known(inputs), undefined, type, name);
    assert.deepEqual(checked.problems, []);
    const given = { values: checked.inputs, secrets: checked.secrets };
    return { handler, given, written: await handler.create(given, call(options)) };
  }

  const differs = async (handler: ResourceHandler, { state, secrets }: Written, inputs: Properties) =>
    (await handler.diff({ values: state, secrets }, known(inputs), [])).changes.map(({ path }) => path.join("."));

  it("creates, compares, changes, reads and deletes an object", async () => {
    const type = "kubernetes:core/v1:ServiceAccount";
    const labelled = { metadata: { name: "reader", labels: { team: "a", tier: "b" } } };
    const { handler, given, written } = await create(type, labelled);
    assert.equal(written.id, `${namespace}/reader`);
    assert.deepEqual(await differs(handler, written, given.values), []);

    // What is taken out of the program goes from the cluster, too: its creator's fields were handed over.
    const fewer = { ...given.values, metadata: { name: "reader", namespace, labels: { team: "a" } } };
    assert.deepEqual(await differs(handler, written, fewer), ["metadata.labels.tier"]);
    const old = { values: written.state, secrets: written.secrets };
    const changed = await handler.update(written.id, old, known(fewer), [], call());
    const live = await cluster.core.readNamespacedServiceAccount({ name: "reader", namespace });
    assert.deepEqual(live.metadata?.labels, { team: "a" });

    const read = await handler.read(written.id, type, known(changed.state), known(fewer));
    assert.deepEqual(await differs(handler, read!, fewer), []);
    await handler.delete(written.id, known(changed.state), call());
    assert.equal(await handler.read(written.id, type, known(changed.state), known(fewer)), undefined);
  });

  it("has the server refuse at a preview what it would refuse at the update", async () => {
    const invalid = { metadata: { name: "bad" }, spec: { ports: [{ port: 70_000 }], selector: { app: "a" } } };
    await assert.rejects(
      create("kubernetes:core/v1:Service", invalid, { preview: true }),
      /must be between 1 and 65535/,
    );
    assert.equal(await unlessMissing(cluster.core.readNamespacedService({ name: "bad", namespace })), undefined);
  });

  it("keeps an object that does not get ready, and says what it lacks", async () => {
    const annotations = { "pulumi.com/waitFor": "condition=Ready" };
    const inputs = { metadata: { name: "never", annotations } };
    await assert.rejects(create("kubernetes:core/v1:ServiceAccount", inputs, { timeout: 1 }), (error) => {
      assert.ok(error instanceof InitializationError);
      assert.equal(error.written.id, `${namespace}/never`);
      assert.match(error.message, /never was not ready within 1 s: condition Ready is not reported yet\./);
      return true;
    });
  });

  it("marks the data of a Secret, whatever the program says", async () => {
    const { written } = await create("kubernetes:core/v1:Secret", {
      metadata: { name: "keys" },
      stringData: { user: "app" },
    });
    assert.deepEqual(written.state["data"], { user: Buffer.from("app").toString("base64") });
    const places = written.secrets.map((place) => place.join("."));
    for (const place of ["data", "stringData", "__inputs.stringData"]) assert.ok(places.includes(place), place);
  });

  it("waits until a deployment is rolled out", async () => {
    const labels = { app: "web" };
    const template = { metadata: { labels }, spec: { containers: [{ name: "web", image: "example/web:1" }] } };
    const inputs = { metadata: { name: "web" }, spec: { replicas: 2, selector: { matchLabels: labels }, template } };
    const { handler, given, written } = await create("kubernetes:apps/v1:Deployment", inputs);
    assert.equal((written.state["status"] as Properties)["readyReplicas"], 2);
    assert.deepEqual(await differs(handler, written, given.values), []);
    await handler.delete(written.id, known(written.state), call());
    await until(
      "its pods are gone",
      async () => (await cluster.core.listNamespacedPod({ namespace })).items.length === 0,
    );
  });

  describe("with a chart", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-chart-"));
    const searched = process.env["PATH"];
    before(() => {
      process.env["PATH"] = [stage.parts.helm, searched].join(path.delimiter);
      fs.mkdirSync(path.join(folder, "templates"));
      fs.writeFileSync(
        path.join(folder, "Chart.yaml"),
        "apiVersion: v2\nname: sample\nversion: 1.2.3\nappVersion: '7'\n",
      );
      const template =
        "apiVersion: v1\nkind: {{ .Values.kind }}\nmetadata: { name: sample }\ndata: { level: {{ .Values.level }} }\n";
      fs.writeFileSync(path.join(folder, "templates", "settings.yaml"), template);
      fs.writeFileSync(path.join(folder, "values.yaml"), "kind: ConfigMap\nlevel: info\n");
    });
    after(() => {
      process.env["PATH"] = searched;
      fs.rmSync(folder, { recursive: true });
    });

    it("installs, upgrades and removes a release by Helm", async () => {
      const type = "kubernetes:helm.sh/v3:Release";
      const inputs = { name: "sample", chart: folder, atomic: true, timeout: 30, values: { level: "warn" } };
      const { handler, given, written } = await create(type, inputs);
      const status = {
        appVersion: "7",
        chart: "sample",
        name: "sample",
        namespace,
        revision: 1,
        status: "deployed",
        version: "1.2.3",
      };
      assert.deepEqual(written.state["status"], status);
      assert.deepEqual(written.state["resourceNames"], { "ConfigMap/v1": ["sample"] });
      assert.deepEqual(await differs(handler, written, given.values), []);

      const old = { values: written.state, secrets: written.secrets };
      const louder = { ...given.values, values: { level: "debug" } };
      assert.deepEqual(await differs(handler, written, louder), ["values.level"]);
      const upgraded = await handler.update(written.id, old, known(louder), [], call());
      assert.deepEqual((await cluster.core.readNamespacedConfigMap({ name: "sample", namespace })).data, {
        level: "debug",
      });

      // Helm refuses before it changes anything: the release and its state stay as they were.
      const broken = { ...given.values, values: { kind: "Nonsense" } };
      await assert.rejects(
        handler.update(written.id, known(upgraded.state), known(broken), [], call()),
        (error) => !(error instanceof InitializationError) && /no matches for kind "Nonsense"/.test(String(error)),
      );
      await handler.delete(written.id, known(upgraded.state), call());
      assert.equal(await handler.read(written.id, type, known(upgraded.state), known(louder)), undefined);
    });
  });
});
