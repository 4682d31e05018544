import assert from "node:assert/strict";
import * as vm from "node:vm";
import { parse } from "yaml";
import { defineService } from "../../components/model";
import { ServiceSecrets } from "../../components/service-secrets";
import { VaultStore, type VaultStoreArgs } from "../../components/vault-store";
import { record, sample } from "../components/mocks";
import { readPage } from "./pages";
import worker from "../../services/worker";

const page = readPage("docs/vault.md");

/** The block behind a comment. */
function block(marker: string): string {
  const [found, ...more] = page.blocks.filter((one) => one.marker === marker);
  assert.ok(found && more.length === 0, `docs/vault.md has not one block after <!-- ${marker} -->`);
  return found.text;
}

const operator = { namespace: "external-secrets", serviceAccountName: "external-secrets" };

describe("docs/vault.md", () => {
  it("shows the store that its lines of the program make", async () => {
    const typed = block("program: store");
    // The page's own text is what is built: the arguments between the name and the options.
    const [, literal = ""] =
      /new strongroom\.VaultStore\(\n\s*"vault-worker",\n([^]*),\n\s*behindOperator,\n\);/.exec(typed) ?? [];
    const read = vm.runInThisContext(`(operator) => (${literal.trim()})`) as (given: object) => VaultStoreArgs;
    const recorder = await record(() => new VaultStore("vault-worker", read(operator)));
    const { inputs } = recorder.resource("kubernetes:external-secrets.io/v1:ClusterSecretStore");
    assert.deepEqual(parse(block("manifest: store")), inputs);
  });

  it("is right that the switch changes the store's name, and nothing else", async () => {
    const environment = { name: "prod", account: sample.account, region: sample.region };
    const secretStore = { name: "aws-secrets-manager", kind: "ClusterSecretStore" as const };
    const parameterStore = { name: "aws-parameter-store", kind: "ClusterSecretStore" as const };
    const vault = { name: "vault-worker", kind: "ClusterSecretStore" as const };
    const service = defineService(worker);
    const before = await inputsWith(secretStore);
    const after = await inputsWith(vault);
    async function inputsWith(store: typeof secretStore): Promise<Record<string, unknown>> {
      const args = { service, environment, secretStore: store, parameterStore };
      const { resources } = await record(() => new ServiceSecrets("worker", args));
      return Object.fromEntries(resources.map(({ urn, inputs }) => [urn, inputs]));
    }
    const changed = Object.keys(before).filter((urn) => JSON.stringify(before[urn]) !== JSON.stringify(after[urn]));
    assert.deepEqual(Object.keys(after), Object.keys(before));
    assert.deepEqual(
      changed.map((urn) => urn.split("::").at(-1)),
      ["worker-secrets"],
    );
    const spec = (inputs: Record<string, unknown>) => (inputs[changed[0]!] as { spec: object }).spec;
    assert.deepEqual(spec(after), { ...spec(before), secretStoreRef: vault });
  });

  it("reads for its proof what the service reads", async () => {
    const { data } = (parse(block("manifest: proof")) as { spec: { data: object[] } }).spec;
    const environment = { name: "prod", account: sample.account, region: sample.region };
    const stores = {
      secretStore: { name: "aws-secrets-manager", kind: "ClusterSecretStore" as const },
      parameterStore: { name: "aws-parameter-store", kind: "ClusterSecretStore" as const },
    };
    const recorder = await record(
      () => new ServiceSecrets("worker", { service: defineService(worker), environment, ...stores }),
    );
    const { inputs } = recorder.resource("kubernetes:external-secrets.io/v1:ExternalSecret", "worker-secrets");
    assert.deepEqual(data, (inputs["spec"] as { data: object[] }).data);
  });
});
