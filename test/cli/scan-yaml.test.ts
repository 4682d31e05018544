import assert from "node:assert/strict";
import * as yaml from "yaml";
import { readDocuments } from "../../cli/scan/documents";
import { readFullYaml } from "../../cli/scan/full-yaml";
import { readPlainYaml } from "../../cli/scan/plain-yaml";
import { nodeAt, toPlain, type TreeNode } from "../../cli/scan/tree";

/** A small generator of pseudo-random numbers (mulberry32), so that a failure can be repeated. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const pieces = [
  "word",
  "LOG_LEVEL=info",
  "a: b",
  "- item",
  "# no comment",
  " #",
  ": ",
  ":",
  "'",
  '"',
  "\\",
  "\\n",
  "\n",
  "\n",
  "\n\n",
  "\n  ",
  "\n\t",
  "  ",
  "\t",
  "{{ .Values.x }}",
  "---",
  "\n---\n",
  "...",
  "é",
  "\u00a0",
  "🔑",
  "%",
  "@",
  "&a",
  "*a",
  "!tag",
  "|",
  ">",
  "?",
  "[x]",
  "{}",
  "~",
  "null",
  "true",
  "0x1f",
  "1e3",
  "-",
  ",",
  "long ".repeat(30),
];

function makeText(random: (below: number) => number): string {
  return Array.from({ length: random(9) }, () => pieces[random(pieces.length)]!).join(random(2) === 0 ? "" : " ");
}

type Tree = string | number | null | boolean | Tree[] | { [key: string]: Tree };

function makeTree(random: (below: number) => number, depth = 0): Tree {
  const kind = random(depth === 0 ? 2 : 9);
  if (kind === 0 || (kind === 2 && depth < 4)) {
    return Object.fromEntries(
      Array.from({ length: random(4) + 1 }, () => {
        const key = random(4) === 0 ? makeText(random) : `key-${random(50)}.txt`;
        return [key, makeTree(random, depth + 1)];
      }),
    );
  }
  if (kind === 1 && depth < 4) return Array.from({ length: random(4) }, () => makeTree(random, depth + 1));
  if (kind === 3) return ([null, true, 17, 1.5, ""] as const)[random(5)]!;
  return makeText(random);
}

/** Everything that the scan reads off a tree: values, and the file's line for each line of a value. */
function describeTree(node: TreeNode): unknown {
  if (node.kind === "list") return node.items.map(describeTree);
  if (node.kind === "map") return node.entries.map(([key, value]) => [key, describeTree(value)]);
  const lines = node.text?.split("\n").length ?? 1;
  return [node.text ?? null, ...Array.from({ length: lines }, (_, index) => node.fileLine(index + 1))];
}

/** Compares the two readers. Plain YAML may give up, and must agree where it does not. @returns Whether it read the text. */
function compare(text: string): boolean {
  const plain = readPlainYaml(text, 1);
  if (plain === undefined) return false;
  const { documents, problem } = readFullYaml(text, 1);
  const said = `\n${JSON.stringify(text)}`;
  assert.equal(problem, undefined, `the full parser refuses what the plain one reads: ${problem?.message}${said}`);
  assert.equal(documents.length, 1, said);
  assert.deepEqual(toPlain(plain), toPlain(documents[0]!), said);
  return true;
}

describe("reading YAML with its lines", () => {
  it("agrees with a full parser on what it writes in every style", () => {
    const random = randomFrom(1);
    const styles = ["PLAIN", "QUOTE_DOUBLE", "QUOTE_SINGLE", "BLOCK_LITERAL", "BLOCK_FOLDED"] as const;
    let read = 0;
    const rounds = 3000;
    for (let round = 0; round < rounds; round++) {
      const tree = makeTree(random);
      const text = yaml.stringify(tree, {
        defaultStringType: styles[random(styles.length)]!,
        lineWidth: [0, 20, 80][random(3)]!,
        indent: random(3) + 2,
        indentSeq: random(2) === 0,
        blockQuote: ([true, "folded", "literal"] as const)[random(3)]!,
      });
      if (compare(text)) read++;
    }
    // Otherwise it agrees because it reads nothing.
    assert.ok(read > rounds / 3, `only ${read} of ${rounds} were read`);
  });

  it("agrees with a full parser, or leaves it to it, when a text was damaged", () => {
    const random = randomFrom(2);
    let read = 0;
    for (let round = 0; round < 3000; round++) {
      const lines = yaml.stringify(makeTree(random), { lineWidth: 30 }).split("\n");
      const at = random(lines.length);
      const line = lines[at]!;
      const cut = random(line.length + 1);
      const damages = [
        () => lines.splice(at, 1),
        () => lines.splice(at, 0, "", "   "),
        () => lines.splice(at, 0, `${" ".repeat(random(6))}# comment`),
        () => (lines[at] = ` ${line}`),
        () => (lines[at] = line.slice(1)),
        () => (lines[at] = `${line.slice(0, cut)}${pieces[random(pieces.length)]!}${line.slice(cut)}`),
        () => (lines[at] = `${line} # comment`),
        () => (lines.length = at),
      ];
      damages[random(damages.length)]!();
      if (compare(lines.join("\n"))) read++;
    }
    assert.ok(read > 500, `only ${read} were read`);
  });

  it("knows the file's line for every line of a value, in every style, as the full reader does", () => {
    const text = [
      "plain: one",
      "literal: |2-",
      "",
      "  first",
      "",
      "  third",
      "folded: >",
      "  a paragraph",
      "  on two lines",
      "",
      "  second",
      "    indented",
      "  last",
      'double: "first\\n',
      "  second\\n\\",
      '  third"',
      "single: 'first",
      "",
      "",
      "  third'",
      "list:",
      "- |+",
      "  x",
      "",
      "- y",
      "",
    ].join("\n");
    const plain = readPlainYaml(text, 10)!;
    const linesOf = (tree: TreeNode, ...path: (string | number)[]): number[] => {
      const node = nodeAt(tree, path);
      assert.ok(node?.kind === "scalar" && node.text !== undefined);
      const count = node.text.replace(/\n+$/, "").split("\n").length;
      return Array.from({ length: count }, (_, index) => node.fileLine(index + 1));
    };
    assert.deepEqual(linesOf(plain, "plain"), [10]);
    assert.deepEqual(linesOf(plain, "literal"), [12, 13, 14, 15]);
    assert.deepEqual(linesOf(plain, "folded"), [17, 20, 21, 22]);
    assert.deepEqual(linesOf(plain, "double"), [23, 24, 25]);
    assert.deepEqual(linesOf(plain, "single"), [26, 26, 29]);
    assert.deepEqual(linesOf(plain, "list", 0), [32]);
    assert.deepEqual(linesOf(plain, "list", 1), [34]);
    const [full] = readFullYaml(text, 10).documents;
    assert.deepEqual(describeTree(full!), describeTree(plain));
  });

  it("leaves flow collections, anchors, tags and merges to the full parser, with their lines", () => {
    const text = "base: &base {a: one, b: [two,\n  three]}\nother:\n  <<: *base\n  c: !!str 4\n";
    assert.equal(readPlainYaml(text, 1), undefined);
    const [document] = readDocuments(text, false).documents;
    assert.deepEqual(toPlain(document!.node), {
      base: { a: "one", b: ["two", "three"] },
      other: { a: "one", b: ["two", "three"], c: "4" },
    });
    const three = nodeAt(document!.node, ["base", "b", 1]);
    assert.equal(three?.line, 2);
  });

  it("counts documents and their lines, and reads on behind a broken one", () => {
    const text = "# head\n---\na: 1\n--- # second\nb: [\n---\n\nc: |\n  x\n---\n";
    const { documents, problems } = readDocuments(text, false);
    assert.deepEqual(
      documents.map(({ number, node }) => [number, toPlain(node), nodeAt(node, ["c"])?.line]),
      [
        [1, { a: "1" }, undefined],
        [3, { c: "x\n" }, 9],
        [4, null, undefined],
      ],
    );
    assert.equal(problems.length, 1);
    assert.match(problems[0]!.message, /^It is no valid YAML: .+\.$/);
  });

  it("survives what is nested without end, and says so", () => {
    const { problems } = readDocuments(`a: ${"[".repeat(50_000)}`, false);
    assert.equal(problems.length, 1);
    assert.match(problems[0]!.message, /^It (was not read: it is nested too deeply|is no valid YAML: .+)\.$/);
    assert.deepEqual(readDocuments("[".repeat(50_000), true).problems, [
      { message: "It is no valid JSON: it is nested more than 500 levels deep.", line: 1 },
    ]);
    const bomb = Array.from({ length: 12 }, (_, index) => `k${index}: &a${index} [${`*a${index - 1},`.repeat(9)}]`);
    const { problems: ofBomb } = readDocuments(["k: &a-1 x", ...bomb].join("\n"), false);
    assert.equal(ofBomb.length, 1);
  });

  it("reads JSON with lines, several values behind each other, and says where it breaks", () => {
    const { documents, problems } = readDocuments('{"a": "x\\ny",\n "b": [1, true, null]}\n{"c": "\\u0041"}', true);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      documents.map(({ node }) => toPlain(node)),
      [{ a: "x\ny", b: ["1", "true", null] }, { c: "A" }],
    );
    assert.equal(nodeAt(documents[0]!.node, ["b", 0])?.line, 2);
    assert.equal(nodeAt(documents[1]!.node, ["c"])?.line, 3);
    assert.deepEqual(readDocuments('{"a": 1,\n "b" 2}', true).problems, [
      { message: "It is no valid JSON: a colon was expected.", line: 2 },
    ]);
    assert.deepEqual(readDocuments('{"a": "x', true).problems, [
      { message: "It is no valid JSON: a text is not closed.", line: 1 },
    ]);
  });

  it("reads JSON as JSON.parse does", () => {
    const random = randomFrom(3);
    for (let round = 0; round < 1000; round++) {
      const tree = makeTree(random);
      const { documents, problems } = readDocuments(JSON.stringify(tree, null, random(3)), true);
      assert.deepEqual(problems, []);
      const asText = (value: Tree): unknown => {
        if (Array.isArray(value)) return value.map(asText);
        if (typeof value === "object" && value !== null) {
          return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asText(inner)]));
        }
        return value === null ? null : String(value);
      };
      assert.deepEqual(toPlain(documents[0]!.node), asText(tree));
    }
  });
});
