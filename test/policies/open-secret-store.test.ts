import assert from "node:assert/strict";
import type { ExampleResource } from "../../policies/engine/rule";
import { unknown, type Value, type ValueMap } from "../../policies/engine/value";
import rule from "../../policies/rules/open-secret-store";
import { ask } from "./in-process";

const clusterStore = "kubernetes:external-secrets.io/v1:ClusterSecretStore";

/** Every message about a store, with its level. */
function messages(spec: Value, type = clusterStore): string[] {
  const props: ValueMap = { metadata: { name: "aws" }, spec };
  return ask(rule, [{ type, name: "store", props }]).map(({ level, message }) => `${level}: ${message}`);
}

/** The first line of every message about a ClusterSecretStore with these conditions. */
function about(conditions: Value): string[] {
  return messages({ conditions }).map((message) => message.split("\n")[0]!);
}

const fix =
  'Fix: name the namespaces: conditions: [{ namespaces: ["<namespace>"] }]. SecretStore in this project does it.';
const open = "fits every namespace of the cluster.";

describe("open-secret-store", () => {
  it("refuses a store that serves every namespace", () => {
    const text = "mandatory: ClusterSecretStore aws has no conditions, so it reads for every namespace of the cluster.";
    for (const conditions of [undefined, null, []] as Value[]) {
      assert.deepEqual(messages({ conditions }), [`${text}\n${fix}`]);
    }
    assert.deepEqual(messages({}, "kubernetes:external-secrets.io/v1:SecretStore"), []);
  });

  it("names the condition that fits every namespace, whatever stands beside it", () => {
    assert.deepEqual(messages({ conditions: [{ namespaces: ["api"] }, { namespaceSelector: {} }] }), [
      `mandatory: spec.conditions[1].namespaceSelector of ClusterSecretStore aws ${open}\n${fix}`,
    ]);
    assert.deepEqual(about([{ namespaces: ["api"], namespaceRegexes: ["^api$", ".*"] }]), [
      `mandatory: spec.conditions[0].namespaceRegexes[1] of ClusterSecretStore aws ${open}`,
    ]);
  });

  it("takes an expression for what it fits", () => {
    for (const expression of ["", ".*", ".+", "^", "^.*$", "(.*)", "[a-z]", "^[a-z0-9-]+$", "(?i)^.*$"]) {
      assert.equal(about([{ namespaceRegexes: [expression] }]).length, 1, expression);
    }
    for (const expression of ["^team-", "api", "^.*-api$", "^(a|b)$", "(", "(?P<x>.*)"]) {
      assert.deepEqual(about([{ namespaceRegexes: [expression] }]), [], expression);
    }
  });

  it("takes a selector for what its terms leave", () => {
    const select = (namespaceSelector: ValueMap) => about([{ namespaceSelector }]);
    const exists = (key: string) => ({ matchExpressions: [{ key, operator: "Exists" }] });
    assert.equal(select({ matchLabels: {}, matchExpressions: [] }).length, 1);
    assert.equal(select(exists("kubernetes.io/metadata.name")).length, 1);
    assert.deepEqual(select(exists("team")), []);
    assert.deepEqual(select({ matchLabels: { team: unknown } }), []);
    assert.deepEqual(select({ matchExpressions: [{ key: "stage", operator: "NotIn", values: ["review"] }] }), [
      "advisory: spec.conditions[0].namespaceSelector of ClusterSecretStore aws fits every namespace that is not left out, new ones too.",
    ]);
  });

  it("advises on a condition that nobody fits, and on conditions that are not known", () => {
    assert.deepEqual(about([{}]), [
      "advisory: spec.conditions[0] of ClusterSecretStore aws names no namespace, so it lets nobody in.",
    ]);
    assert.deepEqual(about(unknown), [
      "advisory: spec.conditions is not known at preview; it is judged during the update.",
    ]);
    assert.deepEqual(messages(unknown), ["advisory: spec is not known at preview; it is judged during the update."]);
    assert.deepEqual(about([unknown, { namespaces: unknown }, 1]), []);
  });

  it("refuses static AWS keys, of a namespace's own store too", () => {
    const auth = { secretRef: { accessKeyIDSecretRef: { name: "aws", key: "id" } } };
    assert.deepEqual(messages({ provider: { aws: { auth } } }, "kubernetes:external-secrets.io/v1:SecretStore"), [
      "mandatory: SecretStore aws signs in with static AWS keys, which last until somebody changes them (spec.provider.aws.auth.secretRef).\n" +
        "Fix: remove auth.secretRef, and let the operator's service account take a role (IRSA): SecretStore in this project does it.",
    ]);
  });

  it("advises on other credentials that last, where the provider can do without", () => {
    const conditions = [{ namespaces: ["api"] }];
    const vault = { auth: { appRole: { path: "approle", roleId: "r", secretRef: { name: "vault" } } } };
    assert.deepEqual(messages({ conditions, provider: { vault } }), [
      "advisory: ClusterSecretStore aws signs in with an AppRole, which lasts until somebody changes it (spec.provider.vault.auth.appRole).\n" +
        "Fix: let the store sign in with a Kubernetes service account (workload identity).",
    ]);
    const kubernetes = { auth: { kubernetes: { mountPath: "kubernetes", role: "api" } } };
    assert.deepEqual(messages({ conditions, provider: { vault: kubernetes } }), []);
  });

  it("judges the stores of a list, and a patch only by what it shows", () => {
    const item = { kind: "ClusterSecretStore", metadata: { name: "aws" } };
    const list: ExampleResource = { type: `${clusterStore}List`, name: "all", props: { items: [unknown, item] } };
    assert.equal(ask(rule, [list]).length, 1);
    assert.deepEqual(messages({ refreshInterval: 300 }, `${clusterStore}Patch`), []);
    assert.equal(messages({ conditions: [{ namespaceSelector: {} }] }, `${clusterStore}Patch`).length, 1);
  });
});
