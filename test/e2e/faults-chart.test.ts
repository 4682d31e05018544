import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import { changedProgram } from "./changed-program";
import { until } from "./cluster";
import { runDocumented } from "./documented";
import { engine } from "./engine";
import { type Fingerprints, SeededEnvironment } from "./seeded-environment";
import { startSeconds } from "./shared-stage";

const namespace = "external-secrets";

/** Needs the engine, Helm, the API server, the operator and the emulator. */
describe("an operator's release that does not come up", function () {
  this.timeout(600_000);
  let environment: SeededEnvironment;
  let program: string;
  let kept: Fingerprints;

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    environment = await SeededEnvironment.bringUp();
    kept = await environment.fingerprints();
    program = changedProgram({ "components/external-secrets-operator.ts": withUnknownNode });
  });

  after(async () => {
    await environment.takeDown();
    fs.rmSync(program, { recursive: true });
  });

  /** The release's status, from what Helm itself keeps of its newest revision. */
  async function release(): Promise<string | undefined> {
    const { items } = await environment.cluster.core.listNamespacedSecret({
      namespace,
      labelSelector: "owner=helm,name=external-secrets",
    });
    const revision = (labels: Record<string, string> | undefined): number => Number(labels?.["version"]);
    const [newest] = items
      .map(({ metadata }) => metadata?.labels)
      .sort((one, other) => revision(other) - revision(one));
    return newest?.["status"];
  }

  /** The operator reads on: a value can be asked for again, and it says that it has it. */
  async function readsOn(): Promise<void> {
    await environment.cluster.forceSync("api", "api-secrets");
    await environment.synced();
    assert.deepEqual(await environment.fingerprints(), kept);
  }

  it("is rolled back, and the update says what failed", async () => {
    const { status, text } = await engine(environment.stage, "up", "dev", { program });
    assert.notEqual(status, 0, text);
    assert.match(text, /UPGRADE FAILED: release \S+ failed, and has been rolled back due to atomic being set/);
    assert.equal(await release(), "deployed");
    await readsOn();
  });

  it("comes up with the next update of the right program", async () => {
    const { status, text } = await runDocumented(environment.stage, "up");
    assert.equal(status, 0, text);
    assert.deepEqual(Object.keys(await environment.update()), ["same"]);
    await readsOn();
  });

  it("is left half-way by an engine that is killed, and refuses the next update", async () => {
    const { stage } = environment;
    let process: ChildProcess | undefined;
    const onStart = (started: ChildProcess): void => void (process = started);
    const update = engine(stage, "up", "dev", { program, onStart });
    await until("Helm upgrades", async () => (await release()) === "pending-upgrade");
    process!.kill("SIGKILL");
    assert.equal((await update).status, 137);
    const unlocked = await runDocumented(stage, "unlock");
    assert.equal(unlocked.status, 0, unlocked.text);
    const { status, text } = await engine(stage, "up", "dev", { program });
    assert.notEqual(status, 0, text);
    assert.match(text, /another operation \(install\/upgrade\/rollback\) is in progress/);
    assert.equal(await release(), "pending-upgrade");
    await readsOn();
  });

  it("is taken back with `helm rollback`, and then comes up", async () => {
    const { stage } = environment;
    const rolledBack = await runDocumented(stage, "rollback");
    assert.equal(rolledBack.status, 0, rolledBack.text);
    const { status, text } = await runDocumented(stage, "up");
    assert.equal(status, 0, text);
    assert.equal(await release(), "deployed");
    assert.deepEqual(Object.keys(await environment.update()), ["same"]);
    await readsOn();
  });

  it("is installed anew where the first installation was killed", async () => {
    const { stage } = environment;
    await environment.takeDown();
    let process: ChildProcess | undefined;
    const onStart = (started: ChildProcess): void => void (process = started);
    const update = engine(stage, "up", "dev", { onStart });
    await until("Helm installs", async () => (await release()) === "pending-install");
    process!.kill("SIGKILL");
    assert.equal((await update).status, 137);
    await runDocumented(stage, "unlock");
    const refused = await runDocumented(stage, "up");
    assert.notEqual(refused.status, 0, refused.text);
    // Whichever comes first: the operator's webhook stands in the cluster, and its pod perhaps not yet.
    assert.match(refused.text, /cannot re-use a name that is still in use|failed calling webhook/);
    const uninstalled = await runDocumented(stage, "uninstall");
    assert.equal(uninstalled.status, 0, uninstalled.text);
    const { status, text } = await runDocumented(stage, "up");
    assert.equal(status, 0, text);
    const settled = await runDocumented(stage, "settle");
    assert.equal(settled.status, 0, settled.text);
  });
});

/**
 * The component with a node for the operator that does not exist: its new pod never starts, and Helm waits in vain. A pod that starts
 * and ends would not do: the lab's older chart has no readiness probe, so that it counts as ready for a moment, and the old pod goes.
 */
function withUnknownNode(component: string): string {
  const values = `mergeValues(settled.values, { nodeSelector: { "no-such": "node" } })`;
  // Nobody wants to wait for ten minutes for what cannot come.
  return component.replace("values: settled.values,", `values: ${values},`).replace("timeout: 600,", "timeout: 30,");
}
