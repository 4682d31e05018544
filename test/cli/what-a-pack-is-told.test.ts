import * as assert from "node:assert/strict";
import type { CliResult } from "./run-cli";
import { makeSharedSecret, previewFixture, runCli, witnessPack } from "./run-cli";

/** A report's findings: from `[level] ... policy  (type: name)` to the lines below it. */
function findings(report: string): Map<string, string[]> {
  const found = report.split("\n\n").filter((block) => block.startsWith("["));
  return new Map(
    found.map((block) => {
      const [title = "", ...lines] = block.split("\n");
      return [title, lines.map((line) => line.trim())];
    }),
  );
}

describe("what a policy pack is told", () => {
  const value = makeSharedSecret();
  let status: number | null;
  let stdout: string;
  let told: Map<string, string[]>;
  before(() => {
    ({ status, stdout } = runCli(
      ["preview", "--program", "test/cli/fixtures/everything", "--policy-pack", witnessPack],
      { INCIDENT_VALUE: value },
    ));
    told = findings(stdout);
  });

  it("sees unknown values beside known ones, and options and provider", () => {
    assert.deepEqual(told.get("[advisory]  inputs  (kubernetes:core/v1:ConfigMap: mixed)"), [
      "Inputs",
      "apiVersion=v1",
      `data.APPLE_SHARED_SECRET=${value}`,
      "data.ENTRY=(unknown)",
      "kind=ConfigMap",
      "metadata.name=mixed",
      "(made by urn:pulumi:dev::everything::pulumi:providers:kubernetes::cluster)",
    ]);
    assert.deepEqual(told.get("[advisory]  inputs  (aws:secretsmanager/secret:Secret: entry)"), [
      "Inputs",
      "name=dev/api/app",
      "tags.awaiting-seed=true",
      "(protected)",
      "(ignores description)",
      "(created in 90 s)",
      "(made by urn:pulumi:dev::everything::pulumi:providers:aws::default_7_48_0)",
    ]);
  });

  it("sees the providers that the engine makes by itself, configured by the stack", () => {
    assert.deepEqual(told.get("[advisory]  inputs  (pulumi:providers:aws: default_7_48_0)"), [
      "Inputs",
      'allowedAccountIds=["111111111111"]',
      "region=eu-west-1",
      "version=7.48.0",
    ]);
    assert.deepEqual(told.get("[advisory]  inputs  (pulumi:providers:kubernetes: cluster)"), [
      "Inputs",
      "kubeconfig=[secret]",
      "version=4.34.2",
    ]);
    assert.ok(!stdout.includes("+ pulumi:providers:aws"));
  });

  it("sees the marks of secrets before it validates, and a policy that may change resources counts as mandatory", () => {
    assert.deepEqual(told.get("[mandatory]  secrets  (pulumi:providers:kubernetes: cluster)"), [
      "Marks of secrets",
      "kubeconfig",
    ]);
    assert.equal(status, 1);
  });

  it("sees URNs as the engine makes them: every parent's type, without the stack's", () => {
    const urn = (name: string): string | undefined => told.get(`[advisory] [severity: low]  stack  (${name})`)?.[1];
    assert.equal(
      urn("kubernetes:core/v1:ConfigMap: inner-settings"),
      "urn:pulumi:dev::everything::fixture:index:Outer$fixture:index:Inner$kubernetes:core/v1:ConfigMap::inner-settings",
    );
    assert.equal(urn("fixture:index:Outer: outer"), "urn:pulumi:dev::everything::fixture:index:Outer::outer");
  });

  it("sees which property depends on what, while ids are unknown", () => {
    assert.deepEqual(
      told.get("[advisory] [severity: low]  stack  (aws:secretsmanager/secretRotation:SecretRotation: rotation)"),
      [
        "Stack",
        "urn:pulumi:dev::everything::aws:secretsmanager/secretRotation:SecretRotation::rotation",
        "parent: everything-dev",
        "depends on: entry",
        "secretId on entry",
      ],
    );
  });

  it("gets the stack's configuration, and a finding without a resource belongs to the stack", () => {
    assert.ok(
      stdout.includes(
        "[advisory] [severity: low]  stack  (pulumi:pulumi:Stack: everything-dev)\n    Stack\n" +
          '    config: {"aws:allowedAccountIds":"[\\"111111111111\\"]","aws:region":"eu-west-1"}, dry run: true\n',
      ),
    );
  });

  it("is not asked about a resource that is only read, except with the stack", () => {
    assert.equal(told.has("[advisory]  inputs  (aws:secretsmanager/secret:Secret: existing)"), false);
    assert.ok(told.has("[advisory] [severity: low]  stack  (aws:secretsmanager/secret:Secret: existing)"));
  });

  it("takes levels from --policy-pack-config", () => {
    const result = previewFixture("everything", "--policy-pack-config", "test/cli/fixtures/quiet-witness.json");
    assert.equal(result.status, 0);
    assert.ok(result.stdout.endsWith("\n\nGuard: clean. 1 rule, 12 resources.\n\nTook N s.\n"));
  });
});

describe("a policy pack that fails", () => {
  const preview = (pack: string): CliResult =>
    runCli(["preview", "--program", "test/cli/fixtures/everything", "--policy-pack", pack]);

  it("is an error when there is none", () => {
    assert.deepEqual(preview("test/cli"), {
      status: 2,
      stdout: "",
      stderr:
        "There is no policy pack in test/cli: PulumiPolicy.yaml was not found.\n" +
        "Fix: name its folder with --policy-pack DIR.\n",
    });
  });

  it("is an error when it does not load, and shows what it wrote", () => {
    const { status, stdout, stderr } = preview("test/cli/fixtures/broken-pack");
    assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
    assert.match(stderr, /^The policy pack did not start: it ended with exit status \d+\.\n/);
    assert.match(stderr, /the pack of the fixture fails/);
  });

  it("is an error when a policy throws, and shows which", () => {
    assert.deepEqual(preview("test/cli/fixtures/throwing-pack"), {
      status: 2,
      stdout: "",
      stderr:
        "The policy pack failed: Error validating resource with policy 'throws' from policy pack 'throwing@v0.0.1':\n" +
        "TypeError: the policy of the fixture fails\n",
    });
  });
});
