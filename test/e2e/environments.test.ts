import assert from "node:assert/strict";
import type { Stage } from "../../lab/stage/stage";
import { type Account, inventory, openAccount } from "./aws";
import { Cluster } from "./cluster";
import { engine } from "./engine";
import { sharedStage, startSeconds } from "./shared-stage";

const environments = [
  { name: "dev", account: "111122223333", recoveryWindow: false },
  { name: "staging", account: "222233334444", recoveryWindow: true },
  { name: "prod", account: "333344445555", recoveryWindow: true },
];

/** Needs the engine, the API server, the operator and the emulator. */
describe("an environment, from nothing and back", function () {
  this.timeout(600_000);
  let stage: Stage;
  let cluster: Cluster;

  before(async function () {
    this.timeout(startSeconds * 1000);
    stage = await sharedStage();
    cluster = new Cluster(stage);
  });

  for (const { name, account: number, recoveryWindow } of environments) {
    describe(name, () => {
      let account: Account;
      let inAccount: Record<string, string[]>;
      let inCluster: string[];

      before(async () => {
        account = await openAccount(stage, number);
        inAccount = await inventory(account);
        inCluster = await cluster.inventory();
      });

      it("comes up with the guard on", async () => {
        const { status, changes, text } = await engine(stage, "up", name);
        assert.equal(status, 0, text);
        assert.ok((changes["create"] ?? 0) > 30, text);
        assert.deepEqual(Object.keys(changes), ["create"], text);
      });

      it("is not changed by a second update, nor by a look at what there is", async () => {
        for (const command of ["up", "refresh"] as const) {
          const { status, changes, text } = await engine(stage, command, name);
          assert.equal(status, 0, text);
          assert.deepEqual(Object.keys(changes), ["same"], text);
        }
      });

      it("goes away again, from the cloud and from the cluster", async () => {
        const made = await inventory(account);
        const { status, text } = await engine(stage, "destroy", name);
        assert.equal(status, 0, text);
        const kept = made["secrets"]!.filter((secret) => !inAccount["secrets"]!.includes(secret));
        const left = { ...inAccount, deletedSecrets: recoveryWindow ? kept : inAccount["deletedSecrets"] };
        assert.deepEqual(await inventory(account), left);
        assert.deepEqual(await cluster.inventory(), inCluster);
      });
    });
  }
});
