import assert from "node:assert/strict";
import { PrometheusRules, type PrometheusRulesArgs } from "../../components/prometheus-rules";
import { record } from "./mocks";

const type = "kubernetes:monitoring.coreos.com/v1:PrometheusRule";
const build = (args: Partial<PrometheusRulesArgs> = {}) =>
  record(() => new PrometheusRules("rules", { environment: { name: "prod" }, namespaces: ["api"], ...args }));

describe("PrometheusRules", () => {
  it("are one object, under the labels by which Prometheus picks it", async () => {
    const recorder = await build({ enabled: true, namespace: "monitoring", labels: { release: "prometheus" } });
    const { inputs } = recorder.resource(type);
    assert.deepEqual(inputs["metadata"], {
      name: "strongroom",
      namespace: "monitoring",
      labels: { release: "prometheus" },
    });
    const { groups } = inputs["spec"] as { groups: { name: string; rules: { alert: string }[] }[] };
    assert.deepEqual(
      groups.map(({ name, rules }) => [name, rules.map(({ alert }) => alert)]),
      [["strongroom", recorder.value.alerts]],
    );
    assert.deepEqual(recorder.value.alerts, [
      "ExternalSecretNotReady",
      "ExternalSecretSyncErrors",
      "ExternalSecretStale",
      "SecretStoreNotReady",
      "ExternalSecretsUnwatched",
      "SecretRotationFailed",
    ]);
  });

  it("are off unless they are asked for, because the cluster has to know them", async () => {
    const recorder = await build();
    assert.deepEqual([recorder.value.alerts, recorder.ofType(type)], [[], []]);
  });

  it("wait for three refreshes, however long one takes", async () => {
    const rules = (await build({ enabled: true, refreshHours: 6 })).resource(type).inputs["spec"];
    assert.ok(JSON.stringify(rules).includes("was not refreshed for 18 hours"));
    assert.ok(JSON.stringify(rules).includes("[18h]"));
  });

  it("are refused without namespaces, and with what can be none", async () => {
    await assert.rejects(build({ namespaces: [], namespace: "Monitoring", refreshHours: 0.5 }), {
      message:
        'PrometheusRules "rules" cannot be created:\n' +
        '  namespaces: must name the namespaces that are watched, e.g. ["api"]\n' +
        '  namespace: must be the name of a namespace: small letters, digits and dashes, e.g. "api", not "Monitoring"\n' +
        "  refreshHours: must be whole hours, 1 or more, not 0.5",
    });
  });
});
