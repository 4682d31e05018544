import assert from "node:assert/strict";
import { type MachineFacts, machineLines } from "../../cli/doctor/machine";
import { failed, shown } from "./doctor-lines";

describe("what the doctor says of this machine", () => {
  const good: MachineFacts = {
    node: { version: "20.20.2", wanted: ">=20.19" },
    sdk: "3.248.0",
    pulumi: { value: { said: "v3.259.0\n" } },
    aws: { value: { said: "aws-cli/2.31.0 Python/3.13.7 Linux/6.8.0 exe/x86_64\n" } },
    region: { value: "eu-west-1" },
  };
  const prod = { name: "prod", region: "eu-west-1" };
  const install = "https://www.pulumi.com/docs/iac/download-install/";
  const awsInstall = "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html";

  it("is a line each where all is well", () => {
    assert.deepEqual(machineLines(good, prod), [
      { check: "Node", state: "ok", found: "20.20.2; wanted 20.19 or newer" },
      { check: "Pulumi CLI", state: "ok", found: "3.259.0; the SDK of the program is 3.248.0" },
      { check: "AWS CLI", state: "ok", found: "2.31.0" },
      { check: "AWS region", state: "ok", found: "eu-west-1, that of prod" },
    ]);
  });

  for (const [what, check, facts, line] of [
    [
      "a Node that is too old",
      "Node",
      { node: { version: "20.9.0", wanted: ">=20.19" } },
      "problem: 20.9.0; wanted 20.19 or newer. Fix: install it: https://nodejs.org/en/download, or nvm install 20.",
    ],
    ["a newer Node", "Node", { node: { version: "22.0.0", wanted: ">=20.19" } }, "ok: 22.0.0; wanted 20.19 or newer"],
    [
      "no Pulumi CLI",
      "Pulumi CLI",
      { pulumi: { value: undefined } },
      `problem: there is no pulumi on PATH. Fix: install 3.248.0 or a newer 3: ${install}.`,
    ],
    [
      "an older Pulumi CLI",
      "Pulumi CLI",
      { pulumi: { value: { said: "v3.99.1" } } },
      `warning: 3.99.1; the SDK of the program is 3.248.0, which is newer. Fix: install 3.248.0 or a newer 3: ${install}.`,
    ],
    [
      "a Pulumi CLI of another major version",
      "Pulumi CLI",
      { pulumi: { value: { said: "v4.0.0" } } },
      `problem: 4.0.0; the SDK of the program is 3.248.0: they do not fit each other. Fix: install 3.248.0 or a newer 3: ${install}.`,
    ],
    [
      "a Pulumi CLI without a version",
      "Pulumi CLI",
      { pulumi: { value: { said: "dev" } } },
      `not-checked: pulumi version names none. Fix: install 3.248.0 or a newer 3: ${install}.`,
    ],
    [
      "no SDK",
      "Pulumi CLI",
      { sdk: undefined },
      "problem: @pulumi/pulumi is not installed: nothing says which one fits. Fix: npm ci",
    ],
    ["a Pulumi CLI that fails", "Pulumi CLI", { pulumi: failed }, "not-checked: it was refused. Fix: ask."],
    [
      "no AWS CLI",
      "AWS CLI",
      { aws: { value: undefined } },
      `problem: there is no aws on PATH. Fix: install it: ${awsInstall}. It signs in to the cluster.`,
    ],
    ["an AWS CLI that fails", "AWS CLI", { aws: failed }, "not-checked: it was refused. Fix: ask."],
    [
      "no region",
      "AWS region",
      { region: { value: undefined } },
      "warning: none is set; prod is in eu-west-1: what you type without --region goes elsewhere. Fix: export AWS_REGION=eu-west-1",
    ],
    [
      "another region",
      "AWS region",
      { region: { value: "us-east-1" } },
      "warning: us-east-1; prod is in eu-west-1: what you type without --region goes elsewhere. Fix: export AWS_REGION=eu-west-1",
    ],
    ["a region that cannot be had", "AWS region", { region: failed }, "not-checked: it was refused. Fix: ask."],
  ] as [string, string, Partial<MachineFacts>, string][]) {
    it(`names ${what}`, () => {
      assert.deepEqual(shown(machineLines({ ...good, ...facts }, prod), check), [line]);
    });
  }

  it("asks for no region where no environment is looked at", () => {
    assert.deepEqual(shown(machineLines(good), "AWS region"), ["ok: eu-west-1"]);
    assert.deepEqual(shown(machineLines({ ...good, region: { value: undefined } }), "AWS region"), ["ok: none is set"]);
  });
});
