import assert from "node:assert/strict";
import { isProduction } from "../../policies/engine/production";
import { unknown, type Value, type ValueMap } from "../../policies/engine/value";
import rule from "../../policies/rules/secret-recovery";
import { ask } from "./in-process";

const secretType = "aws:secretsmanager/secret:Secret";

function messages(type: string, props: ValueMap): string[] {
  return ask(rule, [{ type, name: "app", props }]).map(({ level, message }) => `${level}: ${message}`);
}

function isOfProduction(props: ValueMap, stack = "test"): boolean {
  return isProduction({
    urn: `urn:pulumi:${stack}::strongroom::${secretType}::app`,
    type: secretType,
    name: "app",
    props,
  });
}

describe("secret-recovery", () => {
  it("names the secret, and the days to set", () => {
    assert.deepEqual(messages(secretType, { name: "prod/api/app", recoveryWindowInDays: 0 }), [
      "mandatory: prod/api/app belongs to production, and a deletion is final: recoveryWindowInDays is 0.\n" +
        "Fix: set recoveryWindowInDays to 7 to 30, or leave it out for 30.",
    ]);
    const windows: Value[] = [7, 30, unknown, null];
    for (const recoveryWindowInDays of windows) {
      assert.deepEqual(messages(secretType, { name: "prod/api/app", recoveryWindowInDays }), []);
    }
  });

  it("finds a store that deletes for good what was pushed through it, in a list too", () => {
    const secretsManager = { forceDeleteWithoutRecovery: true };
    const body = { metadata: { labels: { environment: "prod" } }, spec: { provider: { aws: { secretsManager } } } };
    const type = "kubernetes:external-secrets.io/v1:SecretStore";
    const place = "spec.provider.aws.secretsManager.forceDeleteWithoutRecovery";
    const rest =
      "is true in production: what a PushSecret made is deleted for good.\n" +
      "Fix: remove it, or set recoveryWindowInDays to 7 to 30.";
    assert.deepEqual(messages(type, body), [`mandatory: ${place} ${rest}`]);
    assert.deepEqual(messages(`${type}List`, { items: [unknown, body] }), [`mandatory: items[1].${place} ${rest}`]);
    assert.deepEqual(messages(type, { ...body, metadata: unknown }), []);
  });
});

describe("production", () => {
  it("is told by a tag, whatever it is called", () => {
    for (const tags of [
      { environment: "prod" },
      { Env: "Production" },
      { stage: "prod-eu" },
      { environment: "acme-prod" },
    ]) {
      assert.ok(isOfProduction({ tags }), JSON.stringify(tags));
      assert.ok(isOfProduction({ tags: unknown, tagsAll: tags }), JSON.stringify(tags));
    }
    for (const environment of ["dev", "pre-prod", "preprod", "nonprod", "non-prod", "products"]) {
      assert.ok(!isOfProduction({ tags: { environment } }), environment);
    }
    assert.ok(!isOfProduction({ tags: { environment: unknown } }));
  });

  it("is told by the beginning of a name", () => {
    for (const name of ["prod/api/app", "/production/api", "prod-api"]) assert.ok(isOfProduction({ name }), name);
    for (const name of ["products/api/app", "api/prod", "dev/prod"]) assert.ok(!isOfProduction({ name }), name);
    assert.ok(!isOfProduction({ name: unknown }));
  });

  it("is told by the stack, unless a tag says otherwise", () => {
    assert.ok(isOfProduction({}, "prod"));
    assert.ok(isOfProduction({ tags: { owner: "api" } }, "payments-production"));
    assert.ok(!isOfProduction({ tags: { environment: "dev" } }, "prod"));
    assert.ok(!isOfProduction({}, "staging"));
  });
});
