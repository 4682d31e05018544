import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { type Page, generatePages } from "../../scripts/generate-docs";

const root = path.join(__dirname, "..", "..");

describe("the documentation", function () {
  this.timeout(120_000);

  let pages: Page[];
  before(async () => {
    pages = await generatePages();
  });

  it("shows what the rules say and what the commands print: npm run docs writes it anew", () => {
    for (const { file, text } of pages) {
      const shown = fs.existsSync(path.join(root, file)) ? fs.readFileSync(path.join(root, file), "utf8") : "(missing)";
      assert.equal(shown, text, `${file} is out of date: run npm run docs`);
    }
  });

  it("has no page for a rule, a detector or a runbook that is gone", () => {
    const wanted = new Set(pages.map(({ file }) => file));
    for (const folder of ["docs/rules", "docs/detectors", "docs/runbooks"]) {
      const shown = fs.readdirSync(path.join(root, folder)).map((page) => `${folder}/${page}`);
      assert.deepEqual(
        shown.filter((page) => !wanted.has(page)),
        [],
      );
    }
  });

  it("has a page to print for every playbook that ships", () => {
    const files = fs.readdirSync(path.join(root, "playbooks")).filter((file) => file.endsWith(".yaml"));
    const playbooks = files.map((file) => path.basename(file, ".yaml"));
    assert.notDeepEqual(playbooks, []);
    const missing = playbooks.filter((id) => !fs.existsSync(path.join(root, "docs/runbooks", `${id}.md`)));
    assert.deepEqual(missing, []);
  });

  it("shows the incident blocked", () => {
    const readme = pages.find(({ file }) => file === "README.md")!.text;
    assert.match(readme, /^Guard: blocked\. 1 mandatory violation\./m);
  });
});
