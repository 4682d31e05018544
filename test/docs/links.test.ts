import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { allPages, type Page, root } from "./pages";

describe("links of the pages", () => {
  const pages = allPages();
  const anchors = new Map(pages.map((page) => [page.file, page.anchors]));

  /** What is wrong with a link, or nothing. */
  function problemOf(page: Page, target: string): string | undefined {
    if (/^(https:|mailto:)/.test(target)) return undefined;
    if (target.startsWith("http:")) return `${page.file} links to ${target}: use https`;
    const [file = "", anchor] = target.split("#");
    const folder = path.posix.dirname(page.file);
    const named = file === "" ? page.file : path.posix.normalize(path.posix.join(folder, decodeURI(file)));
    if (!fs.existsSync(path.join(root, named))) return `${page.file} links to ${target}: there is no ${named}`;
    if (anchor === undefined) return undefined;
    const known = anchors.get(named);
    if (known === undefined) return `${page.file} links to ${target}: ${named} is no page with sections`;
    return known.has(anchor) ? undefined : `${page.file} links to ${target}: ${named} has no section #${anchor}`;
  }

  it("lead to files and sections that exist", () => {
    assert.deepEqual(
      pages.flatMap((page) => page.targets.flatMap((target) => problemOf(page, target) ?? [])),
      [],
    );
  });

  it("are found, and so are the ones that lead nowhere", () => {
    const readme = pages.find(({ file }) => file === "README.md")!;
    assert.ok(readme.targets.length > 20);
    assert.equal(problemOf(readme, "docs/seed.md#from-a-pipe"), undefined);
    assert.equal(problemOf(readme, "docs/gone.md"), "README.md links to docs/gone.md: there is no docs/gone.md");
    assert.equal(
      problemOf(readme, "docs/seed.md#gone"),
      "README.md links to docs/seed.md#gone: docs/seed.md has no section #gone",
    );
  });

  it("reach every page in docs/ from the README, by one step or two", () => {
    const reached = new Set(["README.md"]);
    for (let step = 0; step < 2; step += 1) {
      for (const page of pages.filter(({ file }) => reached.has(file))) {
        for (const target of page.targets.filter((one) => !/^[a-z]+:/.test(one) && !one.startsWith("#"))) {
          const [file = ""] = target.split("#");
          reached.add(path.posix.normalize(path.posix.join(path.posix.dirname(page.file), file)));
        }
      }
    }
    const written = pages.filter(({ file }) => /^docs\/[^/]+\.md$/.test(file)).map(({ file }) => file);
    assert.deepEqual(
      written.filter((file) => !reached.has(file)),
      [],
      "no page leads to these: add them to the README's list",
    );
  });
});
