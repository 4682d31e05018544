import assert from "node:assert/strict";
import { unknown, type Value, type ValueMap } from "../../policies/engine/value";
import rule from "../../policies/rules/external-secret-target";
import { ask } from "./in-process";

const api = "kubernetes:external-secrets.io/v1";

/** Every message about a resource, with its level. */
function messages(type: string, props: ValueMap): string[] {
  return ask(rule, [{ type, name: "api", props }]).map(({ level, message }) => `${level}: ${message}`);
}

function about(manifest: Value): string[] {
  return messages(`${api}:ExternalSecret`, { metadata: { name: "api-secrets" }, spec: { target: { manifest } } });
}

const fix = "Fix: remove spec.target.manifest, and let the workload read the Secret with secretKeyRef.";

describe("external-secret-target", () => {
  it("refuses what is no Secret", () => {
    assert.deepEqual(about({ apiVersion: "v1", kind: "ConfigMap" }), [
      `mandatory: ExternalSecret api-secrets writes secrets into a ConfigMap (spec.target.manifest).\n${fix}`,
    ]);
    assert.deepEqual(about({}), [
      `mandatory: ExternalSecret api-secrets writes secrets into an object that is no Secret (spec.target.manifest).\n${fix}`,
    ]);
    assert.deepEqual(about({ apiVersion: "v1", kind: "Secret" }), []);
    assert.deepEqual(about(null), []);
  });

  it("says that a manifest or its kind is not known", () => {
    const text = "advisory: spec.target.manifest is not known at preview; it is judged during the update.";
    assert.deepEqual(about(unknown), [text]);
    assert.deepEqual(about({ apiVersion: "v1", kind: unknown }), [text]);
  });

  it("finds the spec of a ClusterExternalSecret, and every one of a list", () => {
    const spec = { externalSecretSpec: { target: { manifest: { apiVersion: "v1", kind: "ConfigMap" } } } };
    const item = { metadata: { name: "all" }, spec };
    assert.deepEqual(messages(`${api}:ClusterExternalSecretList`, { items: [{}, item] }), [
      `mandatory: ClusterExternalSecret all writes secrets into a ConfigMap (items[1].spec.externalSecretSpec.target.manifest).\n${fix}`,
    ]);
    for (const odd of [{}, { spec: unknown }, { spec: { target: 1 } }, { spec: { target: [] } }] as ValueMap[]) {
      assert.deepEqual(messages(`${api}:ExternalSecret`, odd), []);
    }
  });

  it("refuses the switch of the operator's chart, wherever the chart comes from", () => {
    const values = { genericTargets: { enabled: true } };
    for (const chart of ["external-secrets", "oci://ghcr.io/external-secrets/charts/external-secrets"]) {
      assert.deepEqual(messages("kubernetes:helm.sh/v4:Chart", { chart, values }), [
        "mandatory: api lets External Secrets Operator write secrets into objects of any kind (values.genericTargets.enabled).\n" +
          "Fix: leave out values.genericTargets.enabled: its default is false.",
      ]);
    }
    assert.deepEqual(messages("kubernetes:helm.sh/v3:Release", { chart: "other", values }), []);
    assert.deepEqual(messages("kubernetes:helm.sh/v3:Release", { chart: unknown, values: unknown }), []);
  });
});
