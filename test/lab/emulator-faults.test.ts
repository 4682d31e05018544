import assert from "node:assert/strict";
import { CreateSecretCommand, ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { type ClientConfig, describeEmulator, errorName } from "./emulator-process";

describeEmulator("the emulator's faults", (emulator) => {
  let administrator: ClientConfig;
  before(async () => {
    administrator = await emulator.administrator();
  });
  afterEach(() => emulator.control("DELETE", "/lab/faults"));

  function list(): Promise<string> {
    return errorName(new SecretsManagerClient(administrator).send(new ListSecretsCommand({})));
  }

  function whoAmI(): Promise<string> {
    return errorName(new STSClient(administrator).send(new GetCallerIdentityCommand({})));
  }

  it("throttles one service for a number of requests", async () => {
    await emulator.control("POST", "/lab/faults", { status: 429, service: "secretsmanager", count: 2 });
    assert.equal(await whoAmI(), "none");
    assert.deepEqual(
      [await list(), await list(), await list()],
      ["ThrottlingException", "ThrottlingException", "none"],
    );
  });

  it("fails every service until the fault is taken back", async () => {
    await emulator.control("POST", "/lab/faults", { status: 500, seconds: 60 });
    assert.deepEqual([await list(), await whoAmI()], ["InternalServiceError", "InternalServiceError"]);
    await emulator.control("DELETE", "/lab/faults");
    assert.deepEqual([await list(), await whoAmI()], ["none", "none"]);
  });

  it("fails one action and lets the others through", async () => {
    await emulator.control("POST", "/lab/faults", { status: 500, action: "CreateSecret", seconds: 60 });
    const create = new SecretsManagerClient(administrator).send(new CreateSecretCommand({ Name: "a" }));
    assert.deepEqual([await errorName(create), await list()], ["InternalServiceError", "none"]);
  });

  it("is ridden out by a client that tries again", async () => {
    await emulator.control("POST", "/lab/faults", { status: 429, service: "secretsmanager", count: 2 });
    const patient = new SecretsManagerClient({ ...administrator, maxAttempts: 5 });
    assert.deepEqual((await patient.send(new ListSecretsCommand({}))).SecretList, []);
  });

  it("refuses a fault without an end", async () => {
    const answer = await emulator.control("POST", "/lab/faults", { status: 500 });
    assert.deepEqual(answer, { error: "give seconds or count: a fault needs an end" });
  });
});
