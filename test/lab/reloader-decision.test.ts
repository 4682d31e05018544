import assert from "node:assert/strict";
import type { V1Container, V1Volume } from "@kubernetes/client-node";
import { containerConcerned, fingerprint, reloadedFrom, type Workload } from "../../lab/reloader/decision";
import type { Changed } from "../../lab/reloader/references";

const secret: Changed = { kind: "Secret", namespace: "prod", name: "api-secrets" };
const settings: Changed = { kind: "ConfigMap", namespace: "prod", name: "api-settings" };

const reader: V1Container = {
  name: "api",
  env: [{ name: "TOKEN", valueFrom: { secretKeyRef: { name: "api-secrets", key: "TOKEN" } } }],
};

interface Parts {
  annotations?: Record<string, string>;
  podAnnotations?: Record<string, string>;
  containers?: V1Container[];
  initContainers?: V1Container[];
  volumes?: V1Volume[];
}

function workload({ annotations, podAnnotations, containers, initContainers, volumes }: Parts): Workload {
  const spec = { containers: containers ?? [{ name: "proxy" }, reader], initContainers, volumes };
  return {
    metadata: { name: "api", namespace: "prod", annotations },
    spec: { template: { metadata: { annotations: podAnnotations }, spec } },
  };
}

const auto = { "reloader.stakater.com/auto": "true" };

describe("the reloader's decision", () => {
  it("leaves a workload alone that asks for nothing", () => {
    assert.equal(containerConcerned(workload({}), secret), undefined);
  });

  it("names the container that reads the Secret", () => {
    assert.equal(containerConcerned(workload({ annotations: auto }), secret), "api");
  });

  it("restarts for what is listed, read or not, and then names the first container", () => {
    const annotations = { "secret.reloader.stakater.com/reload": "other, api-secrets" };
    assert.equal(containerConcerned(workload({ annotations, containers: [{ name: "proxy" }] }), secret), "proxy");
  });

  it("does not take a part of a listed name for the name", () => {
    const annotations = { "secret.reloader.stakater.com/reload": "api-secrets-old" };
    assert.equal(containerConcerned(workload({ annotations }), secret), undefined);
  });

  it("keeps Secrets and ConfigMaps of one name apart", () => {
    const annotations = { "configmap.reloader.stakater.com/reload": "api-secrets" };
    assert.equal(containerConcerned(workload({ annotations }), secret), undefined);
    const sameName: Changed = { ...settings, name: "api-secrets" };
    assert.equal(containerConcerned(workload({ annotations }), sameName), "proxy");
    assert.equal(containerConcerned(workload({ annotations: auto }), sameName), undefined);
  });

  it("heeds its own namespace only", () => {
    assert.equal(containerConcerned(workload({ annotations: auto }), { ...secret, namespace: "dev" }), undefined);
  });

  it("restarts by kind where only that kind is automatic", () => {
    const annotations = { "secret.reloader.stakater.com/auto": "true" };
    const containers = [
      { name: "api", envFrom: [{ configMapRef: { name: "api-settings" } }, { secretRef: { name: "api-secrets" } }] },
    ];
    assert.equal(containerConcerned(workload({ annotations, containers }), secret), "api");
    assert.equal(containerConcerned(workload({ annotations, containers }), settings), undefined);
  });

  it("sees Secrets in mounted volumes, projected ones too, and not in unmounted ones", () => {
    const volumes: V1Volume[] = [{ name: "keys", projected: { sources: [{ secret: { name: "api-secrets" } }] } }];
    const mounted = [{ name: "api", volumeMounts: [{ name: "keys", mountPath: "/keys" }] }];
    assert.equal(containerConcerned(workload({ annotations: auto, volumes, containers: mounted }), secret), "api");
    assert.equal(
      containerConcerned(workload({ annotations: auto, volumes, containers: [{ name: "api" }] }), secret),
      undefined,
    );
  });

  it("names the pod's first container where an init container reads the Secret", () => {
    const pod = { annotations: auto, containers: [{ name: "main" }], initContainers: [reader] };
    assert.equal(containerConcerned(workload(pod), secret), "main");
  });

  it("reads the pod template's annotations where the workload has none of its own", () => {
    assert.equal(containerConcerned(workload({ podAnnotations: auto }), secret), "api");
    const off = { "reloader.stakater.com/auto": "false" };
    assert.equal(containerConcerned(workload({ annotations: off, podAnnotations: auto }), secret), undefined);
  });

  it("searches only among what is marked to match", () => {
    const search = workload({ annotations: { "reloader.stakater.com/search": "true" } });
    assert.equal(containerConcerned(search, secret), undefined);
    const marked = { ...secret, annotations: { "reloader.stakater.com/match": "true" } };
    assert.equal(containerConcerned(search, marked), "api");
  });

  it("leaves out what is excluded or to be ignored", () => {
    const excluding = { ...auto, "secrets.exclude.reloader.stakater.com/reload": "api-secrets" };
    assert.equal(containerConcerned(workload({ annotations: excluding }), secret), undefined);
    const ignored = { ...secret, annotations: { "reloader.stakater.com/ignore": "true" } };
    assert.equal(containerConcerned(workload({ annotations: auto }), ignored), undefined);
  });

  it("writes down what changed, for whom and when, and no value", () => {
    const annotations = reloadedFrom(secret, "api", "0a1b", new Date("2026-11-20T10:00:00.900Z"));
    assert.deepEqual(Object.keys(annotations), ["reloader.stakater.com/last-reloaded-from"]);
    assert.deepEqual(JSON.parse(annotations["reloader.stakater.com/last-reloaded-from"]!), {
      type: "SECRET",
      name: "api-secrets",
      namespace: "prod",
      hash: "0a1b",
      containerRefs: ["api"],
      observedAt: 1795168800,
    });
  });

  it("fingerprints data whatever its order, and tells every change", () => {
    assert.equal(fingerprint({ a: "MQ==", b: "Mg==" }), fingerprint({ b: "Mg==", a: "MQ==" }));
    assert.notEqual(fingerprint({ a: "MQ==" }), fingerprint({ a: "Mg==" }));
    assert.notEqual(fingerprint({ a: "MQ==" }), fingerprint({ b: "MQ==" }));
    assert.notEqual(fingerprint({ a: "MQ==" }, undefined), fingerprint(undefined, { a: "MQ==" }));
    assert.match(fingerprint({ a: "MQ==" }), /^[0-9a-f]{40}$/);
  });
});
