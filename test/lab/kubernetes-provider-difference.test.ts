import assert from "node:assert/strict";
import { unknown } from "../../lab/providers/core/values";
import { changesBetween, isIgnored, normalize, prune, writePath } from "../../lab/providers/kubernetes/difference";
import { needsReplacement } from "../../lab/providers/kubernetes/immutable";
import { kindOf, type KubernetesObject } from "../../lab/providers/kubernetes/object";

/** The places that differ, as Pulumi writes them. */
function changed(live: KubernetesObject, oldInputs: KubernetesObject, news: KubernetesObject): string[] {
  const after = normalize(news);
  return changesBetween(kindOf(after), prune(live, normalize(oldInputs)), after).map(({ path }) => writePath(path));
}

const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { PORT: "8080" } };

describe("the lab's Kubernetes provider: what an update would change", () => {
  it("sees no difference in what the server and others added", () => {
    const live = {
      ...configMap,
      metadata: { name: "settings", uid: "1", labels: { team: "a" } },
      data: { PORT: "8080" },
    };
    assert.deepEqual(changed(live, configMap, configMap), []);
  });

  it("sees what the program changed, added and took out", () => {
    const before = { ...configMap, data: { PORT: "8080", LEVEL: "info" } };
    const after = { ...configMap, data: { PORT: "9090", HOST: "here" } };
    assert.deepEqual(changed(before, before, after), ["data.PORT", "data.LEVEL", "data.HOST"]);
  });

  it("sees what somebody else changed in what the program owns", () => {
    assert.deepEqual(changed({ ...configMap, data: { PORT: "1" } }, configMap, configMap), ["data.PORT"]);
  });

  it("compares a Secret's text with the base64 that the server keeps", () => {
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "keys" } };
    const live = { ...secret, data: { user: Buffer.from("app").toString("base64") } };
    const inputs = { ...secret, stringData: { user: "app" } };
    assert.deepEqual(changed(live, inputs, inputs), []);
    assert.deepEqual(changed(live, inputs, { ...secret, stringData: { user: "other" } }), ["data.user"]);
  });

  it("takes two spellings of a quantity, and what the server drops because it is empty, for the same", () => {
    const deployment = (cpu: string | number, env?: []): KubernetesObject => ({
      apiVersion: "apps/v1",
      kind: "Deployment",
      spec: {
        template: { spec: { containers: [{ name: "app", resources: { requests: { cpu } }, ...(env && { env }) }] } },
      },
    });
    assert.deepEqual(changed(deployment("1"), deployment("1000m", []), deployment("1000m", [])), []);
    const place = "spec.template.spec.containers[0].resources.requests.cpu";
    assert.deepEqual(changed(deployment("1"), deployment("1"), deployment("1500m")), [place]);
  });

  it("takes an empty value of a custom resource seriously, because the server keeps it", () => {
    const store = (spec: KubernetesObject) => ({ apiVersion: "external-secrets.io/v1", kind: "SecretStore", spec });
    assert.deepEqual(changed(store({}), store({}), store({ retrySettings: {} })), ["spec.retrySettings"]);
  });

  it("counts a value that is not known yet as a change", () => {
    assert.deepEqual(changed(configMap, configMap, { ...configMap, data: { PORT: unknown } }), ["data.PORT"]);
  });

  it("leaves out what ignoreChanges lists, and what lies below it", () => {
    const path = ["metadata", "annotations", "a.b/c"];
    assert.equal(isIgnored(path, ['metadata.annotations["a.b/c"]']), true);
    assert.equal(isIgnored(path, ["metadata.annotations"]), true);
    assert.equal(isIgnored(["spec", "containers", 1, "image"], ["spec.containers[*].image"]), true);
    assert.equal(isIgnored(["spec", "replicas"], ["spec.template", "spec.replicasOf"]), false);
  });

  it("writes a place as Pulumi does", () => {
    assert.equal(writePath(["spec", "containers", 0, "image"]), "spec.containers[0].image");
    assert.equal(writePath(["metadata", "annotations", 'a.b/"c"']), 'metadata.annotations["a.b/\\"c\\""]');
  });
});

describe("the lab's Kubernetes provider: what cannot change in place", () => {
  const replaced = (object: KubernetesObject, path: (string | number)[], mutable = false) =>
    needsReplacement(kindOf(object), object, path, { configMaps: mutable, secrets: mutable });

  it("makes an object anew under another name or in another namespace", () => {
    assert.equal(replaced(configMap, ["metadata", "name"]), true);
    assert.equal(replaced(configMap, ["metadata", "namespace"]), true);
    assert.equal(replaced(configMap, ["metadata", "labels", "name"]), false);
  });

  it("makes a ConfigMap anew, unless the provider says that they may change, and then only one that is not frozen", () => {
    assert.equal(replaced(configMap, ["data", "PORT"]), true);
    assert.equal(replaced(configMap, ["data", "PORT"], true), false);
    assert.equal(replaced({ ...configMap, immutable: true }, ["data", "PORT"], true), true);
  });

  it("knows the fields that Kubernetes lets nobody change", () => {
    const deployment = { apiVersion: "apps/v1", kind: "Deployment" };
    assert.equal(replaced(deployment, ["spec", "selector", "matchLabels", "app"]), true);
    assert.equal(replaced(deployment, ["spec", "replicas"]), false);
    const pod = { apiVersion: "v1", kind: "Pod" };
    assert.equal(replaced(pod, ["spec", "containers", 0, "image"]), true);
    const binding = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "RoleBinding" };
    assert.equal(replaced(binding, ["roleRef", "name"]), true);
    assert.equal(replaced({ apiVersion: "a.example/v1", kind: "Secret" }, ["data", "PORT"]), false);
  });
});
