import assert from "node:assert/strict";
import { fingerprintUnder } from "../../policies/detect/fingerprint";
import type { Detection, Level } from "../../policies/detect/types";
import { detect } from "../../policies/detect/index";
import { detectedIn } from "../../policies/engine/detected";
import type { ExampleResource } from "../../policies/engine/rule";
import { Asset, unknown, type Value, type ValueMap } from "../../policies/engine/value";
import rule from "../../policies/rules/configmap-secrets";
import { ask } from "./in-process";

const databaseUrl = ["postgres://api:", "n7Kq2vXw9LrT", "@db.internal:5432/api"].join("");

function configMap(props: ValueMap, type = "ConfigMap"): ExampleResource {
  return { type: `kubernetes:core/v1:${type}`, name: "settings", props };
}

/** Every message, with its level. */
function messages(props: ValueMap, type?: string): string[] {
  return ask(rule, [configMap(props, type)]).map(({ level, message }) => `${level}: ${message}`);
}

/** What the detection says about the sample, as a message puts it. */
function sample(): string {
  const [found] = detect({ keyPath: ["data", "DB_URL"], value: databaseUrl }).findings;
  assert.ok(found, "the sample is not found");
  return `holds ${found.what} (${found.detector}, ${found.length} characters, masked).`;
}

describe("configmap-secrets", () => {
  it("names the key, says what it holds, and how to get rid of it", () => {
    assert.deepEqual(messages({ metadata: { name: "payments" }, data: { DB_URL: databaseUrl } }), [
      `mandatory: data["DB_URL"] ${sample()}\nFix: declare DB_URL in a group of services/payments.ts, and read it with secretKeyRef.`,
    ]);
  });

  it("takes the service from the recommended label, and from no name that is none", () => {
    const labels = { "app.kubernetes.io/name": "billing" };
    const [labelled] = messages({ metadata: { name: "settings-v2", labels }, data: { DB_URL: databaseUrl } });
    assert.match(labelled!, /in a group of services\/billing\.ts,/);
    for (const name of [unknown, "../etc", "A b"] as Value[]) {
      const [other] = messages({ metadata: { name }, data: { DB_URL: databaseUrl } });
      assert.match(other!, /in a group of services\/<service>\.ts,/);
    }
  });

  it("finds a credential beside values that are not known, lists and nulls", () => {
    const data: ValueMap = { A: unknown, B: null, C: ["x", unknown], DB_URL: databaseUrl };
    assert.equal(messages({ data }).length, 1);
  });

  it("says that a field as a whole is not known", () => {
    assert.deepEqual(messages({ data: unknown }), [
      "advisory: data is not known at preview; it is judged during the update.",
    ]);
    assert.deepEqual(messages({ items: unknown }, "ConfigMapList"), [
      "advisory: items is not known at preview; it is judged during the update.",
    ]);
  });

  it("reads base64 under binaryData only, and says what is not text", () => {
    const base64 = Buffer.from(databaseUrl).toString("base64");
    assert.equal(
      messages({ binaryData: { binaryData: base64 } })[0]!.split(" holds")[0],
      'mandatory: binaryData["binaryData"]',
    );
    assert.equal(
      messages({ data: { binaryData: databaseUrl } })[0]!.split(" holds")[0],
      'mandatory: data["binaryData"]',
    );
    assert.deepEqual(messages({ binaryData: { KEYSTORE: Buffer.from([0xff, 0xfe, 0x80]).toString("base64") } }), [
      'advisory: binaryData["KEYSTORE"] could not be read: it is not text.',
    ]);
  });

  it("finds a credential that is a key, and does not print it", () => {
    const key = ["sk_", "live_", "4eC39HqLyjWDarjtT1zdp7dc"].join("");
    assert.deepEqual(messages({ data: { [key]: key } }), [
      "mandatory: A key of data holds a Stripe secret key (stripe, 32 characters, masked).\n" +
        "Fix: remove the key, and replace the value.",
    ]);
  });

  it("says that an asset was not opened", () => {
    const props = { data: { FILE: new Asset("asset") } };
    assert.deepEqual(rule.resource!.check({ urn: "urn", type: "kubernetes:core/v1:ConfigMap", name: "a", props }, []), [
      { level: "advisory", keyPath: 'data["FILE"]', text: 'data["FILE"] could not be read: it is an asset.' },
    ]);
  });
});

describe("an exemption with a fingerprint", () => {
  const key = "0f8e2c1a-0000-4000-8000-000000000000";
  const values = ["7d19e0c4b25f", "e83b6a0f91d2"].map((start) => `${start}a64c${"8f03b7d1"}5e29`);
  const accepts = (value: string) => ({
    rule: "configmap-secrets",
    resource: "settings",
    fingerprint: `${key}:${fingerprintUnder(key)(value)}`,
    reason: "moves next month",
    owner: "payments",
    expires: "2026-06-30",
  });
  const levels = (value: string) => {
    const resource = configMap({ data: { APPLE_SHARED_SECRET: value } });
    return ask(rule, [resource], { exemptions: [accepts(values[0]!)] }).map(({ policy }) => policy);
  };

  it("spares the value that it was taken of, and no later one", () => {
    assert.deepEqual(levels(values[0]!), ["configmap-secrets-advisory"]);
    assert.deepEqual(levels(values[1]!), ["configmap-secrets", "exemptions"]);
  });

  it("cannot be taken of a value that could be guessed, so such a value is never spared by it", () => {
    assert.equal(fingerprintUnder(key)("summer2024"), undefined);
  });
});

describe("what the detection says, as findings", () => {
  const leaf = { keyPath: ["data", "application.yaml"], value: "n7Kq2vXw9LrT" };
  const detection = (level: Level): Detection => ({
    findings: [
      {
        keyPath: ["data", "application.yaml", "spring", "password"],
        line: 3,
        detector: "password",
        what: "a password",
        level,
        length: 12,
      },
    ],
    unread: [],
  });

  it("blocks what is certain or likely", () => {
    for (const level of ["certain", "likely"] as const) {
      assert.deepEqual(
        detectedIn(
          leaf,
          ({ inner }) => `move ${inner.join(".")}.`,
          () => detection(level),
        ),
        [
          {
            level: "mandatory",
            keyPath: 'data["application.yaml"] → spring.password',
            text: 'data["application.yaml"] → spring.password (line 3) holds a password (password, 12 characters, masked).',
            fix: "move spring.password.",
          },
        ],
      );
    }
  });

  it("advises on what is suspicious, and passes a placeholder", () => {
    const [advice] = detectedIn(
      leaf,
      () => "move it.",
      () => detection("suspicious"),
    );
    assert.equal(advice?.level, "advisory");
    assert.match(advice.text, / may hold a password \(password, 12 characters, masked\)\.$/);
    assert.deepEqual(
      detectedIn(
        leaf,
        () => "",
        () => detection("placeholder"),
      ),
      [],
    );
  });

  it("says what could not be read, and when the detection fails", () => {
    const unread = { findings: [], unread: [{ keyPath: [...leaf.keyPath, "cert"], reason: "it is too deep" }] };
    assert.deepEqual(
      detectedIn(
        leaf,
        () => "",
        () => unread,
      ).map(({ level, text }) => `${level}: ${text}`),
      ['advisory: data["application.yaml"] → cert could not be read: it is too deep.'],
    );
    const fail = () => {
      throw new SyntaxError(leaf.value);
    };
    assert.deepEqual(
      detectedIn(leaf, () => "", fail).map(({ level, text }) => `${level}: ${text}`),
      ['mandatory: data["application.yaml"] could not be read: the detection failed with SyntaxError.'],
    );
  });
});
