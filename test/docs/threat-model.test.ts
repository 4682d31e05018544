import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { root } from "./pages";

describe("docs/threat-model.md", () => {
  const page = fs.readFileSync(path.join(root, "docs/threat-model.md"), "utf8");
  const section = /\n## What is defended\n([^]*?)\n## /.exec(page)![1]!;
  const rows = section.split("\n").filter((line) => /^\| (?!threat|---)/.test(line));

  it("says of each threat where its defence is tried", () => {
    assert.ok(rows.length > 10);
    for (const row of rows) {
      const [, threat = "", , tried = ""] = row.split("|").map((cell) => cell.trim());
      const tests = [...tried.matchAll(/\]\(\.\.\/(test\/[^)]+\.test\.ts)\)/g)].map(([, file]) => file!);
      assert.notDeepEqual(tests, [], `nothing tries: ${threat}`);
      for (const file of tests) {
        const source = fs.readFileSync(path.join(root, file), "utf8");
        assert.match(source, /\bit\(/, `${file}, which shall try "${threat}", has no test`);
      }
    }
  });

  it("says what is not defended", () => {
    const open = /\n## What is not defended\n([^]*)$/.exec(page)![1]!;
    assert.ok(open.split("\n- ").length > 10);
  });
});
