import assert from "node:assert/strict";
import * as path from "node:path";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  RotateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import type { Stage } from "../../lab/stage/stage";
import { signingKeys } from "../../runtime";
import { type Account, currentValue, openAccount } from "./aws";
import { until } from "./cluster";
import { engine } from "./engine";
import { sharedStage, startSeconds } from "./shared-stage";
import { randomValue } from "./strongroom";

const program = path.join(__dirname, "..", "..", "examples", "application-keys");
const entry = "dev/api/signing";
const functionArn = "arn:aws:lambda:eu-west-1:111122223333:function:rotate-application-keys";

/** Needs the engine and the emulator, which really runs the function. */
describe("the example of a function that rotates application keys, on a stage", function () {
  this.timeout(300_000);
  const seeded = randomValue();
  const other = randomValue();
  let stage: Stage;
  let account: Account;

  before(async function () {
    this.timeout((startSeconds + 300) * 1000);
    stage = await sharedStage();
    account = await openAccount(stage, "111122223333");
    const { status, text } = await engine(stage, "up", "dev", { program });
    assert.equal(status, 0, text);
    const SecretString = JSON.stringify({ JWT_SIGNING_KEY: seeded, OTHER: other });
    await account.secretsManager.send(new CreateSecretCommand({ Name: entry, SecretString }));
  });

  after(async () => {
    const gone = { SecretId: entry, ForceDeleteWithoutRecovery: true };
    await account.secretsManager.send(new DeleteSecretCommand(gone)).catch(() => undefined);
    const { status, text } = await engine(stage, "destroy", "dev", { program });
    assert.equal(status, 0, text);
  });

  it("is run by a rotation, and has the key before accepted beside the new one", async () => {
    await rotate();
    const { current, accepted } = await keys();
    assert.equal(current === seeded, false);
    assert.equal(accepted.length === 2 && accepted[1] === seeded, true);
    assert.equal((await currentValue(account, entry))!["OTHER"] === other, true);
  });

  it("leaves nothing of a key that leaked after the next rotation", async () => {
    const before = (await keys()).current;
    await rotate();
    const { accepted } = await keys();
    assert.equal(accepted.length === 2 && accepted[1] === before, true);
    assert.equal(JSON.stringify(await currentValue(account, entry)).includes(seeded), false);
  });

  it("is not changed by another update", async () => {
    const { status, changes, text } = await engine(stage, "up", "dev", { program });
    assert.equal(status, 0, text);
    assert.deepEqual(Object.keys(changes), ["same"], text);
  });

  async function rotate(): Promise<void> {
    const { VersionId: version } = await account.secretsManager.send(
      new RotateSecretCommand({
        SecretId: entry,
        RotationLambdaARN: functionArn,
        RotationRules: { ScheduleExpression: "rate(30 days)" },
      }),
    );
    await until("the function has made the new version current", async () => {
      const { VersionIdsToStages: stages } = await account.secretsManager.send(
        new DescribeSecretCommand({ SecretId: entry }),
      );
      return stages?.[version!]?.includes("AWSCURRENT");
    });
  }

  async function keys(): Promise<ReturnType<typeof signingKeys>> {
    return signingKeys((await currentValue(account, entry))!["JWT_SIGNING_KEY"]!);
  }
});
