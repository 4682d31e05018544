import assert from "node:assert/strict";
import * as fs from "node:fs";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
} from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { prepareGiven } from "../../lab/given/given";
import { pulumi } from "../../lab/engine/run-pulumi";
import type { Stage } from "../../lab/stage/stage";
import { type Account, currentValue, openAccount } from "./aws";
import { changedProgram } from "./changed-program";
import { Cluster, unlessMissing, until } from "./cluster";
import { engine, type Step } from "./engine";
import { bringUp, configure, seededEntries, takeDown } from "./environment";
import { sharedStage, startSeconds } from "./shared-stage";
import { randomValue, same, strongroom } from "./strongroom";

const environment = "dev";
const entry = "dev/returns/app";
const parameter = "/dev/returns/LIMIT";

/** Everything that a person decides about the service. */
const decided = [
  ...["onboard", "returns", "--environment", environment, "--namespace", "returns", "--workload", "Deployment/returns"],
  ...[
    "--team",
    "fulfilment",
    "--address",
    "fulfilment@example.com",
    "--runbook",
    "https://runbooks.example.com/returns",
  ],
  ...["--secret", "CARRIER_API_KEY", "--rotation", "app=90", "--setting", "LIMIT=100"],
];

/** Needs the engine, the API server, the operator and the emulator. */
describe("entries that were made by hand", function () {
  this.timeout(600_000);
  const value = { CARRIER_API_KEY: randomValue() };
  let stage: Stage;
  let cluster: Cluster;
  let account: Account;
  let program: string;
  /** ARN and versions of the entry, as they were made. */
  let made: { arn: string; versions: Record<string, string[]> };

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    stage = await sharedStage();
    cluster = new Cluster(stage);
    account = await openAccount(stage, "111122223333");
    await bringUp(stage, environment);
    program = changedProgram({});
    const { secretsManager, ssm } = account;
    const former = { Name: entry, SecretString: JSON.stringify({ CARRIER_API_KEY: randomValue() }) };
    await secretsManager.send(new CreateSecretCommand({ ...former, Tags: [{ Key: "by", Value: "hand" }] }));
    await secretsManager.send(new PutSecretValueCommand({ SecretId: entry, SecretString: JSON.stringify(value) }));
    await secretsManager.send(new CreateSecretCommand({ Name: "legacy/carrier", SecretString: JSON.stringify(value) }));
    await ssm.send(new PutParameterCommand({ Name: parameter, Type: "String", Value: "100" }));
    made = await identity();
    assert.equal(Object.keys(made.versions).length, 2);
  });

  after(async () => {
    configure(stage, environment, { "strongroom:adopt": undefined });
    await takeDown(stage, environment);
    await unlessMissing(cluster.core.deleteNamespace({ name: "returns" }));
    fs.rmSync(program, { recursive: true });
  });

  it("are not adopted under another name: it is refused, with what to do, and nothing is written", async () => {
    const { status, stderr } = await strongroom(stage, [...decided, "--adopt", "legacy/carrier"], { program });
    assert.equal(status, 2);
    assert.match(
      stderr,
      /^"legacy\/carrier" is no name that returns gives in dev: dev\/returns\/app, \/dev\/returns\/LIMIT\. /,
    );
    assert.match(
      stderr,
      /aws secretsmanager get-secret-value --secret-id legacy\/carrier .*\|\n {4}npx strongroom seed dev returns --group app\n$/,
    );
    assert.equal(fs.existsSync(`${program}/services/returns.ts`), false);
  });

  it("are found by the command that declares the service", async () => {
    const { status, stdout, stderr } = await strongroom(stage, [...decided, "--adopt"], { program });
    assert.equal(status, 0, stderr);
    assert.match(
      stdout,
      /^dev\/returns\/app exists, and is adopted\.\n\/dev\/returns\/LIMIT exists, and is adopted\.$/m,
    );
    assert.match(stdout, /^ {4}= aws:secretsmanager\/secret:Secret returns-app$/m);
    assert.match(stdout, /^ {4}= aws:ssm\/parameter:Parameter returns-LIMIT$/m);
    await prepareGiven(stage, { program });
  });

  it("are recorded as seeded before the update, because they hold every value", async () => {
    const { status, stdout } = await strongroom(stage, ["seed", environment, "returns"], { program });
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^dev\/returns\/app: nothing was put; recorded in /m);
    assert.deepEqual(seededEntries(stage, environment), [entry]);
  });

  it("are taken over by one update: nothing is made anew, and their values stay", async () => {
    const { status, steps, text } = await engine(stage, "up", environment, { program });
    assert.equal(status, 0, text);
    assert.deepEqual(operations(steps, "aws:secretsmanager/secret:Secret returns-app"), ["import", "update"]);
    const ofParameter = operations(steps, "aws:ssm/parameter:Parameter returns-LIMIT");
    assert.deepEqual(ofParameter, ["import", "update"]);
    assert.deepEqual(await identity(), made);
    assert.equal(same(await currentValue(account, entry), value), true);
    const { Parameter } = await account.ssm.send(new GetParameterCommand({ Name: parameter }));
    assert.deepEqual([Parameter?.Value, Parameter?.Version], ["100", 1]);
    const { Tags = [], Description } = await account.secretsManager.send(
      new DescribeSecretCommand({ SecretId: entry }),
    );
    const tags = Object.fromEntries(Tags.map(({ Key = "", Value }) => [Key, Value]));
    assert.equal(Description, "Secrets of returns, group app.");
    assert.deepEqual([tags["namespace"], tags["rotation-mode"], tags["by"]], ["returns", "manual", undefined]);
  });

  it("are read by the cluster", async () => {
    await cluster.forceSync("returns", "returns-secrets");
    const secret = await until("the Secret is there", () => cluster.secret("returns", "returns-secrets"));
    assert.equal(same(secret, value), true);
  });

  it("stay as they are in the next update, with the list and without", async () => {
    const again = await engine(stage, "up", environment, { program });
    assert.deepEqual(Object.keys(again.changes), ["same"], again.text);
    const removed = await pulumi(stage, ["config", "rm", "--stack", environment, "strongroom:adopt"], { program });
    assert.equal(removed.status, 0, removed.stderr);
    const without = await engine(stage, "up", environment, { program });
    assert.deepEqual(Object.keys(without.changes), ["same"], without.text);
    assert.deepEqual(await identity(), made);
  });

  it("are refused by the program as well where no declaration names them, before anything is changed", async () => {
    const legacy = await account.secretsManager.send(new DescribeSecretCommand({ SecretId: "legacy/carrier" }));
    configure(stage, environment, { "strongroom:adopt": [legacy.ARN] });
    const { status, steps, text } = await engine(stage, "up", environment, { program });
    assert.equal(status, 1, text);
    assert.deepEqual(
      steps.filter(({ operation }) => operation !== "same"),
      [],
    );
    assert.match(text, /strongroom:adopt\[0\] is "legacy\/carrier"; wanted an entry of this environment: /);
    configure(stage, environment, { "strongroom:adopt": undefined });
  });

  async function identity(): Promise<typeof made> {
    const found = await account.secretsManager.send(new DescribeSecretCommand({ SecretId: entry }));
    const { VersionId } = await account.secretsManager.send(new GetSecretValueCommand({ SecretId: entry }));
    assert.deepEqual(found.VersionIdsToStages?.[VersionId!], ["AWSCURRENT"]);
    return { arn: found.ARN!, versions: found.VersionIdsToStages };
  }
});

/** What the engine did to one resource, in its order. */
function operations(steps: readonly Step[], resource: string): string[] {
  return steps.filter((step) => step.resource === resource).map(({ operation }) => operation);
}
