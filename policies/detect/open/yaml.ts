import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import type { LineCounter, Node, Scalar } from "yaml";
import type { KeyPath } from "../types";
import type { Inside, Opened } from "./opener";

type Library = typeof Yaml;
const load = createRequire(__filename);
let library: Library | undefined;

/** Values that are read behind aliases: ten lines of aliases of aliases stand for a thousand million. */
const mostAliased = 2_000;

const keyLine = /^\s*(?:-\s+)*(?:"[^"\n]{1,200}"|'[^'\n]{1,200}'|[\w./$*<@-][\w./$ *@-]{0,200}):(?:\s|$)/;
const otherLine = /^\s*(?:#|-\s|-$|[?:]\s|---|\.\.\.|[\]}]|$)/;

/** Escapes, complex keys, aliases and tags: what a reader of lines does not see through. */
function isHard(text: string): boolean {
  return (
    (text.includes("\\") && /\\[xuU][0-9A-Fa-f]/.test(text)) ||
    text.includes("!!binary") ||
    (text.includes("? ") && /^[ \t]*\? /m.test(text)) ||
    // Looked for by the rarest of its characters: these marks.
    /[*&](?<=[:-][ \t]{1,100}.)[A-Za-z]/.test(text)
  );
}

/** Whether a text is written in a way that only a parser of YAML reads. */
export function hasHardYaml(text: string): boolean {
  return isHard(text) && looksLikeYaml(text);
}

/** Opens YAML, all documents of it, with the line of every value. The parser is loaded when the first YAML comes. */
export function openYaml(text: string): Opened | undefined {
  if (!looksLikeYaml(text)) return undefined;
  library ??= load("yaml") as Library;
  const counter = new library.LineCounter();
  try {
    const documents = parse(library, text, counter);
    if (documents === undefined) return undefined;
    const several = documents.length > 1;
    const budget = { aliased: 0 };
    const readers = documents.map(
      ({ contents }, index) => new Reader(library!, counter, budget, contents, several ? [index] : []),
    );
    const inside = readers.flatMap((reader) => reader.inside);
    if (inside.length === 0 || inside.every(({ keys }) => keys.length === 0)) return undefined;
    const unread = readers.some(({ hasStopped }) => hasStopped)
      ? `its aliases stand for more than ${mostAliased} values`
      : undefined;
    return { inside, unread, isEscaped: true, keepsLines: true };
  } catch {
    return undefined;
  }
}

/** The documents of a text, or nothing where one is damaged: what comes behind it is not read any more. */
function parse({ Parser, Composer }: Library, text: string, counter: LineCounter): Yaml.Document.Parsed[] | undefined {
  const documents: Yaml.Document.Parsed[] = [];
  const composer = new Composer({ uniqueKeys: false, logLevel: "silent", prettyErrors: false });
  for (const document of composer.compose(new Parser(counter.addNewLine).parse(text))) {
    if (document.errors.length > 0) return undefined;
    documents.push(document);
  }
  return documents;
}

/** Most lines are keys, and one line at least is. */
function looksLikeYaml(text: string): boolean {
  let keys = 0;
  let others = 0;
  let strange = 0;
  let at = 0;
  while (at < text.length && keys + others + strange < 400) {
    const end = text.indexOf("\n", at);
    const line = text.slice(at, end === -1 ? text.length : end);
    if (keyLine.test(line)) keys++;
    else if (otherLine.test(line)) others++;
    else strange++;
    if (end === -1) break;
    at = end + 1;
  }
  return keys > 0 && (strange === 0 || keys + others > strange || /^---|:[ \t]*[|>][+-]?[ \t]*$/m.test(text));
}

/** Reads the values of one document, in its order. */
class Reader {
  readonly inside: Inside[] = [];
  /** Whether an alias was left out, because aliases of aliases multiply. */
  hasStopped = false;
  /** What an alias stands for: the last node above it with that anchor. The library searches the whole document for each. */
  private readonly anchors = new Map<string, Node>();
  /** The aliases that are being followed: one inside its own target would never end. */
  private readonly followed = new Set<Node>();

  constructor(
    private readonly library: Library,
    private readonly counter: LineCounter,
    /** Shared by the documents of a text. */
    private readonly budget: { aliased: number },
    contents: unknown,
    keys: KeyPath,
  ) {
    this.read(contents, keys);
  }

  private read(node: unknown, keys: KeyPath, alias?: string): void {
    const { isAlias, isMap, isScalar, isSeq } = this.library;
    if (isAlias(node)) return this.follow(node.source, keys, alias);
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return;
    if (this.followed.size > 0 && ++this.budget.aliased > mostAliased) {
      this.hasStopped = true;
      return;
    }
    this.remember(node);
    if (isMap(node)) {
      const named = node.items.find(({ key }) => /^(?:name|key|Name)$/.test(keyOf(key)))?.value;
      const name = isScalar(named) && typeof named.value === "string" ? named.value : undefined;
      for (const { key, value } of node.items) {
        if (isScalar(key)) this.remember(key);
        this.read(value, [...keys, keyOf(key)], name);
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => this.read(item, [...keys, index]));
    } else if (node.value !== null && node.value !== undefined && typeof node.value !== "boolean") {
      const source = typeof node.value === "string" ? node.value : (node.source ?? JSON.stringify(node.value));
      this.inside.push({ keys, value: source, line: lineOf(node, this.counter), alias, isLiteral: true });
    }
  }

  private follow(anchor: string, keys: KeyPath, alias: string | undefined): void {
    const target = this.anchors.get(anchor);
    if (target === undefined || this.followed.has(target) || this.hasStopped) return;
    this.followed.add(target);
    this.read(target, keys, alias);
    this.followed.delete(target);
  }

  /** What is read again behind an alias stands above all that came since. */
  private remember(node: Node & { anchor?: string | undefined }): void {
    if (node.anchor !== undefined && this.followed.size === 0) this.anchors.set(node.anchor, node);
  }
}

function keyOf(key: unknown): string {
  if (typeof key === "object" && key !== null && "value" in key) return String((key as Scalar).value);
  return String(key);
}

function lineOf(node: Node, counter: LineCounter): number {
  const start = node.range?.[0] ?? 0;
  const line = counter.linePos(start).line - 1;
  const type = (node as Scalar).type;
  return type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED" ? line + 1 : line;
}
