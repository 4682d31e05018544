import assert from "node:assert/strict";
import type { ExampleResource, StackResource } from "../../policies/engine/rule";
import { unknown, type Value, type ValueMap } from "../../policies/engine/value";
import rule from "../../policies/rules/secret-value-in-state";
import { ask } from "./in-process";

const credential = JSON.stringify({ password: ["n7Kq2v", "Xw9LrTb4"].join("") });
const secretType = "aws:secretsmanager/secret:Secret";
const versionType = "aws:secretsmanager/secretVersion:SecretVersion";

function secret(props: ValueMap = {}): ExampleResource {
  return { type: secretType, name: "api-app", props: { name: "prod/api/app", id: unknown, ...props } };
}

function version(value: ValueMap, options: Partial<ExampleResource> = {}): ExampleResource {
  const propertyDependencies = { secretId: ["api-app"], ...options.propertyDependencies };
  return { type: versionType, name: "value", props: { secretId: unknown, ...value }, ...options, propertyDependencies };
}

function made(type: string): ExampleResource {
  return { type, name: "made", props: {} };
}

/** Every message, with its level. */
function messages(...resources: ExampleResource[]): string[] {
  return ask(rule, resources).map(({ level, message }) => `${level}: ${message}`);
}

const fix = [
  'Fix: in services/api.ts, declare the key as { value: "provided" }, and put the value by hand or let a rotation make it.',
  "     In another program, remove the SecretVersion, and put the value with aws secretsmanager put-secret-value.",
].join("\n");
const fromProgram = (field: string) =>
  `mandatory: ${field} gives prod/api/app a value from the program: it stands in the stack's state, and in every copy of that.\n${fix}`;

describe("secret-value-in-state", () => {
  it("says where a value from the program stands, and what to do instead", () => {
    assert.deepEqual(messages(secret(), version({ secretString: credential })), [fromProgram("secretString")]);
  });

  it("knows every argument that holds a value, known or not", () => {
    for (const field of ["secretString", "secretStringWo", "secretBinary"]) {
      for (const value of [credential, unknown] as Value[]) {
        assert.deepEqual(messages(secret(), version({ [field]: value })), [fromProgram(field)]);
      }
      for (const value of ["", null] as Value[]) assert.deepEqual(messages(secret(), version({ [field]: value })), []);
    }
  });

  it("advises against a generated value that an update leaves alone", () => {
    const propertyDependencies = { secretString: ["made"] };
    for (const type of ["random:index/randomPassword:RandomPassword", "tls:index/privateKey:PrivateKey"]) {
      for (const ignored of ["secretString", "*"]) {
        const options = { propertyDependencies, ignoreChanges: [ignored] };
        assert.deepEqual(messages(secret(), made(type), version({ secretString: unknown }, options)), [
          `advisory: secretString gives prod/api/app a generated value, which stands in the stack's state.\n${fix}`,
        ]);
      }
    }
  });

  it("refuses a generated value that an update sets back", () => {
    const options = { propertyDependencies: { secretString: ["made"] }, ignoreChanges: ["secretBinary"] };
    const generator = made("random:index/randomPassword:RandomPassword");
    assert.deepEqual(messages(secret(), generator, version({ secretString: unknown }, options)), [
      "mandatory: secretString gives prod/api/app a generated value, which stands in the stack's state, and an update after a refresh undoes its rotation.\n" +
        `${fix}\n     At least add ignoreChanges: ["secretString"].`,
    ]);
  });

  it("passes a placeholder that is left alone, and no real value beside one", () => {
    const options = { ignoreChanges: ["secretString"] };
    for (const value of ["change-me", "", "{}", JSON.stringify({ password: "TODO", url: "" })]) {
      assert.deepEqual(messages(secret(), version({ secretString: value }, options)), [], value);
    }
    assert.equal(messages(secret(), version({ secretString: "change-me" })).length, 1);
    assert.equal(messages(secret(), version({ secretString: credential }, options)).length, 1);
  });

  it("leaves settings to the rule that is about them", () => {
    assert.deepEqual(messages(secret(), version({ secretString: '{"LOG_LEVEL":"info"}' })), []);
  });

  describe("knows production", () => {
    const value = version({ secretString: credential });
    const withoutSecret = (secretId: string) => version({ secretId, secretString: credential });
    const arn = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-AbCdEf`;

    it("by the entry's name and tags", () => {
      assert.equal(messages(secret({ name: "prod/api/app" }), value).length, 1);
      assert.deepEqual(messages(secret({ name: "staging/api/app" }), value), []);
      assert.equal(messages(secret({ name: "api", tags: { environment: "prod" } }), value).length, 1);
      assert.deepEqual(messages(secret({ name: "api" }), value), []);
    });

    it("by what the version refers to, where another program made the entry", () => {
      assert.equal(messages(withoutSecret("prod/api/app")).length, 1);
      assert.equal(messages(withoutSecret(arn("prod/api/app"))).length, 1);
      assert.deepEqual(messages(withoutSecret(arn("dev/api/app"))), []);
    });

    it("by the stack", () => {
      const resource = (stack: string): StackResource => ({
        urn: `urn:pulumi:${stack}::shop::${versionType}::value`,
        type: versionType,
        name: "value",
        props: { secretId: unknown, secretString: credential },
        sourcesOf: () => [],
        ignoreChanges: [],
      });
      for (const stack of ["prod", "production"]) {
        assert.equal(rule.stack!.check([resource(stack)], "2026-06-15").length, 1, stack);
      }
      for (const stack of ["dev", "staging", "preprod-nonprod"]) {
        assert.deepEqual(rule.stack!.check([resource(stack)], "2026-06-15"), [], stack);
      }
    });
  });
});
