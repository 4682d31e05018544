import assert from "node:assert/strict";
import * as fs from "node:fs";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { parse, stringify } from "yaml";
import { pulumi } from "../../lab/engine/run-pulumi";
import type { Stage } from "../../lab/stage/stage";
import { type Account, openAccount } from "./aws";
import { changedProgram } from "./changed-program";
import { engine, resourcesOf } from "./engine";
import { bringUp, configure, takeDown } from "./environment";
import { sharedStage, startSeconds } from "./shared-stage";

type Config = Record<string, unknown>;

const team = "dev-payments";
const entry = "dev/billing/invoicing";
const asYaml = (config: Config): string => stringify({ config });
const configOf = (content: string): Config => (parse(content) as { config: Config }).config;

/** Needs the engine, the API server, the operator and the emulator. */
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
    const urn = "urn:pulumi:dev::strongroom::strongroom:index:ServiceSecrets::billing";
    const moving = ["state", "move", "--source", "dev", "--dest", team, "--yes", urn];
    const { status: moved, stdout, stderr } = await pulumi(stage, moving, { program });
    assert.equal(moved, 0, stdout + stderr);

    const own = await engine(stage, "up", "dev", { program });
    assert.equal(own.status, 0, own.text);
    assert.deepEqual([...resourcesOf(own.steps, "create"), ...resourcesOf(own.steps, "delete")], [], own.text);

    const ofTeam = await engine(stage, "up", team, { program });
    assert.equal(ofTeam.status, 0, ofTeam.text);
    for (const operation of ["delete", "replace", "create-replacement"]) {
      assert.deepEqual(resourcesOf(ofTeam.steps, operation), [], ofTeam.text);
    }
    assert.deepEqual(
      resourcesOf(ofTeam.steps, "create").filter((resource) => /^(aws|kubernetes|random):/.test(resource)),
      [],
      ofTeam.text,
    );
    assert.equal(await arnOf(), arn);
  });

  it("is as it should be then, stack by stack", async () => {
    for (const stack of ["dev", team]) {
      const { status, changes, text } = await engine(stage, "up", stack, { program });
      assert.equal(status, 0, text);
      assert.deepEqual(Object.keys(changes), ["same"], text);
    }
  });
});
