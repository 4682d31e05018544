import assert from "node:assert/strict";
import { VaultStore, type VaultStoreArgs } from "../../components/vault-store";
import { durationSeconds } from "../../components/model/vault-store";
import { ask } from "../policies/in-process";
import type { ValueMap } from "../../policies/engine/value";
import vaultJustified from "../../policies/rules/vault-justified";
import { record } from "./mocks";

const certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const args: VaultStoreArgs = {
  justification: { reason: "dynamic-credentials", why: "Forty databases need credentials that live an hour." },
  server: "https://vault.example.com:8200",
  namespaces: ["billing", "api", "api"],
  login: { role: "external-secrets", serviceAccount: "vault-reader", namespace: "external-secrets" },
  operator: { namespace: "external-secrets", serviceAccountName: "external-secrets" },
};
const database = {
  name: "api-database",
  namespace: "api",
  databaseRole: "api-readwrite",
  lease: "1h",
  login: { role: "api", serviceAccount: "vault-reader" },
};
const storeType = "kubernetes:external-secrets.io/v1:ClusterSecretStore";
const generatorType = "kubernetes:generators.external-secrets.io/v1alpha1:VaultDynamicSecret";
const secretType = "kubernetes:external-secrets.io/v1:ExternalSecret";
const roleType = "kubernetes:rbac.authorization.k8s.io/v1:Role";
const bindingType = "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding";
const justified = {
  "strongroom/vault-reason": "dynamic-credentials",
  "strongroom/vault-why": "Forty databases need credentials that live an hour.",
};

const build = (change: Partial<VaultStoreArgs> = {}) => record(() => new VaultStore("vault", { ...args, ...change }));

/** What the constructor says about wrong arguments, without its first line. */
async function refusal(change: object): Promise<string[]> {
  try {
    await build(change);
  } catch (error) {
    const [first, ...problems] = (error as Error).message.split("\n");
    assert.equal(first, 'VaultStore "vault" cannot be created:');
    return problems;
  }
  throw new Error("it was not refused");
}

describe("VaultStore", () => {
  it("is a ClusterSecretStore that logs in with a token of a service account, awaited until Ready", async () => {
    const recorder = await build();
    const store = recorder.resource(storeType, "vault-store");
    assert.deepEqual(store.inputs, {
      apiVersion: "external-secrets.io/v1",
      kind: "ClusterSecretStore",
      metadata: { name: "vault", annotations: { ...justified, "pulumi.com/waitFor": "condition=Ready" } },
      spec: {
        provider: {
          vault: {
            server: "https://vault.example.com:8200",
            path: "secret",
            version: "v2",
            auth: {
              kubernetes: {
                mountPath: "kubernetes",
                role: "external-secrets",
                serviceAccountRef: { name: "vault-reader", namespace: "external-secrets", audiences: ["vault"] },
              },
            },
          },
        },
        conditions: [{ namespaces: ["api", "billing"] }],
        refreshInterval: 300,
      },
    });
    assert.deepEqual(store.customTimeouts, { create: "10m", update: "10m", delete: "" });
    assert.deepEqual(recorder.value.ref, { name: "vault", kind: "ClusterSecretStore" });
  });

  it("lets the operator ask for tokens of that service account and of no other", async () => {
    const recorder = await build();
    const metadata = { name: "vault-vault-reader-token", namespace: "external-secrets" };
    const role = recorder.resource(roleType);
    assert.deepEqual(role.inputs["metadata"], metadata);
    assert.deepEqual(role.inputs["rules"], [
      { apiGroups: [""], resources: ["serviceaccounts/token"], resourceNames: ["vault-reader"], verbs: ["create"] },
    ]);
    const binding = recorder.resource(bindingType);
    assert.deepEqual(binding.inputs["metadata"], metadata);
    assert.deepEqual(binding.inputs["roleRef"], {
      apiGroup: "rbac.authorization.k8s.io",
      kind: "Role",
      name: "vault-vault-reader-token",
    });
    assert.deepEqual(binding.inputs["subjects"], [
      { kind: "ServiceAccount", name: "external-secrets", namespace: "external-secrets" },
    ]);
    assert.ok(recorder.resource(storeType).dependencies.includes(binding.urn));
  });

  it("knows Vault's certificate by a bundle or by an object of the cluster", async () => {
    const providerOf = async (change: Partial<VaultStoreArgs>) => {
      const { spec } = (await build(change)).resource(storeType).inputs as { spec: { provider: { vault: object } } };
      return spec.provider.vault as { caBundle?: string; caProvider?: object; namespace?: string };
    };
    const { caBundle } = await providerOf({ caBundle: certificate });
    assert.equal(Buffer.from(caBundle!, "base64").toString(), certificate);
    const caProvider = { type: "ConfigMap" as const, name: "vault-ca", key: "ca.crt", namespace: "vault" };
    assert.deepEqual((await providerOf({ caProvider })).caProvider, caProvider);
    assert.equal((await providerOf({ vaultNamespace: "team-a" })).namespace, "team-a");
  });

  describe("with a database", () => {
    it("makes a generator in the namespace of the Secret", async () => {
      const caProvider = { type: "ConfigMap" as const, name: "vault-ca", key: "ca.crt", namespace: "vault" };
      const generator = (await build({ databases: [database], caProvider })).resource(generatorType);
      assert.deepEqual(generator.inputs, {
        apiVersion: "generators.external-secrets.io/v1alpha1",
        kind: "VaultDynamicSecret",
        metadata: { name: "api-database", namespace: "api", annotations: justified },
        spec: {
          path: "database/creds/api-readwrite",
          method: "GET",
          resultType: "Data",
          provider: {
            server: "https://vault.example.com:8200",
            caProvider: { type: "ConfigMap", name: "vault-ca", key: "ca.crt" },
            auth: {
              kubernetes: {
                mountPath: "kubernetes",
                role: "api",
                serviceAccountRef: { name: "vault-reader", audiences: ["vault"] },
              },
            },
          },
        },
      });
    });

    it("asks it for new credentials when half of the lease is over", async () => {
      const recorder = await build({ databases: [database] });
      const secret = recorder.resource(secretType);
      assert.deepEqual(secret.inputs, {
        apiVersion: "external-secrets.io/v1",
        kind: "ExternalSecret",
        metadata: {
          name: "api-database",
          namespace: "api",
          annotations: { "pulumi.com/waitFor": "condition=Ready" },
        },
        spec: {
          refreshInterval: "1800s",
          target: { name: "api-database", creationPolicy: "Owner", template: { type: "Opaque" } },
          dataFrom: [
            {
              sourceRef: {
                generatorRef: {
                  apiVersion: "generators.external-secrets.io/v1alpha1",
                  kind: "VaultDynamicSecret",
                  name: "api-database",
                },
              },
            },
          ],
        },
      });
      assert.ok(secret.dependencies.includes(recorder.resource(generatorType).urn));
      assert.deepEqual(recorder.value.databaseSecrets, [{ name: "api-database", namespace: "api" }]);
    });

    it("takes a refresh, a mount and a login of its own", async () => {
      const own = {
        ...database,
        refreshInterval: "20m",
        mount: "databases/eu",
        login: { ...database.login, mountPath: "clusters/one", audience: "https://vault.example.com" },
      };
      const recorder = await build({ databases: [own] });
      const { refreshInterval } = recorder.resource(secretType).inputs["spec"] as { refreshInterval: string };
      assert.equal(refreshInterval, "20m");
      const spec = JSON.stringify(recorder.resource(generatorType).inputs["spec"]);
      assert.match(spec, /"path":"databases\/eu\/creds\/api-readwrite"/);
      assert.match(spec, /"mountPath":"clusters\/one"/);
      assert.match(spec, /"audiences":\["https:\/\/vault\.example\.com"\]/);
    });

    it("grants tokens once for each service account", async () => {
      const second = { ...database, name: "api-reports" };
      const other = { ...database, namespace: "billing" };
      const recorder = await build({ databases: [database, second, other] });
      assert.deepEqual(
        recorder.ofType(roleType).map(({ inputs }) => (inputs["metadata"] as { namespace: string }).namespace),
        ["external-secrets", "api", "billing"],
      );
    });
  });

  it("parents its children and hands out what it made", async () => {
    const recorder = await build({ databases: [database] });
    const component = recorder.resource("strongroom:index:VaultStore");
    const children = recorder.resources.filter((resource) => resource !== component);
    assert.equal(children.length, 7);
    for (const child of children) assert.equal(child.parent, component.urn, child.name);
    assert.deepEqual(component.outputs, {
      ref: { name: "vault", kind: "ClusterSecretStore" },
      databaseSecrets: [{ name: "api-database", namespace: "api" }],
    });
  });

  it("is what the guard calls justified", async () => {
    const recorder = await build({ databases: [database] });
    const resources = recorder.resources.map(({ type, name, inputs }) => ({ type, name, props: inputs as ValueMap }));
    assert.deepEqual(ask(vaultJustified, resources), []);
  });

  describe("refuses", () => {
    it("to be made without a justification", async () => {
      assert.deepEqual(await refusal({ justification: undefined }), [
        '  justification: must say what Secrets Manager cannot do here, e.g. { reason: "dynamic-credentials", why: "Forty databases need credentials that live an hour." }: otherwise use SecretStore',
      ]);
    });

    it("a reason that is none of the four, and a sentence that is none", async () => {
      const problems = [
        '  justification.reason: must be "multi-cloud", "pki", "transit", "dynamic-credentials": otherwise use SecretStore',
        "  justification.why: must be a sentence of at least 20 characters that says why Secrets Manager does not do",
      ];
      for (const why of ["we need it", "needed".repeat(9), " ".repeat(30), undefined]) {
        assert.deepEqual(await refusal({ justification: { reason: "habit", why } }), problems);
      }
    });

    it("a static token, however it is called", async () => {
      const login = { ...args.login, tokenSecretRef: { name: "vault-token", key: "token" } };
      assert.deepEqual(await refusal({ login }), [
        "  login.tokenSecretRef: is not known here: the operator logs in with a service account's own token, never with a static one",
      ]);
    });

    it("an address that is not https, or holds more than an address, without repeating it", async () => {
      const wanted =
        '  server: must be an https address without a user or a query, e.g. "https://vault.example.com:8200"';
      const plain = `${wanted}: over http the operator's token is plain to read`;
      assert.deepEqual(await refusal({ server: "http://vault.vault:8200" }), [plain]);
      for (const server of [
        "vault.example.com",
        "https://me:word@vault.example.com",
        "https://v.example.com?token=x",
      ]) {
        assert.deepEqual(await refusal({ server }), [wanted]);
      }
    });

    it("two certificates at once, and a bundle that is more than certificates", async () => {
      const caProvider = { type: "Secret" as const, name: "ca", key: "ca.crt", namespace: "vault" };
      assert.deepEqual(await refusal({ caBundle: certificate, caProvider }), [
        "  caProvider: stands beside caBundle: remove one of them",
      ]);
      assert.deepEqual(await refusal({ caBundle: `${certificate}and a key` }), [
        "  caBundle: must be certificates as PEM and nothing else, from -----BEGIN CERTIFICATE----- on",
      ]);
    });

    it("to be open to every namespace, and names that are none", async () => {
      assert.deepEqual(await refusal({ namespaces: [], name: "Vault", path: "/secret/" }), [
        '  name: must consist of small letters, digits and dashes, e.g. "vault", not "Vault"',
        '  path: must be a path without a slash at either end, e.g. "secret", not "/secret/"',
        '  namespaces: must name the namespaces that may read this store, e.g. ["api"]: a ClusterSecretStore without namespaces is open to every one',
      ]);
    });

    it("credentials that end before new ones come", async () => {
      assert.deepEqual(await refusal({ databases: [{ ...database, refreshInterval: "1h" }] }), [
        '  databases[0].refreshInterval: must be shorter than the lease of 1h, e.g. half of it, not "1h": credentials would end before new ones come',
      ]);
      assert.deepEqual(await refusal({ databases: [{ ...database, lease: "1 hour" }] }), [
        '  databases[0].lease: must be a duration of a minute or more, e.g. "1h", not "1 hour"',
      ]);
      assert.deepEqual(await refusal({ databases: [{ ...database, refreshInterval: "0" }] }), [
        '  databases[0].refreshInterval: must be a duration, e.g. "30m", not "0"',
      ]);
    });

    it("a database of a foreign namespace, and two of one name", async () => {
      assert.deepEqual(await refusal({ databases: [{ ...database, namespace: "shop" }] }), [
        '  databases[0].namespace: must be one of the store\'s namespaces (billing, api, api): add "shop" to namespaces',
      ]);
      assert.deepEqual(await refusal({ databases: [database, { ...database }] }), [
        "  databases[1].name: is there twice in the namespace api: give each Secret its own name",
      ]);
    });
  });
});

describe("a duration", () => {
  for (const [text, seconds] of [
    ["1h", 3600],
    ["90m", 5400],
    ["1h30m", 5400],
    ["45s", 45],
    ["", undefined],
    ["1 hour", undefined],
    ["30", undefined],
    ["1m1h", undefined],
  ] as const) {
    it(`"${text}" is ${seconds === undefined ? "none" : `${seconds} seconds`}`, () => {
      assert.equal(durationSeconds(text), seconds);
    });
  }
});
