import assert from "node:assert/strict";
import type { ExampleResource } from "../../policies/engine/rule";
import { unknown, type Value, type ValueMap } from "../../policies/engine/value";
import rule from "../../policies/rules/vault-justified";
import { ask } from "./in-process";

const reason = "strongroom/vault-reason";
const why = "strongroom/vault-why";
const sentence = "Certificates of the mesh live for a day.";
const justified = { [reason]: "pki", [why]: sentence };

function store(annotations?: Value): ExampleResource {
  const spec = { provider: { vault: { server: "https://vault.example.com:8200" } } };
  const type = "kubernetes:external-secrets.io/v1:ClusterSecretStore";
  return { type, name: "store", props: { metadata: { name: "vault", annotations }, spec } };
}

function other(type: string, props: ValueMap = {}, name = "other"): ExampleResource {
  return { type, name, props };
}

/** The first line of every message, with its level. */
function messages(...resources: ExampleResource[]): string[] {
  return ask(rule, resources).map(({ level, message }) => `${level}: ${message.split("\n")[0]}`);
}

describe("vault-justified", () => {
  it("says what to use instead, and how to say why", () => {
    assert.deepEqual(ask(rule, [store()]), [
      {
        policy: "vault-justified",
        level: "mandatory",
        resource: "store",
        message: [
          "ClusterSecretStore vault uses Vault, and no reason is written down.",
          "Fix: keep the secret in Secrets Manager and read it with SecretStore. If Vault has to be,",
          '     give VaultStore the justification { reason: "multi-cloud" | "pki" | "transit" | "dynamic-credentials", why: "..." },',
          "     or annotate it: strongroom/vault-reason and strongroom/vault-why.",
        ].join("\n"),
      },
    ]);
  });

  it("takes each of the four reasons with a sentence", () => {
    for (const known of ["multi-cloud", "pki", "transit", "dynamic-credentials"]) {
      assert.deepEqual(messages(store({ ...justified, [reason]: known })), []);
    }
  });

  it("says what is wrong with a reason, and repeats none of it", () => {
    assert.deepEqual(messages(store({ ...justified, [reason]: "legacy" })), [
      "mandatory: ClusterSecretStore vault uses Vault, and its annotation strongroom/vault-reason is none of multi-cloud, pki, transit, dynamic-credentials.",
    ]);
    for (const short of [
      "needed",
      "                         ",
      "reasonsreasonsreasonsreasons",
      undefined,
      7,
    ] as Value[]) {
      assert.deepEqual(messages(store({ ...justified, [why]: short })), [
        "mandatory: ClusterSecretStore vault uses Vault, and its annotation strongroom/vault-why is no sentence of at least 20 characters.",
      ]);
    }
  });

  it("advises while annotations are not known", () => {
    for (const annotations of [
      unknown,
      { ...justified, [why]: unknown },
      { ...justified, [reason]: unknown },
    ] as Value[]) {
      assert.deepEqual(messages(store(annotations)), [
        "advisory: ClusterSecretStore vault uses Vault, and whether it says why is not known at preview.",
      ]);
    }
    assert.match(messages(store({ [reason]: unknown, [why]: "x" }))[0]!, /^mandatory: /);
  });

  it("wants a reason of every store, and of what uses Vault without one", () => {
    const second = { ...store(), name: "second" };
    assert.equal(messages(store(justified), second).length, 1);
    const generators = "kubernetes:generators.external-secrets.io/v1alpha1";
    const uses: [string, ValueMap, string][] = [
      [`${generators}:VaultDynamicSecret`, { metadata: { name: "db" } }, "VaultDynamicSecret db"],
      [`${generators}:ClusterGenerator`, { spec: { kind: "VaultDynamicSecret" } }, "ClusterGenerator other"],
      ["kubernetes:secrets.hashicorp.com/v1beta1:VaultStaticSecret", {}, "VaultStaticSecret other"],
      ["kubernetes:helm.sh/v3:Release", { chart: "hashicorp/vault" }, "The chart other"],
      ["kubernetes:helm.sh/v3:Release", { chart: "oci://r.example.com/openbao/" }, "The chart other"],
      ["kubernetes:helm.sh/v4:Chart", { chart: "./charts/vault-0.30.0.tgz" }, "The chart other"],
      ["pulumi:providers:vault", {}, "pulumi:providers:vault other"],
      ["vault:index/mount:Mount", {}, "vault:index/mount:Mount other"],
      ["hcp:index/vaultCluster:VaultCluster", {}, "hcp:index/vaultCluster:VaultCluster other"],
    ];
    for (const [type, props, what] of uses) {
      assert.deepEqual(messages(other(type, props)), [`mandatory: ${what} uses Vault, and no reason is written down.`]);
      assert.deepEqual(messages(other(type, props), store(justified)), [], type);
    }
  });

  it("finds a store, a generator and a pod with Vault's agent in a list", () => {
    const items: Value[] = [
      { kind: "ClusterSecretStore", metadata: { name: "a" }, spec: { provider: { vault: unknown } } },
      { kind: "ClusterSecretStore", metadata: { name: "b" }, spec: { provider: { aws: {} } } },
      { kind: "VaultDynamicSecret", metadata: { name: "c", annotations: justified } },
      { kind: "Pod", metadata: { name: "d", annotations: { "vault.hashicorp.com/agent-inject": "true" } } },
    ];
    assert.deepEqual(messages(other("kubernetes:core/v1:List", { items })), [
      "mandatory: ClusterSecretStore a uses Vault, and no reason is written down.",
      "mandatory: Pod d uses Vault, and no reason is written down.",
    ]);
  });

  it("says one thing about a program's resources of Vault", () => {
    const [only, ...more] = ask(
      rule,
      [1, 2, 3].map((index) => other("vault:index/mount:Mount", {}, `m${index}`)),
    );
    assert.deepEqual(more, []);
    assert.match(
      only!.message,
      /^vault:index\/mount:Mount m1 \(and 2 more resources\) uses Vault, and no reason is written down\.\n/,
    );
    assert.match(
      only!.message,
      /\n {5}or annotate this stack's store of Vault: strongroom\/vault-reason and strongroom\/vault-why\.$/,
    );
  });

  it("leaves other stores, charts and vaults alone", () => {
    for (const [type, props] of [
      ["kubernetes:external-secrets.io/v1:SecretStore", { spec: { provider: { aws: {} } } }],
      ["kubernetes:generators.external-secrets.io/v1alpha1:ClusterGenerator", { spec: { kind: "Password" } }],
      ["kubernetes:helm.sh/v3:Release", { chart: "vaultwarden" }],
      ["kubernetes:helm.sh/v3:Release", { chart: unknown }],
      ["aws:backup/vault:Vault", {}],
      ["azure-native:keyvault:Vault", {}],
      [
        "kubernetes:core/v1:Pod",
        { metadata: { annotations: { "vault.hashicorp.com/agent-inject": "false" } }, spec: {} },
      ],
    ] as [string, ValueMap][]) {
      assert.deepEqual(messages(other(type, props)), [], type);
    }
  });

  it("does not trip over what is not as it should be", () => {
    for (const odd of [unknown, null, 1, "x", [], {}] as Value[]) {
      const props: ValueMap = { metadata: odd, spec: odd, chart: odd, items: odd };
      for (const type of ["kubernetes:helm.sh/v3:Release", store().type, "kubernetes:core/v1:Pod", "vault:x:Y"]) {
        for (const message of messages(other(type, props))) assert.doesNotMatch(message, /could not judge/);
      }
    }
  });
});
