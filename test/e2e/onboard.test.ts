import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { CreateSecretCommand, DeleteSecretCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { parse } from "yaml";
import { checkout, writeProject } from "../../lab/engine/project";
import { engineEnvironment } from "../../lab/engine/run-pulumi";
import { prepareGiven } from "../../lab/given/given";
import type { Stage } from "../../lab/stage/stage";
import { type Account, currentValue, openAccount } from "./aws";
import { changedProgram } from "./changed-program";
import { Cluster, unlessMissing } from "./cluster";
import { bringUp, seededEntries, takeDown } from "./environment";
import { record } from "./said";
import { tool } from "../tools";
import { sharedStage, startSeconds } from "./shared-stage";
import { randomValue, same } from "./strongroom";
import { apply, ask, containerOf, example, proofsOf, remove, rolledOut, type Workload } from "./workloads";

const environment = "dev";
const page = path.join(checkout, "docs", "onboard.md");
/** Nothing that a detection could take for a credential: it stands in the manifest that is read. */
const proofKey = "not a secret";

/** Needs the engine, the API server, the operator, the emulator, and the kubelet that runs the demo application. */
describe("a value that moves out of a ConfigMap, as docs/onboard.md says it", function () {
  this.timeout(600_000);
  const value = { APPLE_SHARED_SECRET: randomValue() };
  const settings = { LOG_LEVEL: "verbose" };
  const configMap = (data: object): object => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "orders", namespace: "shop" },
    data,
  });
  const fromConfigMap = Object.keys({ ...value, ...settings }).map((name) => ({
    name,
    valueFrom: { configMapKeyRef: { name: "orders", key: name } },
  }));
  let stage: Stage;
  let cluster: Cluster;
  let account: Account;
  let program: string;
  let tools: string;
  /** What the first command printed. */
  let declared: string;

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    stage = await sharedStage();
    cluster = new Cluster(stage);
    account = await openAccount(stage, "111122223333");
    await bringUp(stage, environment);
    program = changedProgram({});
    tools = makeTools();
    await apply(stage, { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
    await apply(stage, configMap({ ...value, ...settings }), deployment(fromConfigMap));
    await rolledOut(cluster, deployment(fromConfigMap));
  });

  after(async () => {
    await remove(cluster, deployment([]));
    await unlessMissing(cluster.core.deleteNamespacedConfigMap({ namespace: "shop", name: "orders" }));
    await takeDown(stage, environment);
    await unlessMissing(cluster.core.deleteNamespace({ name: "shop" }));
    fs.rmSync(program, { recursive: true });
    fs.rmSync(tools, { recursive: true });
  });

  it("is found where it stands", async () => {
    const { status, text } = await documented("look");
    assert.equal(status, 1);
    assert.match(text, /APPLE_SHARED_SECRET/);
  });

  it("is declared, without being copied", async () => {
    const { status, text } = await documented("declare");
    assert.equal(status, 0, text);
    declared = text;
    const file = fs.readFileSync(path.join(program, "services", "orders.ts"), "utf8");
    assert.match(file, /keys: \{ APPLE_SHARED_SECRET: \{ value: "provided" \} \}/);
    for (const kept of [value.APPLE_SHARED_SECRET, settings.LOG_LEVEL]) {
      assert.equal(`${file}${text}`.includes(kept), false, "a value is copied");
    }
    await prepareGiven(stage, { program });
  });

  it("goes into the entry through a pipe", async () => {
    const { status, text } = await documented("seed");
    assert.equal(status, 0, text);
    assert.deepEqual(seededEntries(stage, environment), ["dev/orders/apple"]);
    assert.equal(same(await currentValue(account, "dev/orders/apple"), value), true);
    assert.equal(text.includes(value.APPLE_SHARED_SECRET), false, "the value is shown");
  });

  it("is read from the Secret, by what was printed for the workload", async () => {
    await cluster.forceSync("shop", "orders-secrets");
    const workload = deployment([...pasted().env, ...fromConfigMap.filter(({ name }) => name === "LOG_LEVEL")]);
    await apply(stage, { ...workload, metadata: { ...workload.metadata, annotations: pasted().annotations } });
    const proofs = proofsOf({ ...value, ...settings }, proofKey);
    for (const pod of await rolledOut(cluster, workload)) {
      assert.deepEqual(await ask(pod, "/version"), { version: "0.1.0", source: "environment", proofs });
    }
  });

  it("leaves nothing to be found once its key is removed", async () => {
    await apply(stage, configMap(settings));
    const { status, text } = await documented("look");
    assert.equal(status, 0, text);
    assert.match(text, /^Guard: clean\./m);
  });

  it("comes out of an entry with another name in the same way", async () => {
    const old = { APPLE_SHARED_SECRET: randomValue() };
    const { secretsManager } = account;
    await secretsManager.send(new CreateSecretCommand({ Name: "legacy/apple", SecretString: JSON.stringify(old) }));
    await secretsManager.send(new PutSecretValueCommand({ SecretId: "dev/orders/apple", SecretString: "{}" }));
    const { status, text } = await documented("seed-from-entry");
    await secretsManager.send(new DeleteSecretCommand({ SecretId: "legacy/apple", ForceDeleteWithoutRecovery: true }));
    assert.equal(status, 0, text);
    assert.equal(same(await currentValue(account, "dev/orders/apple"), old), true);
    assert.equal(text.includes(old.APPLE_SHARED_SECRET), false, "the value is shown");
  });

  /** The YAML behind "Into the manifest of Deployment orders". */
  function pasted(): { annotations: Record<string, string>; env: object[] } {
    const [, block = ""] = /Into the manifest of Deployment orders[^\n]*\n((?: {7}.*\n)+)/.exec(declared) ?? [];
    const { metadata, spec } = parse(block) as Workload & { metadata: { annotations: Record<string, string> } };
    return { annotations: metadata.annotations, env: spec.template.spec.containers[0].env ?? [] };
  }

  /** Runs a block of the page as it stands there. */
  async function documented(name: string): Promise<{ status: number | null; text: string }> {
    const variables = await engineEnvironment(stage, "111122223333");
    const { folder } = writeProject(stage, program, variables["PATH"] ?? "");
    const block = new RegExp(`<!-- run: ${name} -->\\n+ *\`\`\`sh\\n([^]*?)\`\`\``).exec(fs.readFileSync(page, "utf8"));
    assert.ok(block, `docs/onboard.md has no block after <!-- run: ${name} -->`);
    const child = spawn("bash", ["-euo", "pipefail", "-c", block[1]!], {
      cwd: folder,
      env: { ...variables, PATH: [tools, variables["PATH"]].join(path.delimiter) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding("utf8").on("data", (more: string) => (text += more));
    }
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    record(`docs/onboard.md: ${name}`, text);
    return { status, text };
  }
});

/** `npx strongroom` is this checkout's, and jq comes from a package registry. */
function makeTools(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-tools-"));
  const executable = path.join(checkout, "bin", "strongroom.js");
  fs.writeFileSync(path.join(folder, "npx"), `#!/bin/sh\nshift\nexec "${process.execPath}" "${executable}" "$@"\n`, {
    mode: 0o755,
  });
  fs.symlinkSync(tool("gojq"), path.join(folder, "jq"));
  return folder;
}

/** The demo application, playing the service. */
function deployment(variables: object[]): Workload {
  const workload = example("deployment.yaml");
  workload.metadata = { name: "orders", namespace: "shop" };
  const container = containerOf(workload);
  container.args = ["main.js", "orders", "APPLE_SHARED_SECRET", "LOG_LEVEL"];
  container.env = [{ name: "PROOF_KEY", value: proofKey }, ...variables] as typeof container.env;
  return workload;
}
