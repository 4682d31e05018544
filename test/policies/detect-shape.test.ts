import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { hasBase62Checksum, hasHexChecksum } from "../../policies/detect/checksum";
import { discoverDetectors } from "../../policies/detect/discover-detectors";
import { detect } from "../../policies/detect/index";
import { alphabets, madeUp } from "../../policies/detect/samples";
import { compileShape } from "../../policies/detect/shape";

function matches(shape: string, text: string): boolean {
  const { pattern } = compileShape(shape);
  pattern.lastIndex = 0;
  return pattern.test(text);
}

describe("a shape", () => {
  it("is a literal and classes with their lengths", () => {
    assert.ok(matches("ab_{h:4}", "ab_0f9e"));
    assert.ok(!matches("ab_{h:4}", "ab_0f9"));
    assert.ok(!matches("ab_{h:4}", "ab_0F9E"));
  });

  it("ends where its last class ends: more of it is something else", () => {
    assert.ok(!matches("ab_{h:4}", "ab_0f9e1"));
    assert.ok(matches("ab_{h:4}", "ab_0f9e-1"));
    assert.ok(matches("ab_{h:4-6}", "ab_0f9e1"));
  });

  it("takes its literals as they are", () => {
    assert.ok(matches("a.b$c|{d:2}", "a.b$c|12"));
    assert.ok(!matches("a.b$c|{d:2}", "axb$c|12"));
  });

  it("knows UUIDs and the padding of base64", () => {
    assert.ok(matches("ab-{uuid}", "ab-01234567-89ab-cdef-0123-456789abcdef"));
    assert.ok(matches("ab{b:4}{=}", "abcdef=="));
  });

  it("tells how short a token of it may be, unless it holds what stands in no token", () => {
    assert.equal(compileShape("ab_{h:4-6}").shortest, 7);
    assert.equal(compileShape("a:b|{uuid}{=}").shortest, 40);
    assert.equal(compileShape("ab {h:4}").shortest, undefined);
  });

  it("is searched for by its longest literal at a fixed place", () => {
    const { anchor, offset } = compileShape("{a:3}-Q~{a:4-9}.xyz");
    assert.deepEqual({ anchor, offset }, { anchor: "-Q~", offset: 3 });
  });

  it("is refused without such a literal", () => {
    assert.throws(() => compileShape("{h:32}"), {
      message: 'The shape "{h:32}" has no literal of two characters at a fixed place.',
    });
  });

  it("is refused with a class that does not exist", () => {
    assert.throws(() => compileShape("ab{y:3}"), {
      message: 'A shape has no class "y": wanted one of d h H x l L n N a c w u e b q z',
    });
  });

  it("makes samples that it matches itself", () => {
    for (const shape of ["ab_{h:40}", "ab_{a:10-99}", "ab-{uuid}", "ab{b:30}{=}", "ab{N:4}-{n:4}-{q:4}"]) {
      assert.ok(matches(shape, compileShape(shape).sample(3)), shape);
    }
  });
});

describe("a checksum", () => {
  // The examples are those of the vendors' own announcements, in pieces.
  it("of GitHub is right or wrong", () => {
    const token = ["gh", "p_zQWBuTSOoRi4A9spHcVY", "5ncnsDkxkJ0mLq17"].join("");
    assert.ok(hasBase62Checksum(token));
    assert.ok(!hasBase62Checksum(token.replace("zQ", "zR")));
  });

  it("of Cloudflare is right or wrong", () => {
    const body = "aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStT";
    assert.ok(hasHexChecksum(`cfat${"_"}${body}03fa099b`));
    assert.ok(!hasHexChecksum(`cfat${"_"}${body}03fa099c`));
  });

  it("that is wrong makes a token suspicious, not certain", () => {
    const { findings } = detect({ keyPath: ["data", "X"], value: `gh${"p"}_${madeUp(36)}` });
    assert.deepEqual(
      findings.map(({ detector, level }) => [detector, level]),
      [["github", "suspicious"]],
    );
  });
});

describe("the formats of vendors", () => {
  const formats = discoverDetectors().flatMap((detector) => detector.formats ?? []);

  it("are more than a hundred and fifty kinds of credential", () => {
    assert.ok(new Set(formats.map(({ what }) => what)).size >= 150);
  });

  it("are read after the word holds", () => {
    for (const { what } of formats) assert.match(what, /^an? [A-Za-z0-9]/);
  });

  it("bound every repetition", () => {
    for (const { what, pattern } of formats) assert.doesNotMatch(pattern.source, /[^\\][*+](?![^[]*\])/, what);
  });
});

describe("the discovery of detectors", () => {
  const folder = path.join(__dirname, ".detectors-test");
  beforeEach(() => fs.mkdirSync(folder));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it("refuses a file that exports none", () => {
    fs.writeFileSync(path.join(folder, "empty.js"), "exports.default = undefined;\n");
    assert.throws(() => discoverDetectors(folder), {
      message: 'detectors/empty.js exports no detector; wanted export default { id: "empty", ... }',
    });
  });

  it("refuses a detector under another name", () => {
    fs.writeFileSync(path.join(folder, "one.js"), 'exports.default = { id: "other" };\n');
    assert.throws(() => discoverDetectors(folder), {
      message: 'detectors/one.js exports the detector "other"; wanted export default { id: "one", ... }',
    });
  });
});

describe("a finding", () => {
  it("has a line in a value of many lines, and none in a value of one", () => {
    const value = madeUp(32, alphabets.hex);
    assert.equal(detect({ keyPath: ["data", "API_KEY"], value }).findings[0]?.line, undefined);
    assert.equal(detect({ keyPath: ["data", "a.env"], value: `A=1\nAPI_KEY=${value}\n` }).findings[0]?.line, 2);
  });

  it("says what it is and how long, under the keys that lead to it", () => {
    const value = `db:\n  url: postgres://api:${madeUp(12)}@db:5432/api\n`;
    assert.deepEqual(detect({ keyPath: ["data", "a.yaml"], value }).findings, [
      {
        keyPath: ["data", "a.yaml", "db", "url"],
        line: 2,
        detector: "url-password",
        what: "a PostgreSQL password in a URL",
        level: "certain",
        length: 12,
      },
    ]);
  });

  it("is one for each place of a credential that stands in two", () => {
    const value = `a:\n  password: ${madeUp(12)}\nb:\n  password: ${madeUp(12)}\n`;
    assert.deepEqual(
      detect({ keyPath: ["data", "a.yaml"], value }).findings.map(({ line }) => line),
      [2, 4],
    );
  });

  it("is joined by a word on what is too long to be read", () => {
    const { unread } = detect({ keyPath: ["data", "x"], value: "a".repeat(8 * 1024 * 1024 + 1) });
    assert.deepEqual(unread, [{ keyPath: ["data", "x"], reason: "only its first 8388608 characters are looked at" }]);
  });
});
