import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { isPlaceholder, valueProblem } from "../../cli/seed/check-value";
import { readGiven } from "../../cli/seed/given-values";
import type { SeedGroup } from "../../cli/seed/groups";

const makeGroup = (name: string, part: Partial<SeedGroup>): SeedGroup => ({
  name,
  entry: `dev/api/${name}`,
  asked: [],
  composed: {},
  generated: [],
  rotatedByHand: false,
  startsRotation: false,
  ...part,
});
const app = makeGroup("app", { asked: ["STRIPE_SECRET_KEY"], generated: ["JWT_SIGNING_KEY"] });
const database = makeGroup("database", { asked: ["username", "password"], composed: { host: "h", port: 5432 } });
const archive = makeGroup("archive", { asked: ["username", "password"], composed: { host: "h", port: 5432 } });
const shape = 'Fix: give { "GROUP": { "KEY": "value" } }, or { "KEY": "value" } where one group alone has the key.';
const makeValue = (): string => randomBytes(16).toString("hex");

describe("values for strongroom seed", () => {
  describe("as JSON", () => {
    const read = (json: unknown, ...groups: SeedGroup[]) =>
      Object.fromEntries(
        [...readGiven(JSON.stringify(json), groups)].map(([name, keys]) => [name, Object.fromEntries(keys)]),
      );
    const refusal = (json: unknown, ...groups: SeedGroup[]): string[] => {
      try {
        readGiven(typeof json === "string" ? json : JSON.stringify(json), groups);
      } catch (error) {
        const lines = (error as Error).message.split("\n");
        assert.equal(lines.pop(), shape);
        return lines;
      }
      return ["nothing was refused"];
    };

    it("stand by group, flat, or both", () => {
      const [key, password] = [makeValue(), makeValue()];
      const wanted = { app: { STRIPE_SECRET_KEY: key }, database: { password } };
      assert.deepEqual(read(wanted, app, database), wanted);
      assert.deepEqual(read({ STRIPE_SECRET_KEY: key, password }, app, database), wanted);
      assert.deepEqual(read({ STRIPE_SECRET_KEY: key, database: { password } }, app, database), wanted);
      assert.deepEqual(read({}, app), {});
    });

    it("need the group's name where two groups have the key", () => {
      assert.deepEqual(refusal({ password: makeValue() }, database, archive), [
        "Standard input is refused, and nothing was written:",
        "  password: database and archive have this key: name the group",
      ]);
    });

    it("are refused by name, all at once: unknown groups and keys, generated and composed ones, what is no text", () => {
      assert.deepEqual(
        refusal(
          {
            web: { API_TOKEN: makeValue() },
            app: { STRIPE_KEY: makeValue(), JWT_SIGNING_KEY: makeValue(), STRIPE_SECRET_KEY: 7 },
            database: { host: "h", password: "" },
            API_TOKEN: makeValue(),
            JWT_SIGNING_KEY: makeValue(),
          },
          app,
          database,
        ),
        [
          "Standard input is refused, and nothing was written:",
          "  web: no such group; there are app, database",
          "  app STRIPE_KEY: no such key; there is STRIPE_SECRET_KEY",
          "  app JWT_SIGNING_KEY: Pulumi generates it: leave it out",
          "  app STRIPE_SECRET_KEY: the value is no text",
          "  database host: the declaration gives it: leave it out",
          "  database password: the value is empty",
          "  API_TOKEN: no such key; there are STRIPE_SECRET_KEY, username, password",
          "  app JWT_SIGNING_KEY: Pulumi generates it: leave it out",
        ],
      );
    });

    it("are not shown when somebody took a value for a key", () => {
      const value = makeValue();
      const urlSafe = `${randomBytes(9).toString("base64url")}-x`;
      assert.deepEqual(refusal({ [value]: "x", app: { [urlSafe]: "x" }, [`a ${value}`]: { a: "x" } }, app), [
        "Standard input is refused, and nothing was written:",
        "  (a name that is not shown): no such key; there is STRIPE_SECRET_KEY",
        "  app (a name that is not shown): no such key; there is STRIPE_SECRET_KEY",
        "  (a name that is not shown): no such group; there is app",
      ]);
    });

    it("are refused without a word of them when the JSON is broken, or no object", () => {
      const broken = `{"STRIPE_SECRET_KEY": "${makeValue()}`;
      assert.deepEqual(refusal(broken, app), ["Standard input is no valid JSON, and nothing was written."]);
      for (const text of ["[]", "null", '"text"', "7"]) {
        assert.deepEqual(refusal(text, app), ["Standard input is no JSON object, and nothing was written."]);
      }
    });
  });

  it("are taken as they are when they look like a credential", () => {
    const pem = ["-----BEGIN X-----", randomBytes(48).toString("base64"), "-----END X-----"].join("\n");
    for (const value of [makeValue(), randomBytes(24).toString("base64"), "four words of mine", "p", pem, "ä€😀"]) {
      assert.equal(valueProblem("STRIPE_SECRET_KEY", value), undefined);
    }
    assert.equal(valueProblem("username", "api_rw"), undefined);
  });

  it("are refused with what is wrong, without a part of them", () => {
    const value = makeValue();
    const cases: [string, string][] = [
      ["", "is empty"],
      [" \t", "is white space alone"],
      [`${value}\n`, "ends with a line end, which an application would get, too: give it without"],
      [`${value}\r\n`, "ends with a line end, which an application would get, too: give it without"],
      [` ${value}`, "begins or ends with white space: give it without"],
      [`${value}\u0000`, "holds a control character, as arrow keys type them"],
    ];
    for (const [given, wanted] of cases) assert.equal(valueProblem("API_TOKEN", given), wanted);
  });

  it("are no placeholders", () => {
    const placeholders = [
      "changeme",
      "CHANGE_ME",
      "TODO",
      "<your key>",
      "<paste the key of the dashboard here>",
      "xxxxxxxx",
    ];
    placeholders.push("REPLACE_ME", "placeholder", "null", "none", "undefined", "STRIPE_SECRET_KEY");
    for (const value of placeholders) assert.ok(isPlaceholder("STRIPE_SECRET_KEY", value), value);
    for (const value of ["changeme", "todo", "<user>"]) assert.ok(isPlaceholder("username", value), value);
  });

  it("are no placeholders by chance: ten thousand random ones are taken", () => {
    // The same ones each time: one in a hundred thousand may be refused.
    const random = (number: number) => createHash("sha256").update(`value ${number}`).digest("base64url");
    const refused = Array.from({ length: 10_000 }, (_, at) => random(at)).filter((value) =>
      isPlaceholder("STRIPE_SECRET_KEY", value),
    );
    assert.equal(refused.length, 0);
  });
});
