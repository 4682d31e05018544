import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { discoverRules } from "../../policies/engine/discover-rules";
import { packFolder } from "./pack";

describe("the discovery of rules", () => {
  const rules = discoverRules();

  it("loads every file of policies/rules, under the file's name", () => {
    const files = fs.readdirSync(path.join(packFolder, "rules")).map((file) => path.parse(file).name);
    assert.deepEqual(
      rules.map(({ id }) => id),
      files.sort(),
    );
    assert.ok(rules.length >= 2);
  });

  it("finds every rule documented, and with examples of both kinds", () => {
    for (const { id, description, why, fix, references, examples, resource, stack } of rules) {
      assert.match(description, /^[A-Z][^.]*\.$/, `${id}: one sentence`);
      assert.ok(why.length > 40 && fix.length > 40 && references.length > 0, id);
      assert.ok(
        references.every((reference) => reference.startsWith("https://")),
        id,
      );
      assert.ok(examples.bad.length > 0 && examples.good.length > 0, id);
      assert.ok(resource ?? stack, `${id} checks nothing`);
    }
  });

  describe("in another folder", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-rules-"));
    after(() => fs.rmSync(folder, { recursive: true }));

    it("refuses a file that exports another rule than its name says, or none", () => {
      fs.writeFileSync(path.join(folder, "a-rule.js"), 'exports.default = { id: "b-rule" };');
      assert.throws(() => discoverRules(folder), {
        message: 'policies/rules/a-rule.js exports the rule "b-rule"; wanted export default { id: "a-rule", ... }',
      });
      fs.writeFileSync(path.join(folder, "a-rule.js"), "");
      fs.renameSync(path.join(folder, "a-rule.js"), path.join(folder, "empty.js"));
      assert.throws(() => discoverRules(folder), {
        message: 'policies/rules/empty.js exports no rule; wanted export default { id: "empty", ... }',
      });
    });
  });
});
