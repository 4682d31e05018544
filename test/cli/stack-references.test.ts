import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { type CliResult, previewFixture } from "./run-cli";

const stack = "organization/other/dev";

describe("a preview of a program that refers to another stack", function () {
  this.timeout(120_000);
  let folder: string;

  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-references-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it("leaves its outputs unknown, and says what would give them", () => {
    const { status, stdout } = preview();
    assert.equal(status, 0);
    assert.deepEqual(outputsOf(stdout), ["  hidden: output<string>", "  known: nothing", "  plain: output<string>"]);
    assert.ok(
      stdout.includes(
        `  pulumi:pulumi:StackReference ${stack}: another stack's outputs stand in that stack's state: --stack-reference gives them\n`,
      ),
    );
  });

  it("answers with the outputs of a file, and knows as little of a secret one as the file does", () => {
    const { status, stdout } = preview(write(JSON.stringify({ plain: { a: 1 }, hidden: "[secret]" })));
    assert.equal(status, 0);
    assert.deepEqual(outputsOf(stdout), ["  hidden: [secret]", '  known: {"a":1}', "  plain: { a: 1 }"]);
    assert.equal(stdout.includes("another stack's outputs"), false);
  });

  it("refuses what holds no outputs", () => {
    const fix = (file: string) => `Fix: pulumi stack output --json --stack ${stack} > ${file}\n`;
    const missing = path.join(folder, "missing.json");
    const refusals: [string, string][] = [
      [
        stack,
        `--stack-reference ${stack} names no file.\nFix: type --stack-reference STACK=FILE, such as acme/strongroom/dev=platform.json\n`,
      ],
      [`${stack}=${missing}`, `The outputs of ${stack} cannot be read from ${missing} (ENOENT).\n${fix(missing)}`],
    ];
    const broken = write("{");
    refusals.push([
      broken,
      `The outputs of ${stack} cannot be read from ${fileOf(broken)} (no valid JSON).\n${fix(fileOf(broken))}`,
    ]);
    const list = write("[]", "list.json");
    refusals.push([
      list,
      `${fileOf(list)} holds no outputs of ${stack}: wanted a mapping of their names to their values.\n${fix(fileOf(list))}`,
    ]);
    for (const [given, stderr] of refusals) {
      assert.deepEqual(preview(given), { status: 2, stdout: "", stderr });
    }
  });

  function preview(...references: string[]): CliResult {
    return previewFixture(
      "referring",
      ...["--policy-pack-config", "test/cli/fixtures/quiet-witness.json"],
      ...references.flatMap((given) => ["--stack-reference", given]),
    );
  }

  function write(text: string, name = "outputs.json"): string {
    const file = path.join(folder, name);
    fs.writeFileSync(file, text);
    return `${stack}=${file}`;
  }
});

function fileOf(given: string): string {
  return given.slice(stack.length + 1);
}

function outputsOf(stdout: string): string[] {
  const [, outputs = ""] = /^Outputs:\n((?: {2}.+\n)+)/m.exec(stdout) ?? [];
  return outputs.trimEnd().split("\n").sort();
}
