import assert from "node:assert/strict";
import { guardReport } from "../../cli/report/guard";
import type { JudgedStack } from "../../cli/report/judge-stacks";
import type { RecordedResource } from "../../cli/preview/resources";
import type { GuardFinding } from "../../report/preview-report";

type Level = JudgedStack["verdict"]["rules"][number]["level"];

const rule = (id: string, level: Level) => ({ id, description: `${id} holds.`, level }) as const;

function finding(policy: string, level: GuardFinding["level"], name: string): GuardFinding {
  return { policy, level, urn: "", type: "kubernetes:core/v1:ConfigMap", name, message: `${name} is wrong.` };
}

function judged(stack: string, rules: [string, Level][], findings: GuardFinding[], more: Partial<JudgedStack> = {}) {
  const judging = rules.map(([id, level]) => rule(id, level));
  const verdict = { findings, ruleCount: judging.length, rules: judging };
  return { stack, program: "strongroom", resources: [], notOpened: [], verdict, ...more };
}

const exemption = (resource: string, expires: string) => ({
  rule: "configmap-secrets",
  resource,
  reason: "It moves.",
  owner: "payments@example.com",
  expires,
});

describe("the guard's part of a report", () => {
  const notOpened = [{ subject: "strongroom:token", reason: "encrypted in the stack file" }];
  const own = judged(
    "prod",
    [
      ["configmap-secrets", "mandatory"],
      ["vault-justified", "mandatory"],
    ],
    [],
    {
      guardConfig: JSON.stringify({ exemptions: [exemption("late", "2027-01-31")] }),
      notOpened,
    },
  );
  const rules: [string, Level][] = [
    ["configmap-secrets", "mandatory"],
    ["vault-justified", "advisory"],
  ];
  const findings = [
    finding("configmap-secrets", "mandatory", "billing"),
    finding("vault-justified", "advisory", "vault"),
  ];
  const team = judged("prod-payments", rules, findings, {
    guardConfig: JSON.stringify({ exemptions: [exemption("soon", "2026-11-30")] }),
    notOpened,
  });

  it("is of all stacks of an environment, and names a team's where something is said of it", () => {
    const { blocked, findings, exemptions, notOpened: left } = guardReport([own, team], "2026-11-24");
    assert.equal(blocked, true);
    assert.deepEqual(
      findings.map(({ stack, level, rule, name }) => [stack, level, rule, name]),
      [
        ["prod-payments", "mandatory", "configmap-secrets", "billing"],
        ["prod-payments", "advisory", "vault-justified", "vault"],
      ],
    );
    assert.deepEqual(
      exemptions.map(({ stack, resource, state }) => [stack, resource, state]),
      [
        ["prod-payments", "soon", "expires soon"],
        [undefined, "late", "in force"],
      ],
    );
    assert.deepEqual(left, notOpened);
  });

  it("counts a rule's findings in all of them, and shows it twice where a team's file gives it another level", () => {
    const { rules } = guardReport([own, team], "2026-11-24");
    assert.deepEqual(
      rules.map(({ stack, id, level, findings }) => [stack, id, level, findings]),
      [
        [undefined, "configmap-secrets", "mandatory", 1],
        [undefined, "vault-justified", "mandatory", 0],
        ["prod-payments", "vault-justified", "advisory", 1],
      ],
    );
  });

  it("counts resources as a preview does: without the stack itself and default providers", () => {
    const resource = (type: string, name: string, parent = "urn:stack"): RecordedResource =>
      ({
        type,
        name,
        parent,
        urn: type === "pulumi:pulumi:Stack" ? "urn:stack" : `urn:${name}`,
        inputs: {},
      }) as unknown as RecordedResource;
    const resources = [
      resource("pulumi:pulumi:Stack", "strongroom-prod", ""),
      resource("pulumi:providers:aws", "default_7_48_0", ""),
      resource("pulumi:providers:aws", "replica"),
      resource("kubernetes:core/v1:Namespace", "api"),
      resource("kubernetes:core/v1:ConfigMap", "api-settings", "urn:api"),
    ];
    assert.equal(guardReport([{ ...own, resources }, team], "2026-11-24").resources, 3);
  });

  it("names no stack where there is one", () => {
    const { findings, rules } = guardReport([team], "2026-11-24");
    assert.deepEqual(
      [...findings, ...rules].filter(({ stack }) => stack !== undefined),
      [],
    );
  });
});
