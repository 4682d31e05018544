import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import type { Document, Scalar } from "yaml";
import { ListNode, MapNode, ScalarNode, isNullText, type Layout, type TreeNode } from "./tree";
import { readBlockScalar } from "./yaml-blocks";
import { readDoubleQuoted, readSingleQuoted } from "./yaml-scalars";

const load = createRequire(__filename);
/** Nodes of one document: aliases can make a small file a huge one. */
const most = 1_000_000;

/** What a full parser makes of a text: documents, and the first thing that is wrong with it. */
export interface FullYaml {
  documents: TreeNode[];
  problem?: { message: string; line: number };
}

/** What the parser's codes mean. Its own messages quote the text, which may be a credential. */
const meanings: Readonly<Record<string, string>> = {
  ALIAS_PROPS: "an alias has an anchor or a tag",
  BAD_ALIAS: "an alias is not well formed",
  BAD_DIRECTIVE: "a directive is not well formed",
  BAD_DQ_ESCAPE: "a text in double quotes holds an escape that does not exist",
  BAD_INDENT: "a line is not indented as its neighbours are",
  BAD_SCALAR_START: "a value begins with a character that needs quotes",
  BLOCK_AS_IMPLICIT_KEY: "a map stands where one line was expected",
  BLOCK_IN_FLOW: "a block stands inside brackets",
  COMMENT_SPACE: "a comment needs a blank in front of it",
  MISSING_CHAR: "a bracket, quote, comma or colon is missing",
  MULTILINE_IMPLICIT_KEY: "a key goes over several lines, or its colon is missing",
  MULTIPLE_ANCHORS: "a value has two anchors",
  MULTIPLE_TAGS: "a value has two tags",
  TAB_AS_INDENT: "a line is indented with tabs",
  UNEXPECTED_TOKEN: "something stands where nothing was expected",
};

/**
 * Reads YAML with a full parser, which is loaded when it is first needed.
 *
 * @param text One document or several.
 * @param firstLine Line of the file on which it begins, from 1.
 */
export function readFullYaml(text: string, firstLine: number): FullYaml {
  const yaml = load("yaml") as typeof Yaml;
  const counter = new yaml.LineCounter();
  const lineAt = (offset: number): number => counter.linePos(offset).line - 1 + firstLine;
  const options = { lineCounter: counter, uniqueKeys: false, prettyErrors: false, logLevel: "silent" } as const;
  const deep = { message: "It was not read: it is nested too deeply.", line: firstLine };
  if (isTooDeep(text)) return { documents: [], problem: deep };
  let parsed: unknown;
  try {
    parsed = yaml.parseAllDocuments(text, options);
  } catch (error) {
    return { documents: [], problem: { message: `It was not read: ${reasonOf(error)}.`, line: firstLine } };
  }
  if (!Array.isArray(parsed) || parsed.length === 0) return { documents: [new ScalarNode(undefined, firstLine)] };
  const documents: TreeNode[] = [];
  for (const document of parsed as Document.Parsed[]) {
    const error = document.errors[0];
    if (error !== undefined) {
      const what = meanings[error.code] ?? "it is not well formed";
      return { documents, problem: { message: `It is no valid YAML: ${what}.`, line: lineAt(error.pos[0]) } };
    }
    try {
      documents.push(new Converter(yaml, text, lineAt).convert(document.contents, 0));
    } catch (error) {
      const message = `It was not read: ${reasonOf(error)}.`;
      return { documents, problem: { message, line: lineAt(document.range[0]) } };
    }
  }
  return { documents };
}

/** Levels of brackets, or of lists on one line, that the parser is asked to read: more would cost it all memory. */
const deepest = 1000;

/** Quotes are not looked at: real text does not leave a thousand brackets open either. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = bracket === "[" || bracket === "{" ? depth + 1 : Math.max(0, depth - 1);
    if (depth > deepest) return true;
  }
  return text.includes("- ".repeat(deepest)) || text.includes("? ".repeat(deepest));
}

class TooMuch extends Error {}

/** Other messages than our own may quote the text. */
function reasonOf(error: unknown): string {
  if (error instanceof TooMuch) return error.message;
  return error instanceof RangeError ? "it is nested too deeply" : "the parser failed";
}

class Converter {
  private nodes = 0;
  private readonly anchors = new Map<string, { node: TreeNode; size: number }>();

  constructor(
    private readonly yaml: typeof Yaml,
    private readonly text: string,
    private readonly lineAt: (offset: number) => number,
  ) {}

  convert(node: unknown, line: number): TreeNode {
    const { yaml } = this;
    if (yaml.isAlias(node)) return this.resolve(node.source, line);
    if (!yaml.isNode(node)) return new ScalarNode(undefined, line);
    const before = this.nodes;
    this.count(1);
    const converted = this.convertNode(node, line);
    if (node.anchor !== undefined) this.anchors.set(node.anchor, { node: converted, size: this.nodes - before });
    return converted;
  }

  private convertNode(node: Yaml.Node & { anchor?: string }, line: number): TreeNode {
    const { yaml } = this;
    const start = node.range ? this.lineAt(node.range[0]) : line;
    if (yaml.isMap(node)) {
      const entries = node.items.map(({ key, value }): [string, TreeNode] => {
        const keyLine = yaml.isNode(key) && key.range ? this.lineAt(key.range[0]) : start;
        return [keyText(key), this.convert(value, keyLine)];
      });
      return new MapNode(this.merge(entries), start);
    }
    if (yaml.isSeq(node))
      return new ListNode(
        node.items.map((item) => this.convert(item, start)),
        start,
      );
    return yaml.isScalar(node) ? this.convertScalar(node, start) : new ScalarNode(undefined, start);
  }

  /** What an alias stands for is shared, and counted as often as it stands there: whoever walks the tree walks it each time. */
  private resolve(alias: string, line: number): TreeNode {
    const target = this.anchors.get(alias);
    if (target === undefined) return new ScalarNode(undefined, line);
    this.count(target.size);
    return target.node;
  }

  private count(nodes: number): void {
    this.nodes += nodes;
    if (this.nodes > most) throw new TooMuch("its aliases make it too large");
  }

  /** `<<` brings in the entries of other maps, behind its own. */
  private merge(entries: [string, TreeNode][]): [string, TreeNode][] {
    if (!entries.some(([key]) => key === "<<")) return entries;
    const brought = entries
      .filter(([key]) => key === "<<")
      .flatMap(([, node]) => (node.kind === "list" ? node.items : [node]))
      .flatMap((node) =>
        node.kind === "map" ? node.entries.map(([key, value]): [string, TreeNode] => [key, value]) : [],
      );
    const own = entries.filter(([key]) => key !== "<<");
    const names = new Set(own.map(([key]) => key));
    return [...brought.filter(([key]) => !names.has(key)), ...own];
  }

  private convertScalar(node: Scalar, line: number): ScalarNode {
    const { type, value } = node;
    const start = node.range?.[0] ?? 0;
    const text = typeof value === "string" ? value : (node.source ?? "");
    if (type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED") {
      // Tabs and comments may stand behind the mark; the content begins on the next line.
      const layout = type === "BLOCK_LITERAL" ? "line-by-line" : this.foldedLayout(text, start, line + 1);
      return new ScalarNode(text, line + 1, layout);
    }
    if (type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE") {
      const read = (type === "QUOTE_DOUBLE" ? readDoubleQuoted : readSingleQuoted)(this.text, start, line, 0);
      return new ScalarNode(text, line, read?.value === text && read.lines > 0 ? read.segments : "one-line");
    }
    if (value === null && isNullText(text)) return new ScalarNode(undefined, line);
    return new ScalarNode(text, line);
  }

  /** Where the lines of a folded block begin: the block is read once more. */
  private foldedLayout(value: string, start: number, line: number): Layout {
    const header = { isFolded: true, chomp: "strip", indent: undefined } as const;
    const content = this.text.indexOf("\n", start) + 1;
    const read = content === 0 ? undefined : readBlockScalar(this.text, content, line, -1, header);
    return read?.value === value.replace(/\n+$/, "") ? read.segments : "one-line";
  }
}

function keyText(key: unknown): string {
  if (typeof key !== "object" || key === null) return String(key);
  if (!("value" in key)) return "";
  const { source, value } = key as Scalar;
  return typeof value === "string" ? value : (source ?? String(value));
}
