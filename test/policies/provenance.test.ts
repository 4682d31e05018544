import assert from "node:assert/strict";
import { deflateSync, gzipSync } from "node:zlib";
import type { ExampleResource } from "../../policies/engine/rule";
import { unknown, type Value, type ValueMap } from "../../policies/engine/value";
import { NeedleSearch } from "../../policies/provenance/needle-search";
import { secretsOf } from "../../policies/provenance/sources";
import { viewsOf } from "../../policies/provenance/views";
import rule from "../../policies/rules/secret-provenance";
import { ask } from "./in-process";

// Weak on purpose: nothing but where it comes from gives it away.
const secret = "fair & \"plain\" weather: 'ship' 1";

const generated: ExampleResource = {
  type: "random:index/randomPassword:RandomPassword",
  name: "database",
  props: { result: secret },
};

function settings(data: ValueMap): ExampleResource {
  return { type: "kubernetes:core/v1:ConfigMap", name: "settings", props: { data } };
}

function messages(...resources: ExampleResource[]): string[] {
  return ask(rule, resources).map(({ level, message }) => `${level}: ${message.split("\n")[0]}`);
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("secret-provenance", () => {
  const found = 'mandatory: data["NOTE"] holds the value of result of the RandomPassword database.';
  const encodings: Record<string, (text: string) => string> = {
    "as it is": (text) => text,
    "inside a longer text": (text) => `before ${text} after`,
    "in base64": base64,
    "in base64url": (text) => Buffer.from(text).toString("base64url"),
    "in base64, twice": (text) => base64(base64(text)),
    "in base64 in folded lines": (text) => base64(`${"padding ".repeat(20)}${text}`).replace(/.{60}/g, "$&\n  "),
    "in base64 with more around it": (text) => `Basic ${base64(`api:${text}`)}, v2`,
    "percent-encoded": encodeURIComponent,
    "percent-encoded throughout": (text) => Buffer.from(text).toString("hex").replace(/../g, "%$&"),
    "in hexadecimal digits": (text) => Buffer.from(text).toString("hex"),
    "in JSON": (text) => JSON.stringify({ a: [text] }),
    "in JSON in JSON": (text) => JSON.stringify(JSON.stringify({ a: text })),
    "with Unicode escapes": (text) =>
      [...text].map((character) => `\\u00${character.charCodeAt(0).toString(16)}`).join(""),
    "with entities of XML": (text) =>
      `<a b="${text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("'", "&#39;")}"/>`,
    "with numbered entities": (text) =>
      [...text].map((character) => `&#x${character.charCodeAt(0).toString(16)};`).join(""),
    compressed: (text) => gzipSync(text).toString("base64"),
    "with characters that are not seen": (text) => [...text].join("\u200b"),
    "in wide letters": (text) => text.replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
    "in letters that look alike": (text) => text.replaceAll("a", "\u0430").replaceAll("i", "\u0456"),
    backwards: (text) => [...text].reverse().join(""),
    deflated: (text) => deflateSync(text).toString("base64"),
    "in base64 in JSON in a query": (text) => encodeURIComponent(JSON.stringify({ a: base64(text) })),
  };
  for (const [title, encode] of Object.entries(encodings)) {
    it(`finds a value ${title}`, () => {
      assert.deepEqual(messages(generated, settings({ LEVEL: "info", NOTE: encode(secret) })), [found]);
    });
  }

  it("finds a value that is split over neighbours, in their order or by their names", () => {
    const parts = { LEVEL: "info", B: secret.slice(10), A: secret.slice(0, 10) };
    assert.deepEqual(messages(generated, settings(parts)), [
      'mandatory: data["A"] and data["B"] hold together the value of result of the RandomPassword database.',
    ]);
  });

  it("finds a value that is a key, and does not print it", () => {
    const key: ExampleResource = { ...generated, props: { result: "plainsailing1" } };
    assert.deepEqual(messages(key, settings({ plainsailing1: "plainsailing1" })), [
      "mandatory: A key of data holds the value of result of the RandomPassword database.",
    ]);
  });

  it("says once what is marked and comes from a source as well", () => {
    const marked = { ...settings({ NOTE: secret }), marks: [["data", "NOTE"]] };
    assert.deepEqual(messages(generated, marked), ['mandatory: data["NOTE"] holds what the program marked as secret.']);
  });

  it("says nothing of a mark on what is not there", () => {
    const empty = { ...settings({ A: "", B: unknown, C: true }), marks: ["A", "B", "C"].map((key) => ["data", key]) };
    assert.deepEqual(messages(empty), []);
  });

  it("names the map, where it is marked as a whole", () => {
    const marked = { ...settings({ A: "1", B: "2" }), marks: [["data"]] };
    assert.deepEqual(messages(marked), ["mandatory: data holds what the program marked as secret."]);
  });

  it("prints nothing of a value", () => {
    const printed = JSON.stringify(ask(rule, [generated, settings({ [secret]: secret })]));
    for (const word of ["plain", "weather", "ship"]) assert.ok(!printed.includes(word));
  });
});

describe("the secret values of a resource", () => {
  const values = (type: string, props: ValueMap) =>
    [...secretsOf({ urn: "urn", type, name: "a", props })].map(({ text, keyPath }) => [keyPath.join("."), text]);
  const version = "aws:secretsmanager/secretVersion:SecretVersion";

  it("are the credentials of a JSON object, without the settings beside them", () => {
    const url = ["mysql://api:", "n7Kq2vXw9LrT", "@db.internal/api"].join("");
    const secretString = JSON.stringify({
      engine: "postgres",
      host: "prod-1.abcdef.eu-west-1.rds.amazonaws.com",
      port: "54321234",
      username: "service_user_1",
      dbInstanceIdentifier: "prod-database-1",
      password: "sunny-side-up",
      dsn: url,
    });
    assert.deepEqual(values(version, { secretString }), [
      ["secretString.password", "sunny-side-up"],
      ["secretString.dsn", url],
      ["secretString.dsn", "n7Kq2vXw9LrT"],
    ]);
  });

  it("are decoded where base64 is how they are kept", () => {
    assert.deepEqual(
      values("kubernetes:core/v1:Secret", {
        data: { password: base64("sunny-side-up"), username: base64("service-user") },
      }),
      [["data.password", "sunny-side-up"]],
    );
  });

  it("are the longest line of a private key, because a key is indented where it is pasted", () => {
    const line = ["n7Kq2vXw9LrT", "n7Kq2vXw9LrTb4Zp"].join("");
    const privateKeyPem = ["-----BEGIN ", `PRIVATE KEY-----\n${line}\nab==\n`, "-----END ", "PRIVATE KEY-----\n"].join(
      "",
    );
    assert.deepEqual(
      values("tls:index/privateKey:PrivateKey", { privateKeyPem }).map(([key]) => key),
      ["privateKeyPem"],
    );
  });

  it("are none where they are short, everyday words, placeholders or not known", () => {
    for (const result of ["short", "postgres", "xxxxxxxxxxxx", "CHANGEME", unknown] as Value[]) {
      assert.deepEqual(values("random:index/randomPassword:RandomPassword", { result }), []);
    }
    assert.deepEqual(values(version, { secretString: JSON.stringify({ password: "<password>" }) }), []);
    assert.deepEqual(values("aws:ssm/parameter:Parameter", { type: "String", value: "n7Kq2vXw9LrTb4Zp" }), []);
  });
});

describe("a search for many texts", () => {
  it("finds every one, overlapping ones too", () => {
    const texts = ["abcdefgh", "cdefghij", "defghijklmnop", "zzzzzzzz", "short"];
    const search = new NeedleSearch(texts.map((text) => ({ text, meaning: text })));
    const hits = [...search.find("--abcdefghijklmnop--abcdefgh")].map(({ needle, at }) => [needle.meaning, at]);
    assert.deepEqual(
      hits,
      [
        ["abcdefgh", 2],
        ["cdefghij", 4],
        ["defghijklmnop", 5],
        ["abcdefgh", 20],
      ].sort(([, one], [, other]) => Number(one) - Number(other)),
    );
  });

  it("agrees with a plain search on made-up texts", () => {
    let state = 7;
    const letter = () => "ab"[(state = (state * 48271) % 2147483647) % 2]!;
    const word = (length: number) => Array.from({ length }, letter).join("");
    for (let round = 0; round < 50; round++) {
      const texts = [...new Set(Array.from({ length: 20 }, () => word(8 + (round % 5))))];
      const text = word(3000);
      const search = new NeedleSearch(texts.map((needle) => ({ text: needle, meaning: needle })));
      const hits = new Set([...search.find(text)].map(({ needle, at }) => `${needle.text} ${at}`));
      const wanted = new Set<string>();
      for (const needle of texts) {
        for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) wanted.add(`${needle} ${at}`);
      }
      assert.deepEqual(hits, wanted);
    }
  });

  it("looks at as many characters as it may, however deep a text is packed", () => {
    let packed = "x".repeat(50_000);
    for (let layer = 0; layer < 6; layer++) packed = encodeURIComponent(`%41${base64(packed)}`);
    const characters = [...viewsOf(packed)].reduce((sum, { length }) => sum + length, 0);
    assert.ok(characters < packed.length * 10, `${characters} of ${packed.length}`);
  });
});
