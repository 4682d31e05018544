import * as assert from "node:assert/strict";
import { discoverRules } from "../../policies/engine/discover-rules";
import { makeSharedSecret, runCli } from "./run-cli";

const preview = ["preview", "--program", "examples/incident"];

// Beside the rules, one policy watches over exemptions.
const ruleCount = discoverRules().length + 1;

describe("the incident", () => {
  it("is blocked: the key and the fix are named, the value is not", () => {
    const value = makeSharedSecret();
    const result = runCli(preview, { INCIDENT_VALUE: value });
    assert.deepEqual(result, {
      status: 1,
      stderr: "",
      stdout: `Preview of strongroom-incident, environment dev

+ kubernetes:core/v1:ConfigMap api

1 resource to create.

[mandatory] [severity: high]  configmap-secrets  (kubernetes:core/v1:ConfigMap: api)
    ConfigMaps hold no credentials.
    data["APPLE_SHARED_SECRET"] holds a shared secret (named-credential, 32 characters, masked).
    Fix: declare APPLE_SHARED_SECRET in a group of services/api.ts, and read it with secretKeyRef.

Guard: blocked. 1 mandatory violation. ${ruleCount} rules, 1 resource.

Took N s.
`,
    });
  });

  it("does not show the value with --verbose either, nor any part of it", () => {
    const value = makeSharedSecret();
    const { status, stdout, stderr } = runCli([...preview, "--verbose"], { INCIDENT_VALUE: value });
    assert.equal(status, 1);
    for (let start = 0; start + 8 <= value.length; start++) {
      assert.ok(
        !(stdout + stderr).includes(value.slice(start, start + 8)),
        `characters ${start} to ${start + 8} are shown`,
      );
    }
    assert.match(stdout, /\+ kubernetes:core\/v1:ConfigMap api\n {4}apiVersion, data, kind, metadata\n/);
  });

  it("is JSON for programs, without the value", () => {
    const value = makeSharedSecret();
    const { status, stdout } = runCli([...preview, "--json"], { INCIDENT_VALUE: value });
    assert.equal(status, 1);
    assert.ok(!stdout.includes(value));
    assert.deepEqual(JSON.parse(stdout), {
      version: 1,
      program: "strongroom-incident",
      environment: "dev",
      blocked: true,
      resources: [{ kind: "create", type: "kubernetes:core/v1:ConfigMap", name: "api" }],
      findings: [
        {
          level: "mandatory",
          severity: "high",
          policy: "configmap-secrets",
          type: "kubernetes:core/v1:ConfigMap",
          name: "api",
          message: [
            "ConfigMaps hold no credentials.",
            'data["APPLE_SHARED_SECRET"] holds a shared secret (named-credential, 32 characters, masked).',
            "Fix: declare APPLE_SHARED_SECRET in a group of services/api.ts, and read it with secretKeyRef.",
          ].join("\n"),
          file: "examples/incident/index.ts",
          line: 13,
        },
      ],
      outputs: [],
      awaitingSeed: [],
      notOpened: [],
      ruleCount,
    });
  });

  it("is made anew at every run when no value is given", () => {
    assert.equal(runCli(preview).status, 1);
  });
});
