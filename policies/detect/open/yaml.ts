import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import type { Document, LineCounter, Node, Scalar } from "yaml";
import type { KeyPath } from "../types";
import type { Inside, Opened } from "./opener";

type Library = typeof Yaml;
const load = createRequire(__filename);
let library: Library | undefined;

const keyLine = /^\s*(?:-\s+)*(?:"[^"\n]{1,200}"|'[^'\n]{1,200}'|[\w./$*<@-][\w./$ *@-]{0,200}):(?:\s|$)/;
const otherLine = /^\s*(?:#|-\s|-$|[?:]\s|---|\.\.\.|[\]}]|$)/;

/** Escapes, complex keys, aliases and tags: what a reader of lines does not see through. */
const hard = /\\[xuU][0-9A-Fa-f]|^[ \t]*\? |!!binary|[:-][ \t]+[*&][A-Za-z]/m;

/** Whether a text is written in a way that only a parser of YAML reads. */
export function hasHardYaml(text: string): boolean {
  return hard.test(text) && looksLikeYaml(text);
}

/** Opens YAML, all documents of it, with the line of every value. The parser is loaded when the first YAML comes. */
export function openYaml(text: string): Opened | undefined {
  if (!looksLikeYaml(text)) return undefined;
  library ??= load("yaml") as Library;
  const counter = new library.LineCounter();
  try {
    const documents = library.parseAllDocuments(text, { lineCounter: counter, uniqueKeys: false, logLevel: "silent" });
    if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined;
    const several = documents.length > 1;
    const inside: Inside[] = [];
    documents.forEach((document, index) => {
      collect(library!, document, document.contents, several ? [index] : [], counter, inside, new Set());
    });
    return inside.length === 0 || inside.every(({ keys }) => keys.length === 0)
      ? undefined
      : { inside, isEscaped: true, keepsLines: true };
  } catch {
    return undefined;
  }
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

function collect(
  { isAlias, isMap, isScalar, isSeq }: Library,
  document: Document,
  node: unknown,
  keys: KeyPath,
  counter: LineCounter,
  inside: Inside[],
  open: Set<unknown>,
  alias?: string,
): void {
  if (isAlias(node)) {
    const target = node.resolve(document);
    if (target === undefined || open.has(target) || inside.length > 20_000) return;
    open.add(target);
    collect(library!, document, target, keys, counter, inside, open, alias);
    open.delete(target);
  } else if (isMap(node)) {
    const named = node.items.find(({ key }) => /^(?:name|key|Name)$/.test(keyOf(key)))?.value;
    const name = isScalar(named) && typeof named.value === "string" ? named.value : undefined;
    for (const { key, value } of node.items) {
      collect(library!, document, value, [...keys, keyOf(key)], counter, inside, open, name);
    }
  } else if (isSeq(node)) {
    node.items.forEach((item, index) => collect(library!, document, item, [...keys, index], counter, inside, open));
  } else if (isScalar(node) && node.value !== null && node.value !== undefined && typeof node.value !== "boolean") {
    const source = typeof node.value === "string" ? node.value : (node.source ?? JSON.stringify(node.value));
    inside.push({ keys, value: source, line: lineOf(node, counter), alias, isLiteral: true });
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
