import assert from "node:assert/strict";
import * as fs from "node:fs";
import { SeedStage } from "./seed-stage";
import { StackFiles } from "./split-by-team";

const file = "services/refunds.ts";
const refunds = [
  ...["refunds", "--team", "payments", "--address", "payments@example.com", "--secret", "REFUND_API_KEY"],
  ...[
    "--runbook",
    "https://runbooks.example.com/refunds",
    "--rotation",
    "app=90",
    "--workload",
    "Deployment/refunds",
    "--namespace",
    "refunds",
  ],
];

describe("strongroom onboard, of a team that has a stack of its own", function () {
  this.timeout(180_000);

  let stage: SeedStage;
  let stacks: StackFiles;
  beforeEach(async () => {
    stage = new SeedStage();
    await stage.start();
    stage.aws.account = "333344445555";
    stage.ownProgram({});
    stacks = new StackFiles(stage.folder);
    stacks.splitByTeam();
  });
  afterEach(() => stage.stop());

  const run = (...args: string[]) => stage.runCommand("onboard", args);

  it("writes the service's file, previews the team's stack, and says what to type for which stack", async () => {
    const before = [stacks.read("prod"), stacks.read("prod-payments")];
    const { status, stdout, stderr } = await run(...refunds, "--environment", "prod");
    assert.equal(stderr, "");
    assert.equal(status, 0, stdout);
    assert.ok(fs.existsSync(stage.file(file)));
    assert.deepEqual([stacks.read("prod"), stacks.read("prod-payments")], before);
    assert.match(stdout, /^What refunds adds to prod-payments$/m);
    assert.match(stdout, /^ {4}\+ aws:secretsmanager\/secret:Secret refunds-app$/m);
    assert.ok(
      stdout.includes(
        "Next:\n" +
          "  1. pulumi up --stack prod: its stores admit the namespace, which has to exist, and its topic tells the owner.\n" +
          "  2. pulumi up --stack prod-payments\n" +
          "  3. npx strongroom seed prod refunds, for REFUND_API_KEY\n",
      ),
      stdout,
    );
  });

  it("records what is adopted in the team's file", async () => {
    const name = "prod/billing/invoicing";
    const arn = `arn:aws:secretsmanager:eu-west-1:333344445555:secret:${name}-AbCdEf`;
    stage.aws.create(name, { INVOICE_API_KEY: stage.makeValue() });
    stage.aws.details.set(name, { ARN: arn });
    const { status, stdout, stderr } = await run("billing", "--environment", "prod", "--adopt");
    assert.equal(stderr, "");
    assert.equal(status, 0, stdout);
    assert.equal(stacks.read("prod")["strongroom:adopt"], undefined);
    assert.deepEqual(stacks.read("prod-payments")["strongroom:adopt"], [arn]);
    assert.ok(
      stdout.endsWith(
        "Next:\n" +
          "  1. npx strongroom seed prod billing\n" +
          "  2. pulumi up --stack prod-payments\n" +
          "  3. pulumi config rm --stack prod-payments strongroom:adopt, once the update is done.\n" +
          "  4. Commit stacks/Pulumi.prod-payments.yaml on a branch, and open a pull request.\n",
      ),
      stdout,
    );
  });

  it("wants the environment, and not the stack", async () => {
    const { status, stderr } = await run(...refunds, "--environment", "prod-payments");
    assert.equal(status, 2);
    assert.equal(
      stderr,
      "prod-payments is the stack of team payments, and no environment. Nothing was changed.\n" +
        "Fix: name the environment, prod: the stack is found by the service.\n",
    );
    assert.equal(fs.existsSync(stage.file(file)), false);
  });
});
