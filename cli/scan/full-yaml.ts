import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import type { Document, Scalar } from "yaml";
import { ListNode, MapNode, ScalarNode, isNullText, type Layout, type TreeNode } from "./tree";
import { readBlockScalar, readDoubleQuoted, readSingleQuoted } from "./yaml-scalars";

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
  const parsed: unknown = yaml.parseAllDocuments(text, options);
  if (!Array.isArray(parsed) || parsed.length === 0) return { documents: [new ScalarNode(undefined, firstLine)] };
  const documents: TreeNode[] = [];
  for (const document of parsed as Document.Parsed[]) {
    const error = document.errors[0];
    if (error !== undefined) {
      const what = meanings[error.code] ?? "it is not well formed";
      return { documents, problem: { message: `It is no valid YAML: ${what}.`, line: lineAt(error.pos[0]) } };
    }
    try {
      documents.push(new Converter(yaml, document, text, lineAt).convert(document.contents, 0));
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error;
      return { documents, problem: { message: `It was not read: ${error.message}.`, line: lineAt(document.range[0]) } };
    }
  }
  return { documents };
}

class TooMuch extends Error {}

class Converter {
  private nodes = 0;
  private readonly open = new Set<unknown>();

  constructor(
    private readonly yaml: typeof Yaml,
    private readonly document: Document.Parsed,
    private readonly text: string,
    private readonly lineAt: (offset: number) => number,
  ) {}

  convert(node: unknown, line: number): TreeNode {
    if (++this.nodes > most) throw new TooMuch("its aliases make it too large");
    const { yaml } = this;
    if (yaml.isAlias(node)) return this.convertAlias(node, line);
    if (!yaml.isNode(node)) return new ScalarNode(undefined, line);
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

  private convertAlias(alias: Yaml.Alias, line: number): TreeNode {
    const target = alias.resolve(this.document);
    if (target === undefined || this.open.has(target)) return new ScalarNode(undefined, line);
    this.open.add(target);
    const node = this.convert(target, line);
    this.open.delete(target);
    return node;
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
