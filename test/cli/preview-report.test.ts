import * as assert from "node:assert/strict";
import { previewFixture, runCli } from "./run-cli";

const quiet = ["--policy-pack-config", "test/cli/fixtures/quiet-witness.json"];

describe("the report of a preview", () => {
  it("shows what is planned, what stays unknown and what could not be opened, and no secret", () => {
    const { status, stdout, stderr } = previewFixture("everything", ...quiet);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    assert.equal(stdout, everything);
  });

  it("names inputs and says where the time went with --verbose, and still shows no secret", () => {
    const { status, stdout } = previewFixture("everything", ...quiet, "--verbose");
    assert.equal(status, 0);
    assert.ok(stdout.includes("+ pulumi:providers:kubernetes cluster\n    kubeconfig, version\n"));
    assert.ok(stdout.includes("\nTook N s.\n  configuration: N s\n  loading the SDK: N s\n  program: N s\n"));
    assert.ok(!stdout.includes("of-the-fixture"));
  });

  it("hands configuration, defaults and place to the program, and says what it could not decrypt", () => {
    assert.deepEqual(previewFixture("configured", ...quiet), { status: 0, stderr: "", stdout: configured });
  });

  it("has colours only where they are wanted", () => {
    const escape = String.fromCharCode(27);
    for (const environment of [{ FORCE_COLOR: "1", NO_COLOR: "1" }, {}] as Record<string, string>[]) {
      const { stdout } = runCli(["preview", "--program", "examples/incident", ...packOf("witness-pack")], environment);
      assert.ok(stdout.startsWith("Preview of strongroom-incident"));
      assert.ok(!stdout.includes(escape));
    }
  });
});

describe("what is typed", () => {
  it("names the environments that there are", () => {
    assert.deepEqual(runCli(["preview", "qa", "--program", "examples/incident"]), {
      status: 2,
      stdout: "",
      stderr:
        'There is no environment "qa" in strongroom-incident. Available: dev.\n' +
        "Fix: name one of them, or add examples/incident/stacks/Pulumi.qa.yaml.\n",
    });
  });

  it("says so when there is no program", () => {
    assert.deepEqual(runCli(["preview", "--program", "test/cli"]), {
      status: 2,
      stdout: "",
      stderr:
        "There is no Pulumi program in test/cli: Pulumi.yaml was not found.\nFix: name its folder with --program DIR.\n",
    });
  });

  it("says every problem of a stack file at once", () => {
    assert.deepEqual(previewFixture("configured", ...quiet, "broken"), {
      status: 2,
      stdout: "",
      stderr:
        "test/cli/fixtures/configured/stacks/Pulumi.broken.yaml:\n" +
        "  configured:size is string; wanted integer.\n" +
        "  Fix: pulumi config set --stack broken configured:size VALUE\n" +
        "  configured:owners is string; wanted array of string.\n" +
        "  Fix: write it into the stack file, or type: pulumi config set --path --stack broken 'configured:owners[0]' VALUE\n" +
        "  configured:name is missing; wanted string (What it is called.).\n" +
        "  Fix: pulumi config set --stack broken configured:name VALUE\n",
    });
  });

  it("refuses an unknown option or command with status 2, and shows help with status 0", () => {
    assert.equal(runCli(["preview", "--bogus"]).status, 2);
    assert.equal(runCli(["bogus"]).status, 2);
    assert.equal(runCli([]).status, 2);
    const help = runCli(["preview", "--help"]);
    assert.deepEqual({ status: help.status, stderr: help.stderr }, { status: 0, stderr: "" });
    assert.match(help.stdout, /^Usage: strongroom preview \[options\] \[environment\]\n/);
  });
});

function packOf(name: string): string[] {
  return ["--policy-pack", `test/cli/fixtures/${name}`];
}

const everything = `Preview of everything, environment dev, account 111111111111, eu-west-1

> aws:secretsmanager/secret:Secret existing
+ fixture:index:Outer outer
    + fixture:index:Inner inner
        + kubernetes:core/v1:ConfigMap inner-settings
> pulumi:pulumi:StackReference organization/other/dev
+ kubernetes:yaml/v2:ConfigGroup manifests
+ random:index/randomPassword:RandomPassword password
+ aws:secretsmanager/secret:Secret entry
= aws:secretsmanager/secret:Secret adopted
+ aws:secretsmanager/secretRotation:SecretRotation rotation
+ pulumi:providers:kubernetes cluster
+ kubernetes:core/v1:ConfigMap mixed

6 resources to create, 1 resource to import, grouped by 3 components, 2 resources to read.

Outputs:
  derived: [secret]
  found_arn: output<string>
  generated: output<string>
  list:
    - 1
    - output<string>
  plain: shown
  referenced: output<string>
  secret: [secret]
  unknown: output<string>

Awaiting seed (no value yet, so no rotation until one is put):
  dev/api/app

Not opened here (the engine's providers do, in pulumi preview):
  aws:secretsmanager/getSecret:getSecret: the look-up is answered by its provider
  aws:secretsmanager/secret:Secret existing: it exists already and is read by its provider
  pulumi:pulumi:StackReference organization/other/dev: another stack's outputs stand in that stack's state: --stack-reference gives them
  kubernetes:yaml/v2:ConfigGroup manifests: its children are made by its provider

Guard: clean. 1 rule, 12 resources.

Took N s.
`;

const configured = `Preview of configured, environment dev, eu-central-1

0 resources to create.

Outputs:
  flag: true
  limits: { cpu: 1 }
  owners:
    - api
    - payments
  place: configured/dev/organization
  region: eu-central-1
  size: 2

Not opened here (the engine's providers do, in pulumi preview):
  configured:token: encrypted in the stack file

Guard: clean. 1 rule, 0 resources.

Took N s.
`;
