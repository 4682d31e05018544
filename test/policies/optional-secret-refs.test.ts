import assert from "node:assert/strict";
import { unknown, type Value, type ValueMap } from "../../policies/engine/value";
import rule from "../../policies/rules/optional-secret-refs";
import { ask } from "./in-process";

/** Every message about a resource, with its level. */
function messages(type: string, props: ValueMap): string[] {
  return ask(rule, [{ type: `kubernetes:${type}`, name: "api", props }]).map(
    ({ level, message }) => `${level}: ${message}`,
  );
}

/** The key paths that are found optional in a Deployment. */
function optional(podSpec: Value): string[] {
  return messages("apps/v1:Deployment", { spec: { template: { spec: podSpec } } }).map(
    (message) => /^mandatory: (\S+)\.optional is true: /.exec(message)![1]!,
  );
}

const yes = { name: "api-secrets", optional: true };

describe("optional-secret-refs", () => {
  it("names the reference, the key and the Secret, and says what to remove", () => {
    const env = [{ name: "A", valueFrom: { secretKeyRef: { ...yes, key: "DB_PASSWORD" } } }];
    assert.deepEqual(messages("core/v1:Pod", { spec: { containers: [{ env }] } }), [
      "mandatory: spec.containers[0].env[0].valueFrom.secretKeyRef.optional is true: the pod starts without key DB_PASSWORD of the Secret api-secrets.\n" +
        "Fix: remove optional, so that a missing secret stops the pod at start.\n" +
        "     If the application works without it, remove the reference.",
    ]);
  });

  it("names the Secret alone where all of its keys are read", () => {
    const [message] = messages("core/v1:Pod", {
      spec: { volumes: [{ secret: { secretName: "tls", optional: true } }] },
    });
    assert.equal(
      message!.split("\n")[0],
      "mandatory: spec.volumes[0].secret.optional is true: the pod starts without the Secret tls.",
    );
  });

  it("looks into every container and every volume", () => {
    const env = [{ valueFrom: { secretKeyRef: yes } }];
    const found = optional({
      containers: [{ env: [{ value: "x" }, ...env] }, { envFrom: [{ configMapRef: yes }, { secretRef: yes }] }],
      initContainers: [{ env }],
      ephemeralContainers: [{ env }],
      volumes: [
        { secret: yes },
        { configMap: yes },
        { projected: { sources: [{ serviceAccountToken: {} }, { secret: yes }] } },
      ],
    });
    const spec = "spec.template.spec";
    assert.deepEqual(found, [
      `${spec}.initContainers[0].env[0].valueFrom.secretKeyRef`,
      `${spec}.containers[0].env[1].valueFrom.secretKeyRef`,
      `${spec}.containers[1].envFrom[1].secretRef`,
      `${spec}.ephemeralContainers[0].env[0].valueFrom.secretKeyRef`,
      `${spec}.volumes[0].secret`,
      `${spec}.volumes[2].projected.sources[1].secret`,
    ]);
  });

  it("knows every kind that runs pods, in old versions, patches and lists too", () => {
    const template = { spec: { volumes: [{ secret: yes }] } };
    for (const type of [
      "apps/v1:Deployment",
      "apps/v1:StatefulSet",
      "apps/v1:DaemonSet",
      "apps/v1:ReplicaSet",
      "extensions/v1beta1:Deployment",
      "core/v1:ReplicationController",
      "batch/v1:Job",
      "argoproj.io/v1alpha1:Rollout",
    ]) {
      assert.equal(messages(type, { spec: { template } }).length, 1, type);
      assert.equal(messages(`${type}Patch`, { spec: { template } }).length, 1, type);
      const [inList] = messages(`${type}List`, { items: [unknown, { spec: { template } }] });
      assert.match(inList!, /^mandatory: items\[1\]\.spec\.template\.spec\.volumes\[0\]\.secret\.optional /, type);
    }
    assert.equal(messages("batch/v1:CronJob", { spec: { jobTemplate: { spec: { template } } } }).length, 1);
  });

  it("takes the kind of an item in a list of many kinds from the item", () => {
    const spec = { volumes: [{ secret: yes }] };
    const items: Value[] = [{ kind: "Pod", spec }, { kind: "Service", spec }, { spec }, { kind: unknown, spec }, "x"];
    assert.equal(messages("core/v1:List", { items }).length, 1);
    assert.equal(messages("core/v1:List", { items: [{ kind: "PodList", items: [{ spec }] }] }).length, 1);
  });

  it("does not trip over what is not known or not as it should be", () => {
    for (const odd of [unknown, null, 1, "x", [], {}] as Value[]) {
      assert.deepEqual(optional(odd), []);
      assert.deepEqual(optional({ containers: odd, volumes: odd }), []);
      assert.deepEqual(
        optional({ containers: [odd, { env: odd, envFrom: odd }, { env: [odd, { valueFrom: odd }] }] }),
        [],
      );
      assert.deepEqual(optional({ volumes: [odd, { secret: odd, projected: odd }] }), []);
      if (odd !== unknown) assert.deepEqual(messages("core/v1:List", { items: odd }), []);
    }
  });

  it("does not repeat a name that is none", () => {
    const secret = { secretName: "correct horse", optional: true };
    const [message] = messages("core/v1:Pod", { spec: { volumes: [{ secret }] } });
    assert.match(message!, /without the Secret \(a name that is not known\)\.\n/);
  });
});
