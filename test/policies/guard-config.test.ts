import assert from "node:assert/strict";
import { packConfig, readGuardConfig } from "../../policies/engine/guard-config";
import type { Rule } from "../../policies/engine/rule";

const ids = ["configmap-secrets", "secret-rotation"];
const rules = ids.map((id) => ({ id }) as Rule);
const exemption = {
  rule: "secret-rotation",
  resource: "legacy-*",
  reason: "goes",
  owner: "api",
  expires: "2026-12-31",
};

/** The stack's config as the engine hands it on. */
function config(guard: unknown): string {
  return JSON.stringify({ "aws:region": "eu-west-1", "strongroom:guard": JSON.stringify(guard) });
}

/** The error's message, without its first line. */
function problems(guard: unknown): string[] {
  try {
    readGuardConfig(config(guard), ids);
  } catch (error) {
    return (error as Error).message.split("\n").slice(1);
  }
  return [];
}

describe("the guard's config", () => {
  it("is mandatory throughout when nothing is said", () => {
    for (const nothing of [undefined, "", "{}", config({})]) {
      assert.deepEqual(packConfig(nothing, rules), {
        "configmap-secrets": { enforcementLevel: "mandatory" },
        "configmap-secrets-advisory": { enforcementLevel: "advisory" },
        "secret-rotation": { enforcementLevel: "mandatory" },
        "secret-rotation-advisory": { enforcementLevel: "advisory" },
      });
    }
  });

  it("takes a level for all rules and one for a rule; a rule that is disabled does not advise either", () => {
    const wanted = config({ enforcementLevel: "advisory", rules: { "secret-rotation": "disabled" } });
    assert.deepEqual(packConfig(wanted, rules), {
      "configmap-secrets": { enforcementLevel: "advisory" },
      "configmap-secrets-advisory": { enforcementLevel: "advisory" },
      "secret-rotation": { enforcementLevel: "disabled" },
      "secret-rotation-advisory": { enforcementLevel: "disabled" },
    });
  });

  it("keeps noting marks whatever a rule's level, unless the rule is disabled", () => {
    const marking = [{ id: "marking", resource: { types: [], needsMarks: true, check: () => [] } } as unknown as Rule];
    const levelOf = (level: string) => {
      const configs = packConfig(config({ enforcementLevel: level }), marking);
      return configs["marking-marks"];
    };
    assert.deepEqual(levelOf("mandatory"), { enforcementLevel: "remediate" });
    assert.deepEqual(levelOf("advisory"), { enforcementLevel: "remediate" });
    assert.deepEqual(levelOf("disabled"), { enforcementLevel: "disabled" });
  });

  it("makes a rule mandatory that advises by itself only where it is named", () => {
    const advising = [{ id: "secret-rotation", enforcementLevel: "advisory" } as Rule];
    const levelOf = (guard: unknown) => packConfig(config(guard), advising)["secret-rotation"];
    assert.deepEqual(levelOf({}), { enforcementLevel: "advisory" });
    assert.deepEqual(levelOf({ enforcementLevel: "mandatory" }), { enforcementLevel: "advisory" });
    assert.deepEqual(levelOf({ enforcementLevel: "disabled" }), { enforcementLevel: "disabled" });
    assert.deepEqual(levelOf({ rules: { "secret-rotation": "mandatory" } }), { enforcementLevel: "mandatory" });
  });

  it("gives an exemption to the rule that it names", () => {
    const given = packConfig(config({ exemptions: [exemption] }), rules);
    assert.deepEqual(given["secret-rotation"], { enforcementLevel: "mandatory", exemptions: [exemption] });
    assert.deepEqual(given["secret-rotation-advisory"], { enforcementLevel: "advisory", exemptions: [exemption] });
    assert.deepEqual(given["configmap-secrets"], { enforcementLevel: "mandatory" });
  });

  it("takes the day that YAML made a point in time of, and a value that is an object already", () => {
    const guard = { exemptions: [{ ...exemption, expires: "2026-12-31T00:00:00Z" }] };
    const read = readGuardConfig(JSON.stringify({ "strongroom:guard": guard }), ids);
    assert.deepEqual(read.exemptions, [exemption]);
  });

  it("says how many problems there are, and that the guard does not start", () => {
    assert.throws(() => readGuardConfig(config({ enforcementLevel: "strict" }), ids), {
      message:
        "strongroom:guard is not valid (1 problem), so the guard does not start.\n" +
        '  strongroom:guard.enforcementLevel is "strict"; wanted mandatory, advisory or disabled.\n' +
        "    Fix: pulumi config set --path 'strongroom:guard.enforcementLevel' 'mandatory'",
    });
  });

  it("refuses what is no object", () => {
    assert.deepEqual(problems("strict"), [
      '  strongroom:guard is "strict"; wanted an object.',
      "    Fix: pulumi config rm --path 'strongroom:guard'",
    ]);
  });

  it("refuses a rule that does not exist, and a field that it does not know", () => {
    assert.deepEqual(problems({ rules: { "configmap-secret": "advisory" }, exemption: [] }), [
      "  strongroom:guard.exemption is a list; wanted enforcementLevel, rules, exemptions.",
      "    Fix: pulumi config rm --path 'strongroom:guard.exemption'",
      '  strongroom:guard.rules.configmap-secret is "advisory"; wanted configmap-secrets, secret-rotation.',
      "    Fix: pulumi config rm --path 'strongroom:guard.rules.configmap-secret'",
    ]);
  });

  it("refuses an exemption without a reason, an owner and a last day, all at once", () => {
    assert.deepEqual(problems({ exemptions: [{ rule: "secret-rotation", resource: "*" }] }), [
      '  strongroom:guard.exemptions[0].resource is "*"; wanted a URN, or a name in which * stands for any characters.',
      "    Fix: pulumi config set --path 'strongroom:guard.exemptions[0].resource' 'legacy-settings'",
      "  strongroom:guard.exemptions[0].reason is missing; wanted a sentence that says why.",
      "    Fix: pulumi config set --path 'strongroom:guard.exemptions[0].reason' 'moves to Secrets Manager with the next release'",
      "  strongroom:guard.exemptions[0].owner is missing; wanted the team or person who answers for it.",
      "    Fix: pulumi config set --path 'strongroom:guard.exemptions[0].owner' 'payments'",
      "  strongroom:guard.exemptions[0].expires is missing; wanted its last day as YYYY-MM-DD.",
      "    Fix: pulumi config set --path 'strongroom:guard.exemptions[0].expires' 'YYYY-MM-DD'",
    ]);
  });

  it("refuses a day that no calendar has, and an exemption from a rule that does not exist", () => {
    const lines = problems({ exemptions: [{ ...exemption, rule: "rotation", expires: "2026-02-30" }] });
    assert.deepEqual(
      lines.filter((line) => !line.includes("Fix:")),
      [
        '  strongroom:guard.exemptions[0].expires is "2026-02-30"; wanted its last day as YYYY-MM-DD.',
        '  strongroom:guard.exemptions[0].rule is "rotation"; wanted configmap-secrets or secret-rotation.',
      ],
    );
  });

  it("does not repeat a long text, which could be a credential in the wrong place", () => {
    const pasted = "n7Kq2vXw9LrT".repeat(3);
    assert.deepEqual(
      problems({ enforcementLevel: pasted })[0],
      ["  strongroom:guard.enforcementLevel is a text of 36 characters; wanted mandatory, advisory or disabled."][0],
    );
  });
});
