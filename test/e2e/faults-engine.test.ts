import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import { PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { prepareGiven } from "../../lab/given/given";
import { currentValue, inventory } from "./aws";
import { changedProgram, returnsService } from "./changed-program";
import { until } from "./cluster";
import { runDocumented } from "./documented";
import { engine } from "./engine";
import { beginFault, endFaults } from "./emulator-faults";
import { type Fingerprints, SeededEnvironment } from "./seeded-environment";
import { startSeconds } from "./shared-stage";
import { randomValue } from "./strongroom";

const entry = "dev/returns/carrier";

/** Needs the engine, the API server, the operator and the emulator. Each step is the next one's beginning. */
describe("an engine that is killed after AWS made an entry, and before it wrote that down", function () {
  this.timeout(600_000);
  const value = { CARRIER_API_KEY: randomValue() };
  let environment: SeededEnvironment;
  let program: string;
  let kept: Fingerprints;

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    environment = await SeededEnvironment.bringUp();
    program = changedProgram({ "services/returns.ts": () => returnsService });
    await prepareGiven(environment.stage, { program });
    kept = await environment.fingerprints();
  });

  after(async () => {
    await endFaults(environment.stage);
    await environment.takeDown();
    fs.rmSync(program, { recursive: true });
  });

  it("leaves an entry that the state does not know, and every value as it was", async () => {
    const { stage, account } = environment;
    // The provider makes the entry and does not get to read it back: so the engine is certain to be killed in between.
    const fault = { status: 500, service: "secretsmanager", action: "GetResourcePolicy", seconds: 600 };
    let process: ChildProcess | undefined;
    const onStart = (started: ChildProcess): void => void (process = started);
    const update = beginFault(stage, fault).then(() => engine(stage, "up", "dev", { program, onStart }));
    await until("the entry is made", async () => (await inventory(account))["secrets"]!.includes(entry));
    process!.kill("SIGKILL");
    const { status, text } = await update;
    assert.equal(status, 137, text);
    await endFaults(stage);
    assert.deepEqual(await environment.fingerprints(), kept);
  });

  it("leaves a lock, which `pulumi cancel` takes away", async () => {
    const locked = await engine(environment.stage, "up", "dev", { program });
    assert.match(locked.text, /the stack is currently locked by 1 lock/);
    assert.notEqual(locked.status, 0);
    const { status, text } = await runDocumented(environment.stage, "unlock", { program });
    assert.equal(status, 0, text);
  });

  it("has the next update name what was interrupted, and stop at the orphan", async () => {
    const { status, text } = await runDocumented(environment.stage, "up", { program });
    assert.notEqual(status, 0, text);
    assert.match(text, /Secret::returns-carrier, interrupted while creating/);
    assert.match(
      text,
      /ResourceExistsException: The operation failed because the secret dev\/returns\/carrier already/,
    );
    assert.deepEqual(await environment.fingerprints(), kept);
  });

  it("loses no value that somebody put into the orphan meanwhile: it is adopted", async () => {
    const { stage, account } = environment;
    const put = new PutSecretValueCommand({ SecretId: entry, SecretString: JSON.stringify(value) });
    await account.secretsManager.send(put);
    const adopted = await runDocumented(stage, "adopt", { program });
    assert.equal(adopted.status, 0, adopted.text);
    const updated = await runDocumented(stage, "up", { program });
    assert.equal(updated.status, 0, updated.text);
    assert.equal((await currentValue(account, entry))?.["CARRIER_API_KEY"] === value.CARRIER_API_KEY, true);
  });

  it("is over when what was interrupted is forgotten, and nothing is left to do", async () => {
    const { status, text } = await runDocumented(environment.stage, "settle", { program });
    assert.equal(status, 0, text);
    assert.doesNotMatch(text, /interrupted while creating/);
    const { status: again, text: said } = await engine(environment.stage, "up", "dev", { program });
    assert.equal(again, 0, said);
    assert.doesNotMatch(said, /interrupted while creating/);
    const now = await environment.fingerprints();
    for (const [name, fingerprint] of Object.entries(kept)) assert.equal(now[name], fingerprint, name);
  });

  it("leaves no orphan: without the service, the account holds what it held", async () => {
    await environment.update();
    assert.equal((await inventory(environment.account))["secrets"]!.includes(entry), false);
    assert.deepEqual(await environment.fingerprints(), kept);
  });
});
