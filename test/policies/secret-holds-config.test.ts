import assert from "node:assert/strict";
import { unknown, type Value, type ValueMap } from "../../policies/engine/value";
import rule from "../../policies/rules/secret-holds-config";
import { ask } from "./in-process";

const random = ["n7Kq2v", "Xw9LrTb4", "Pz3M"].join("");

/** Every message about a SecretVersion that holds a text. */
function messagesOf(secretString: Value): string[] {
  const props: ValueMap = { secretString };
  const version = { type: "aws:secretsmanager/secretVersion:SecretVersion", name: "api-app", props };
  return ask(rule, [version]).map(({ level, message }) => `${level}: ${message}`);
}

/** Every message about a SecretVersion that holds these fields. */
function messages(fields: object): string[] {
  return messagesOf(JSON.stringify(fields));
}

describe("secret-holds-config", () => {
  it("names the settings, and where they belong", () => {
    assert.deepEqual(messages({ LOG_LEVEL: "info", features: { checkout: true } }), [
      "advisory: secretString holds settings (LOG_LEVEL, features.checkout) and no credential.\n" +
        "Fix: declare them as parameters in services/<service>.ts, and remove the entry.",
    ]);
  });

  it("names five of many", () => {
    const fields = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((number) => [`FEATURE_${number}`, true]));
    const names = "FEATURE_1, FEATURE_2, FEATURE_3, FEATURE_4, FEATURE_5 and 2 more";
    assert.ok(messages(fields)[0]!.startsWith(`advisory: secretString holds settings (${names}) and no credential.`));
  });

  for (const [title, fields] of [
    ["a flag", { CHECKOUT: "true" }],
    ["a flag that is a number", { FEATURE_CHECKOUT: 1 }],
    ["a log level", { logLevel: "WARN" }],
    ["a port", { PORT: "8080" }],
    ["a duration", { REQUEST_TIMEOUT: "30s" }],
    ["a region", { AWS_REGION: "eu-west-1" }],
    ["an address", { API_URL: "https://api.example.com:8443/v1/orders" }],
  ] as [string, object][]) {
    it(`finds ${title}`, () => assert.equal(messages(fields).length, 1));
  }

  for (const [title, fields] of [
    ["a credential beside a setting", { LOG_LEVEL: "info", STRIPE: random }],
    ["a password that looks like a setting", { PASSWORD: "true" }],
    ["a key that looks like a number", { API_KEY: 12345 }],
    ["a number of unknown meaning", { CODE: 4711 }],
    ["a number that is a PIN", { PIN_LIMIT: 4711 }],
    ["a word of unknown meaning", { GREETING: "hello" }],
    ["an address with a password", { API_URL: ["https://api:", random, "@api.example.com"].join("") }],
    ["an address whose path is a credential", { HOOK_URL: `https://hooks.example.com/services/${random}` }],
    ["an address with a query", { API_URL: "https://api.example.com/v1?signature=abc" }],
    ["the address of a database without its password", { engine: "postgres", host: "db", port: 5432, dbname: "api" }],
    ["a name of a user", { username: "api", LOG_LEVEL: "info" }],
    ["a long text under a setting's key", { MODE: random }],
    ["nothing", {}],
    ["a list", ["a", "b"]],
  ] as [string, object][]) {
    it(`leaves ${title} alone`, () => assert.deepEqual(messages(fields), []));
  }

  it("takes a plain text for a flag only where it is true or false", () => {
    assert.equal(messagesOf("true").length, 1);
    for (const text of [
      "debug",
      "1",
      "314159",
      "hunter",
      "",
      "https://api.example.com",
      "{broken",
      unknown,
    ] as Value[]) {
      assert.deepEqual(messagesOf(text), []);
    }
  });
});
