import assert from "node:assert/strict";
import * as fs from "node:fs";
import { discoverRules } from "../../policies/engine/discover-rules";
import type { Example } from "../../policies/engine/rule";
import { isList, isMap, type Value } from "../../policies/engine/value";
import { copyPack, Pack, PackFailed, type PackOptions, type Violation } from "./pack";

const rules = discoverRules();
const exemption = { resource: "api", reason: "moves next month", owner: "api-team", expires: "2999-12-31" };

/** The first bad example of a rule, which the tests of config use. */
function firstBad(id: string): Example["resources"] {
  return rules.find((rule) => rule.id === id)!.examples.bad[0]!.resources;
}

/** Texts of at least eight characters under the fields that hold values, decoded and opened too: none may be printed. */
function* valuesIn(value: Value | undefined, field = ""): Generator<string> {
  if (typeof value === "string" && field !== "") {
    const text = field === "binaryData" ? Buffer.from(value, "base64").toString() : value;
    yield* [value, text].filter(({ length }) => length >= 8);
    // An annotation holds a whole manifest, whose kind is no value.
    if (text.startsWith("{")) yield* valuesIn(JSON.parse(text) as Value, field === "annotations" ? "" : field);
  }
  if (isList(value)) for (const item of value) yield* valuesIn(item, field);
  if (!isMap(value)) return;
  for (const [key, item] of Object.entries(value)) {
    yield* valuesIn(item, /^(data|binaryData|stringData|annotations|secretString)$/.test(key) ? key : field);
  }
}

function levelsOf(violations: Violation[]): string[] {
  return violations.map(({ policy, level }) => `${level} ${policy}`);
}

async function withPack<T>(options: PackOptions, use: (pack: Pack) => Promise<T>): Promise<T> {
  const pack = await Pack.start(options);
  try {
    return await use(pack);
  } finally {
    pack.stop();
  }
}

describe("the policy pack over the analyzer protocol", () => {
  let pack: Pack;
  before(async () => {
    pack = await Pack.start();
  });
  after(() => pack.stop());

  it("offers two policies for each rule, a third where it has to know what is marked, and one for exemptions", () => {
    assert.equal(pack.info.getName(), "strongroom");
    assert.deepEqual(
      pack.info.getPoliciesList().map((policy) => policy.getName()),
      rules
        .flatMap(({ id, resource }) => [id, `${id}-advisory`, ...(resource?.needsMarks ? [`${id}-marks`] : [])])
        .concat("exemptions"),
    );
  });

  for (const { id, description, examples } of rules) {
    describe(id, () => {
      for (const { title, resources, level: wanted = "mandatory" } of examples.bad) {
        it(`${wanted === "mandatory" ? "blocks" : "advises against"} ${title}, without a word of its value`, async () => {
          const violations = await pack.judge(resources);
          const own = violations.filter(({ policy }) => policy === id || policy === `${id}-advisory`);
          const levels = new Set(own.map(({ level }) => level));
          assert.ok(levels.has(wanted), `no ${wanted} violation`);
          assert.ok(wanted === "mandatory" || !levels.has("mandatory"), "it is blocked");
          assert.ok(own.every(({ message }) => message.startsWith(`${description}\n`)));
          const printed = JSON.stringify(violations);
          for (const { props } of resources) {
            for (const value of valuesIn(props)) assert.ok(!printed.includes(value), "a value was printed");
          }
        });
      }
      for (const { title, resources } of examples.good) {
        it(`lets ${title} through`, async () => assert.deepEqual(await pack.judge(resources), []));
      }
    });
  }

  it("starts on its own, in a folder without the repository around it", async () => {
    const folder = copyPack();
    try {
      const violations = await withPack({ folder }, (copy) => copy.judge(firstBad("configmap-secrets")));
      assert.deepEqual(levelsOf(violations), ["mandatory configmap-secrets"]);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it("reads strictness and exemptions from strongroom:guard", async () => {
    const guard = {
      rules: { "secret-rotation": "advisory" },
      exemptions: [{ ...exemption, rule: "configmap-secrets" }],
    };
    const violations = await withPack({ config: { "strongroom:guard": JSON.stringify(guard) } }, (strict) =>
      strict.judge([...firstBad("configmap-secrets"), ...firstBad("secret-rotation")]),
    );
    assert.deepEqual(levelsOf(violations), ["advisory configmap-secrets-advisory", "advisory secret-rotation"]);
    assert.match(violations[0]!.message, /\nExempted until 2999-12-31 by api-team: moves next month$/);
  });

  it("lets --policy-pack-config override both", async () => {
    const guard = { enforcementLevel: "disabled" };
    const override: PackOptions["override"] = {
      "configmap-secrets": { enforcementLevel: "mandatory", exemptions: [{ ...exemption, rule: "configmap-secrets" }] },
      "configmap-secrets-advisory": { enforcementLevel: "advisory" },
      "secret-rotation": { enforcementLevel: "mandatory" },
    };
    const violations = await withPack({ config: { "strongroom:guard": JSON.stringify(guard) }, override }, (strict) =>
      strict.judge([...firstBad("configmap-secrets"), ...firstBad("secret-rotation")]),
    );
    assert.deepEqual(levelsOf(violations), ["advisory configmap-secrets-advisory", "mandatory secret-rotation"]);
  });

  it("does not start with a config that is not valid, and says what to type", async () => {
    const start = Pack.start({ config: { "strongroom:guard": JSON.stringify({ enforcementLevel: "strict" }) } });
    await assert.rejects(start, (error) => {
      assert.ok(error instanceof PackFailed);
      assert.notEqual(error.exitCode, 0);
      assert.match(
        error.stderr,
        /strongroom:guard\.enforcementLevel is "strict"; wanted mandatory, advisory or disabled\./,
      );
      assert.match(error.stderr, /pulumi config set --path 'strongroom:guard\.enforcementLevel' 'mandatory'/);
      assert.doesNotMatch(error.stderr, /\n\s+at /, "a stack trace was printed");
      return true;
    });
  });
});
