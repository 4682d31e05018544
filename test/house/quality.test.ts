import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import * as path from "node:path";

const root = path.join(__dirname, "..", "..");
const resolve = createRequire(__filename).resolve;

/** Runs a tool of node_modules, and fails with what it printed. */
function run(script: string, ...args: string[]): void {
  const result = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  assert.equal(result.status, 0, `${result.stdout}${result.stderr}`);
}

/** A package's executable, beside its package.json: not every package exports it. */
function executable(packageName: string, file: string): string {
  return path.join(path.dirname(resolve(`${packageName}/package.json`)), file);
}

describe("the source", function () {
  this.timeout(300_000);

  it("has no type errors", () => run(executable("typescript", "bin/tsc"), "-p", "tsconfig.check.json"));

  it("has no lint findings", () => run(executable("eslint", "bin/eslint.js"), "--max-warnings", "0", "."));

  it("is formatted", () => run(executable("prettier", "bin/prettier.cjs"), "--check", "--log-level", "warn", "."));
});
