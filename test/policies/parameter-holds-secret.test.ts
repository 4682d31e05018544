import assert from "node:assert/strict";
import { detect } from "../../policies/detect/index";
import { unknown, type Value, type ValueMap } from "../../policies/engine/value";
import rule from "../../policies/rules/parameter-holds-secret";
import { ask } from "./in-process";

const databaseUrl = ["postgres://api:", "n7Kq2vXw9LrT", "@db.internal:5432/api"].join("");

/** Every message about a parameter, with its level. */
function messages(props: ValueMap): string[] {
  const given = { name: "/prod/api/DATABASE_URL", type: "String", value: databaseUrl, ...props };
  return ask(rule, [{ type: "aws:ssm/parameter:Parameter", name: "p", props: given }]).map(
    ({ level, message }) => `${level}: ${message}`,
  );
}

/** What the detection says about the sample, as a message puts it. */
function sample(): string {
  const [found] = detect({ keyPath: ["DATABASE_URL"], value: databaseUrl, place: "parameter" }).findings;
  assert.ok(found, "the sample is not found");
  return `holds ${found.what} (${found.detector}, ${found.length} characters, masked).`;
}

function fix(variable = "DATABASE_URL", service = "api"): string {
  return `Fix: declare ${variable} as a key of a group in services/${service}.ts, remove the parameter, and change the credential.`;
}

describe("parameter-holds-secret", () => {
  it("names the key, says what it holds, and where it belongs", () => {
    assert.deepEqual(messages({}), [`mandatory: DATABASE_URL ${sample()}\n${fix()}`]);
  });

  it("advises where the value is encrypted, or may be", () => {
    for (const type of ["SecureString", unknown] as Value[]) {
      assert.deepEqual(messages({ type }), [`advisory: DATABASE_URL ${sample()}\n${fix()}`]);
    }
  });

  it("looks at each item of a list, and at the list as a whole", () => {
    const list = { type: "StringList", name: "/prod/api/URLS" };
    const [inList] = messages({ ...list, value: `https://a.example.com, ${databaseUrl}` });
    assert.match(inList!, /^mandatory: URLS/);
    assert.ok(inList!.endsWith(fix("URLS")));
    assert.deepEqual(messages({ ...list, value: "eu-west-1,eu-central-1" }), []);
  });

  it("looks at the value wherever it is given", () => {
    for (const field of ["value", "insecureValue", "valueWo"]) {
      assert.equal(messages({ value: undefined, [field]: databaseUrl }).length, 1, field);
    }
  });

  it("takes the service from the tag, or from a name as this project writes it", () => {
    const ends = (props: ValueMap, wanted: string) => assert.ok(messages(props)[0]!.endsWith(wanted), wanted);
    ends({ tags: { service: "billing" } }, fix("DATABASE_URL", "billing"));
    ends({ name: "/DATABASE_URL" }, fix("DATABASE_URL", "<service>"));
    ends({ tags: { service: "../x" } }, fix("DATABASE_URL", "<service>"));
    ends({ name: "/prod/api/database url" }, fix("it", "<service>"));
  });

  it("looks at a value whose parameter has no known name", () => {
    assert.match(messages({ name: unknown })[0]!, /^mandatory: value holds /);
  });

  it("keeps quiet about settings, and about what is not known", () => {
    for (const [name, value] of [
      ["LOG_LEVEL", "info"],
      ["PASSWORD_MIN_LENGTH", "12"],
      ["SESSION_TOKEN_TTL", "15m"],
      ["API_KEY_HEADER", "X-Api-Key"],
      ["DB_SECRET_NAME", "prod/api/database"],
      ["DB_PASSWORD", unknown],
      ["FEATURE_PASSWORD_RESET", "true"],
      ["EMPTY", ""],
    ] as [string, Value][]) {
      assert.deepEqual(messages({ name: `/prod/api/${name}`, value }), [], name);
    }
  });

  it("does not trip over what is not as it should be", () => {
    for (const odd of [unknown, null, 1, [], {}] as Value[]) {
      for (const message of messages({ name: odd, type: odd, tags: odd, insecureValue: odd })) {
        assert.doesNotMatch(message, /could not judge/);
      }
    }
  });
});
