import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "./run-cli";

describe(".ci/run", () => {
  let folder: string;
  beforeEach(() => {
    // A folder that begins with a dot is not among the tests of `npm test`.
    folder = mkdtempSync(join(__dirname, ".ci-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function run(test: string): { status: number | null; lastLine: string | undefined } {
    const file = join(folder, "sample.test.ts");
    writeFileSync(file, test);
    const result = spawnSync(join(root, ".ci", "run"), [relative(root, file)], { cwd: root, encoding: "utf8" });
    return { status: result.status, lastLine: result.stdout.trimEnd().split("\n").at(-1) };
  }

  it("counts what passed", () => {
    const test = 'it("one", () => undefined);\nit("two", () => undefined);\n';
    assert.deepEqual(run(test), { status: 0, lastLine: "2 passed, 0 failed" });
  });

  it("counts what failed, a failed hook among it", () => {
    const failing = "() => { throw new Error(); }";
    const test = `it("one", () => undefined);\nit("two", ${failing});\n`;
    assert.deepEqual(run(test), { status: 1, lastLine: "1 passed, 1 failed" });
    const hook = `describe("x", () => { before(${failing}); it("one", () => undefined); });\n`;
    assert.deepEqual(run(hook), { status: 1, lastLine: "0 passed, 1 failed" });
  });

  it("counts a crash as a failure, before the first test and between two", () => {
    assert.deepEqual(run('throw new Error("at once");\n'), { status: 1, lastLine: "0 passed, 1 failed" });
    const halfway = 'it("one", () => undefined);\nit("two", () => process.exit(3));\n';
    assert.deepEqual(run(halfway), { status: 3, lastLine: "1 passed, 1 failed" });
    assert.deepEqual(run(halfway.replace("3", "0")), { status: 1, lastLine: "1 passed, 1 failed" });
  });

  it("takes no tests for a failure, and refuses skipped ones", () => {
    assert.deepEqual(run('it("one", () => undefined);\nit.skip("two", () => undefined);\n'), {
      status: 1,
      lastLine: "1 passed, 1 failed",
    });
    assert.deepEqual(run("export {};\n"), { status: 1, lastLine: "0 passed, 1 failed" });
  });
});
