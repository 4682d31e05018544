import assert from "node:assert/strict";
import { detect } from "../../policies/detect/index";

const secret = ["n7Kq2v", "Xw9LrT4b"].join("");

function keyPathsIn(value: string): string[] {
  return detect({ keyPath: ["data", "a.yaml"], value }).findings.map(({ keyPath }) => keyPath.slice(2).join("."));
}

/** Each line stands for nine times the line above it. */
function multiplying(first: string, lines: number): string {
  const texts = [`a0: &a0 ${first}`];
  for (let line = 1; line <= lines; line++) {
    texts.push(
      `a${line}: &a${line} [${Array<string>(9)
        .fill(`*a${line - 1}`)
        .join(", ")}]`,
    );
  }
  return `${texts.join("\n")}\n`;
}

describe("aliases in YAML", () => {
  it("are read under the keys that they stand at", () => {
    assert.deepEqual(keyPathsIn(`x: &it ${secret}\nsetting: *it\ndb:\n  password: *it\n`), ["db.password"]);
  });

  it("stand for the last anchor of their name above them", () => {
    assert.deepEqual(keyPathsIn(`x: &it "7"\npassword: *it\ny: &it ${secret}\ntoken: *it\n`), ["token"]);
    assert.deepEqual(keyPathsIn(`x: &it {a: &in ${secret}}\ny: &in "7"\nz: *it\npassword: *in\n`), []);
  });

  it("stand for keys, too, and for what is merged", () => {
    assert.deepEqual(keyPathsIn(`? &it ${secret}\n: 1\npassword: *it\n`), ["password"]);
    assert.deepEqual(keyPathsIn(`base: &base\n  user: a\ndb:\n  <<: *base\n  password: ${secret}\n`), ["db.password"]);
  });

  it("may stand in what they stand for, and for nothing", () => {
    assert.deepEqual(keyPathsIn(`a: &a\n  b: *a\n  password: ${secret}\n`).length > 0, true);
    assert.deepEqual(keyPathsIn(`a: *missing\npassword: ${secret}\n`), ["password"]);
  });

  it("are not followed for ever: what is left out is said, and the rest is read", () => {
    for (const first of ["[]", "x", "{}"]) {
      const value = `${multiplying(first, 12)}password: ${secret}\n`;
      const { findings, unread } = detect({ keyPath: ["data", "a.yaml"], value });
      assert.deepEqual(
        findings.map(({ keyPath, line }) => `${keyPath.join(".")} @ ${line}`),
        ["data.a.yaml.password @ 14"],
      );
      assert.ok(unread.some(({ reason }) => reason === "its aliases stand for more than 2000 values"));
    }
  });
});
