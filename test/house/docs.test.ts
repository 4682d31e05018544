import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as components from "../../components";
import { type Page, generatePages } from "../../scripts/generate-docs";
import { referencePages } from "../../scripts/reference-pages";

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

  it("has no page for a rule, a detector, a runbook or a declaration that is gone", () => {
    const wanted = new Set(pages.map(({ file }) => file));
    for (const folder of ["docs/rules", "docs/detectors", "docs/runbooks", "docs/api"]) {
      const files = fs.readdirSync(path.join(root, folder), { recursive: true }) as string[];
      const shown = files.filter((file) => file.endsWith(".md")).map((file) => `${folder}/${file}`);
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

  it("describes in the API reference what each package exports", () => {
    const classes = pages.flatMap(({ file }) => /^docs\/api\/strongroom\/classes\/(\w+)\.md$/.exec(file)?.[1] ?? []);
    const exported = Object.entries(components).filter(([, value]) => value.toString().startsWith("class "));
    assert.notDeepEqual(classes, []);
    assert.deepEqual(classes.sort(), exported.map(([name]) => name).sort());
    const wanted = ["strongroom/model/functions/defineService", "strongroom-guard/interfaces/Rule"];
    for (const page of [...wanted, "strongroom-runtime/functions/requireSecrets"]) {
      assert.ok(
        pages.some(({ file }) => file === `docs/api/${page}.md`),
        page,
      );
    }
  });

  it("links between pages of the API reference that exist", () => {
    const reference = pages.filter(({ file }) => file.startsWith("docs/api/"));
    const files = new Set(reference.map(({ file }) => file));
    const links = reference.flatMap(({ file, text }) =>
      [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) =>
        path.posix.join(path.posix.dirname(file), target!),
      ),
    );
    assert.ok(links.length > reference.length);
    assert.deepEqual(
      links.filter((target) => !files.has(target)),
      [],
    );
  });

  it("is the same on every machine and on every day", () => {
    for (const { file, text } of pages.filter(({ file }) => file.startsWith("docs/api/"))) {
      assert.equal(text.includes(root), false, file);
      assert.equal(text.includes(new Date().toISOString().slice(0, 10)), false, file);
    }
  });

  it("takes no public declaration without a doc comment, none whose type is not exported, and no link to nothing", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-undocumented-"));
    after(() => fs.rmSync(folder, { recursive: true, force: true }));
    const write = (name: string, content: object) => fs.writeFileSync(path.join(folder, name), JSON.stringify(content));
    write("package.json", { name: "strongroom", version: "0.0.0" });
    write("tsconfig.json", { files: ["sample.ts"], compilerOptions: { types: [] } });
    const settings = { entryPoints: ["sample.ts"], tsconfig: "tsconfig.json" };
    write("typedoc.json", { extends: [path.join(root, "typedoc.json")], ...settings });
    const sample = [
      "interface Hidden {\n  /** A number. */\n  count: number;\n}",
      "/** See {@link Nothing}. */\nexport interface Args {\n  bare: string;\n  /** A type of its own. */\n  hidden: Hidden;\n}",
      "export function run(): void {}",
    ];
    fs.writeFileSync(path.join(folder, "sample.ts"), sample.join("\n"));
    await assert.rejects(referencePages(path.join(folder, "typedoc.json")), {
      message: [
        "The API reference cannot be written:",
        "[warning] Hidden, defined in strongroom/sample.ts, is referenced by Args.hidden but not included in the documentation",
        "[warning] run (CallSignature), defined in strongroom/sample.ts, does not have any documentation",
        "[warning] Args.bare (Property), defined in strongroom/sample.ts, does not have any documentation",
        '[warning] Failed to resolve link to "Nothing" in comment for Args',
        "[warning] Found 0 errors and 4 warnings",
        "Fix: write the doc comment that is missing. Export the type from the package's index.ts where its user meets it; a member that " +
          "is not for them is private, or marked @internal.",
      ].join("\n"),
    });
  });

  it("shows the incident blocked", () => {
    const readme = pages.find(({ file }) => file === "README.md")!.text;
    assert.match(readme, /^Guard: blocked\. 1 mandatory violation\./m);
  });
});
