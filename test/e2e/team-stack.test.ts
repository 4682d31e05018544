import assert from "node:assert/strict";
import * as fs from "node:fs";
import { DescribeSecretCommand, PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { parse, stringify } from "yaml";
import { pulumi } from "../../lab/engine/run-pulumi";
import type { Stage } from "../../lab/stage/stage";
import { type Account, openAccount } from "./aws";
import { changedProgram } from "./changed-program";
import { Cluster, until } from "./cluster";
import { type Step, engine, resourcesOf } from "./engine";
import { bringUp, configure, takeDown } from "./environment";
import { sharedStage, startSeconds } from "./shared-stage";
import { randomValue } from "./strongroom";

type Config = Record<string, unknown>;

const team = "dev-payments";
const entry = "dev/billing/invoicing";
/** What follows the two entries of the team. */
const followed = ["EventRule", "EventRule", "EventTarget", "EventTarget"];
const typesOf = (resources: string[]): string[] => resources.map((one) => one.split(" ")[0]!.split(":").at(-1)!).sort();
/** What a provider made or deleted: components and providers left out. */
const madeBy = (steps: readonly Step[], operation: string): string[] =>
  resourcesOf(steps, operation).filter((resource) => /^(aws|kubernetes|random):/.test(resource));
const asYaml = (config: Config): string => stringify({ config });
const configOf = (content: string): Config => (parse(content) as { config: Config }).config;

/** Needs every part of the stage: the engine, the API server, the operator and its companion, and the emulator with its events. */
describe("an environment that is split by team, on a stage", function () {
  this.timeout(600_000);
  let stage: Stage;
  let account: Account;
  let program: string;
  let arn: string | undefined;

  const arnOf = async (): Promise<string | undefined> =>
    (await account.secretsManager.send(new DescribeSecretCommand({ SecretId: entry }))).ARN;

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    stage = await sharedStage();
    account = await openAccount(stage, "111122223333");
    configure(stage, "dev", { "strongroom:eventSync": { enabled: true } });
    await bringUp(stage, "dev");
    arn = await arnOf();
    // The split is this line, and the team's file.
    program = changedProgram({
      "stacks/Pulumi.dev.yaml": (content) => asYaml({ ...configOf(content), "strongroom:teamStacks": ["payments"] }),
    });
    const dev = configOf(fs.readFileSync(`${program}/stacks/Pulumi.dev.yaml`, "utf8"));
    const ofBoth = ["aws:region", "aws:allowedAccountIds", "strongroom:account", "strongroom:cluster"];
    const file: Config = {
      ...Object.fromEntries(ofBoth.map((key) => [key, dev[key]])),
      "strongroom:team": "payments",
      "strongroom:overrides": { billing: (dev["strongroom:overrides"] as Config)["billing"] },
    };
    fs.writeFileSync(`${program}/stacks/Pulumi.${team}.yaml`, asYaml(file));
  });

  after(async () => {
    const { status, text } = await engine(stage, "destroy", team, { program });
    assert.equal(status, 0, text);
    configure(stage, "dev", { "strongroom:teamStacks": undefined });
    await takeDown(stage, "dev");
    fs.rmSync(program, { recursive: true });
  });

  it("refuses the team's stack as long as the environment's own holds the services", async () => {
    const { status, text } = await engine(stage, "preview", team, { program });
    assert.notEqual(status, 0);
    assert.match(text, /The stack organization\/strongroom\/dev holds the services of team payments itself/);
  });

  it("has entries moved from stack to stack, and neither update makes or deletes one", async () => {
    await move("dev", team);
    const own = await engine(stage, "up", "dev", { program });
    assert.equal(own.status, 0, own.text);
    assert.deepEqual(madeBy(own.steps, "create"), [], own.text);
    // Its rules for the two entries: the team's stack makes some of other names.
    assert.deepEqual(typesOf(madeBy(own.steps, "delete")), followed, own.text);

    const ofTeam = await engine(stage, "up", team, { program });
    assert.equal(ofTeam.status, 0, ofTeam.text);
    for (const operation of ["delete", "replace", "create-replacement"]) {
      assert.deepEqual(resourcesOf(ofTeam.steps, operation), [], ofTeam.text);
    }
    assert.deepEqual(typesOf(madeBy(ofTeam.steps, "create")), followed, ofTeam.text);
    assert.equal(await arnOf(), arn);
  });

  it("has a changed value of a moved entry in the cluster by its event, an hour before the refresh", async () => {
    const cluster = new Cluster(stage);
    const value = randomValue();
    // What the operator still writes is behind it: a change in the same moment would be left to the refresh.
    await cluster.forceSync("billing", "billing-secrets");
    const SecretString = JSON.stringify({ INVOICE_SIGNING_KEY: value });
    await account.secretsManager.send(new PutSecretValueCommand({ SecretId: entry, SecretString }));
    await until("the value is in the cluster", async () => {
      const held = await cluster.secret("billing", "billing-secrets");
      return held?.["INVOICE_SIGNING_KEY"] === value;
    });
  });

  it("is as it should be then, stack by stack", async () => {
    for (const stack of ["dev", team]) {
      const { status, changes, text } = await engine(stage, "up", stack, { program });
      assert.equal(status, 0, text);
      assert.deepEqual(Object.keys(changes), ["same"], text);
    }
  });

  it("goes back to one stack, and neither makes or deletes an entry", async () => {
    await move(team, "dev");
    const ofTeam = await engine(stage, "destroy", team, { program });
    assert.equal(ofTeam.status, 0, ofTeam.text);
    assert.deepEqual(typesOf(madeBy(ofTeam.steps, "delete")), followed, ofTeam.text);
    // The checkout's program, whose stack file is without the line.
    const own = await engine(stage, "up", "dev");
    assert.equal(own.status, 0, own.text);
    assert.deepEqual(typesOf(madeBy(own.steps, "create")), followed, own.text);
    assert.deepEqual([...madeBy(own.steps, "delete"), ...madeBy(own.steps, "replace")], [], own.text);
    assert.equal(await arnOf(), arn);
  });

  /** Moves the team's service from stack to stack. */
  async function move(from: string, to: string): Promise<void> {
    const urn = `urn:pulumi:${from}::strongroom::strongroom:index:ServiceSecrets::billing`;
    const moving = ["state", "move", "--source", from, "--dest", to, "--yes", urn];
    const { status, stdout, stderr } = await pulumi(stage, moving, { program });
    assert.equal(status, 0, stdout + stderr);
  }
});
