import * as assert from "node:assert/strict";
import type { PolicyInfo } from "../../cli/preview/policy-config";
import { mergePolicyConfig } from "../../cli/preview/policy-config";

const policies: PolicyInfo[] = [
  { name: "a", description: "", level: "mandatory", defaults: { days: 30 } },
  { name: "b", description: "", level: "advisory", defaults: {} },
];

describe("the configuration of a policy pack", () => {
  it("begins with each policy's own level and defaults", () => {
    assert.deepEqual(mergePolicyConfig(policies), {
      a: { level: "mandatory", properties: { days: 30 } },
      b: { level: "advisory", properties: {} },
    });
  });

  it("takes later ones over earlier ones, `all` first, and ignores policies that there are not", () => {
    assert.deepEqual(
      mergePolicyConfig(
        policies,
        { a: { properties: { days: 60, hours: 1 } } },
        { all: { level: "disabled" }, a: { level: "remediate", properties: { days: 90 } }, c: { level: "mandatory" } },
      ),
      {
        a: { level: "remediate", properties: { days: 90, hours: 1 } },
        b: { level: "disabled", properties: {} },
      },
    );
  });
});
