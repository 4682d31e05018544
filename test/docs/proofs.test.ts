import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { type Block, root, writtenPages } from "./pages";
import { type Proof, proofs } from "./proofs";
import { commandsIn, ownCommand, typedIn } from "./typed";

/** Blocks in these languages hold commands or what they print; the others are sources and settings. */
const languages = new Set(["sh", "console", "text", ""]);

const firstLine = ({ text }: Block): string => text.split("\n")[0]!;
const read = (file: string): string => fs.readFileSync(path.join(root, file), "utf8");

describe("commands and output on the pages", function () {
  this.timeout(120_000);

  const blocks = writtenPages()
    .flatMap((page) => page.blocks)
    .filter(({ language, marker }) => languages.has(language) && !marker?.startsWith("output: "));
  const proofOf = (block: Block): Proof | undefined => proofs[block.page]?.[firstLine(block)];

  it("are each tried by a test, or say why they cannot be", () => {
    const open = blocks.filter((block) => proofOf(block) === undefined);
    assert.deepEqual(
      open.map((block) => `${block.page}:${block.line}: ${firstLine(block)}`),
      [],
      "No test is named for these blocks.\nFix: name the test that runs each of them in test/docs/proofs.ts, under its page and its first line.",
    );
  });

  it("are all there that are registered", () => {
    const there = new Set(blocks.map((block) => `${block.page}: ${firstLine(block)}`));
    const registered = Object.entries(proofs).flatMap(([page, lines]) =>
      Object.keys(lines).map((line) => `${page}: ${line}`),
    );
    assert.deepEqual(
      registered.filter((one) => !there.has(one)),
      [],
      "These stand in test/docs/proofs.ts, and on no page any more.",
    );
  });

  it("are run by the tests that are named", () => {
    const problems = blocks.flatMap((block) => {
      const proof = proofOf(block);
      return proof === undefined
        ? []
        : problemsOf(block, proof).map((problem) => `${block.page}:${block.line}: ${problem}`);
    });
    assert.deepEqual(problems, []);
  });

  it("would be noticed where a test does not run them", () => {
    const block: Block = {
      page: "docs/seed.md",
      line: 1,
      language: "sh",
      text: "npx strongroom seed dev --replace",
      marker: undefined,
    };
    assert.deepEqual(problemsOf(block, { run: "test/e2e/onboard.test.ts" }), ["stands behind no <!-- run: NAME -->"]);
    const marked = { ...block, marker: "run: nothing" };
    assert.deepEqual(problemsOf(marked, { run: "test/e2e/onboard.test.ts" }), [
      'test/e2e/onboard.test.ts does not run "nothing"',
    ]);
    assert.deepEqual(problemsOf(block, { tried: ["test/docs/links.test.ts"] }), [
      'no test that is named types "--replace"',
    ]);
    assert.deepEqual(problemsOf(block, { compared: ["test/docs/links.test.ts"] }), []);
    assert.deepEqual(problemsOf({ ...block, page: "docs/gone.md" }, { compared: ["test/docs/cost.test.ts"] }), [
      "test/docs/cost.test.ts does not read the page",
    ]);
    assert.deepEqual(problemsOf(block, { here: true }), ["test/docs/commands-run.test.ts does not run it"]);
  });
});

/** What is wrong with the word that a block is tried. */
function problemsOf(block: Block, proof: Proof): string[] {
  if ("figure" in proof) return typedIn(block) === undefined ? [] : ["is a command, and no figure"];
  if ("needs" in proof) return proof.needs.length > 10 ? [] : ["does not say what it needs"];
  if ("here" in proof) {
    const isRun = read("test/docs/commands-run.test.ts").includes(JSON.stringify(firstLine(block)));
    return isRun ? [] : ["test/docs/commands-run.test.ts does not run it"];
  }
  if ("compared" in proof) {
    return proof.compared
      .filter((file) => !read(file).includes(block.page))
      .map((file) => `${file} does not read the page`);
  }
  if ("run" in proof) {
    const name = /^run: (\S+)$/.exec(block.marker ?? "")?.[1];
    if (name === undefined) return ["stands behind no <!-- run: NAME -->"];
    return read(proof.run).includes(`"${name}"`) ? [] : [`${proof.run} does not run "${name}"`];
  }
  const tests = proof.tried.map(read).join("\n");
  const words = wordsOf(block).filter((word) => !new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(tests));
  return words.map((word) => `no test that is named types "${word}"`);
}

/** The commands and options of this project in a block, each once. */
function wordsOf(block: Block): string[] {
  const typed = typedIn(block);
  if (typed === undefined || !/\bnpx strongroom\b/.test(typed)) return [];
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const words = commandsIn(typed).flatMap((command) => {
    const own = ownCommand(command, scripts);
    if (own?.parser !== "strongroom") return [];
    const [name = "", ...rest] = own.arguments;
    return [name, ...rest.filter((word) => word.startsWith("--")).map((word) => word.split("=")[0]!)];
  });
  return [...new Set(words)];
}
