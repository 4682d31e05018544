import assert from "node:assert/strict";
import * as fs from "node:fs";
import { GetSecretValueCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { prepareGiven } from "../../lab/given/given";
import { inventory } from "./aws";
import { changedProgram, returnsService } from "./changed-program";
import { until } from "./cluster";
import { runDocumented } from "./documented";
import { beginFault, endFaults } from "./emulator-faults";
import { engine } from "./engine";
import { type Fingerprints, SeededEnvironment } from "./seeded-environment";
import { startSeconds } from "./shared-stage";
import { randomValue } from "./strongroom";

const services = ["iam", "secretsmanager", "ssm", "sts"];

/** Needs the engine, the API server, the operator and the emulator. */
describe("AWS that answers with errors for a while", function () {
  this.timeout(600_000);
  let environment: SeededEnvironment;
  let program: string;

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    environment = await SeededEnvironment.bringUp();
    program = changedProgram({ "services/returns.ts": () => returnsService });
    await prepareGiven(environment.stage, { program });
  });

  after(async () => {
    await endFaults(environment.stage);
    environment.leave();
    fs.rmSync(program, { recursive: true });
  });

  for (const { status, says } of [
    { status: 429, says: "throttles every service" },
    { status: 500, says: "fails in every service" },
  ]) {
    describe(`and ${says}`, () => {
      let kept: Fingerprints;

      beforeEach(async () => {
        kept = await environment.fingerprints();
      });

      it("an update waits for it and succeeds by itself", async () => {
        const { stage, account } = environment;
        // Begun when the engine is: this process's own call for keys has been answered then.
        let begun: Promise<unknown> = Promise.resolve();
        const onStart = (): void => {
          begun = Promise.all(services.map((service) => beginFault(stage, { status, service, seconds: 20 })));
        };
        const update = await engine(stage, "up", "dev", { program, onStart });
        await begun;
        await endFaults(stage);
        assert.equal(update.status, 0, update.text);
        assert.equal((await inventory(account))["secrets"]!.includes("dev/returns/carrier"), true);
        const changes = await environment.update(program);
        assert.deepEqual(Object.keys(changes), ["same"]);
        const now = await environment.fingerprints();
        for (const [name, fingerprint] of Object.entries(kept)) assert.equal(now[name], fingerprint, name);
        await environment.update();
        assert.equal((await inventory(account))["secrets"]!.includes("dev/returns/carrier"), false);
      });

      it("the cluster keeps its Secret, and has the new value once AWS answers again", async () => {
        const { stage, account, cluster } = environment;
        const entry = { SecretId: "dev/api/apple" };
        const secret = await cluster.secret("api", "api-secrets");
        const APPLE_SHARED_SECRET = randomValue();
        const SecretString = JSON.stringify({ APPLE_SHARED_SECRET });
        await account.secretsManager.send(new PutSecretValueCommand({ ...entry, SecretString }));

        await beginFault(stage, { status, service: "secretsmanager", action: "GetSecretValue", seconds: 600 });
        const asked = await runDocumented(stage, "sync");
        assert.equal(asked.status, 0, asked.text);
        await until("the ExternalSecret is not ready", async () => (await environment.readiness()) === "False");
        assert.equal((await cluster.externalSecret("api", "api-secrets"))?.reason, "SecretSyncedError");
        assert.equal(sameKeys(await cluster.secret("api", "api-secrets"), secret), true);

        await endFaults(stage);
        await environment.synced();
        await until("the new value is in the cluster", async () => {
          const found = await cluster.secret("api", "api-secrets");
          return found?.["APPLE_SHARED_SECRET"] === APPLE_SHARED_SECRET;
        });
        const now = await cluster.secret("api", "api-secrets");
        assert.equal(sameKeys(now, { ...secret, APPLE_SHARED_SECRET }), true);
        const { SecretString: current } = await account.secretsManager.send(new GetSecretValueCommand(entry));
        assert.equal(current === SecretString, true);
      });
    });
  }
});

/** Whether two Secrets hold the same. An assertion that compares them itself would print them. */
function sameKeys(one: Record<string, string> | undefined, other: Record<string, string> | undefined): boolean {
  const entries = (values: Record<string, string> = {}): string => JSON.stringify(Object.entries(values).sort());
  return entries(one) === entries(other);
}
