import * as fs from "node:fs";
import * as path from "node:path";
import { lexer, type Token, type Tokens } from "marked";

/** The project's folder. */
export const root = path.join(__dirname, "..", "..");

/** A fenced block of a page. */
export interface Block {
  /** From the project's root, e.g. `docs/seed.md`. */
  page: string;
  /** Line of its first line of text, counted from 1. */
  line: number;
  /** What stands behind the fence, e.g. `sh`; empty where nothing does. */
  language: string;
  text: string;
  /** What the comment right before it says, e.g. `run: seed`. */
  marker: string | undefined;
}

/** A page, read as Markdown. */
export interface Page {
  /** From the project's root. */
  file: string;
  blocks: Block[];
  /** Code in the middle of prose, without its backticks. */
  spans: string[];
  /** Where its links and pictures lead, as written. */
  targets: string[];
  /** What a link to a section of it may name. */
  anchors: Set<string>;
}

/** The pages that people write; the others are generated from rules, detectors, playbooks, help texts and doc comments. */
export function writtenPages(): Page[] {
  const docs = fs.readdirSync(path.join(root, "docs")).filter((file) => file.endsWith(".md"));
  const generated = new Set(["commands.md", "detectors.md", "rules.md", "runbooks.md"]);
  const top = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];
  const packages = ["policies/README.md", "runtime/README.md"];
  const files = [...top, ...packages, ...docs.filter((file) => !generated.has(file)).map((file) => `docs/${file}`)];
  return files.map((file) => readPage(file));
}

/** Every page of the project, generated ones too. */
export function allPages(): Page[] {
  const below = fs.readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" });
  const generated = below.filter((file) => file.endsWith(".md")).map((file) => path.posix.join("docs", file));
  const written = writtenPages();
  const known = new Set(written.map(({ file }) => file));
  return [...written, ...generated.filter((file) => !known.has(file)).map((file) => readPage(file))];
}

/** @param file From the project's root. */
export function readPage(file: string): Page {
  const source = fs.readFileSync(path.join(root, file), "utf8");
  const page: Page = { file, blocks: [], spans: [], targets: [], anchors: new Set() };
  const headings = new Map<string, number>();
  let searched = 0;
  const walk = (tokens: readonly Token[]): void => {
    let marker: string | undefined;
    for (const token of tokens) {
      if (token.type === "code") {
        const { lang = "", text } = token as Tokens.Code;
        const found = source.indexOf(text.split("\n")[0]!, searched);
        searched = found === -1 ? searched : found;
        page.blocks.push({ page: file, line: lineAt(source, searched), language: lang, text, marker });
      } else if (token.type === "codespan") {
        page.spans.push((token as Tokens.Codespan).text);
      } else if (token.type === "link" || token.type === "image") {
        page.targets.push((token as Tokens.Link).href);
      } else if (token.type === "heading") {
        page.anchors.add(anchorOf((token as Tokens.Heading).text, headings));
      } else if (token.type === "html") {
        for (const [, id] of token.raw.matchAll(/\bid="([^"]+)"/g)) page.anchors.add(id!);
      }
      if (token.type === "html") marker = /^<!-- (.+?) -->\s*$/.exec(token.raw.trim())?.[1];
      else if (token.type !== "space") marker = undefined;
      walk(childrenOf(token));
    }
  };
  walk(lexer(source));
  return page;
}

function childrenOf(token: Token): Token[] {
  if (token.type === "list") return (token as Tokens.List).items;
  if (token.type === "table") {
    const { header, rows } = token as Tokens.Table;
    return [...header, ...rows.flat()].flatMap((cell) => cell.tokens);
  }
  return token.type === "code" ? [] : ((token as Tokens.Generic).tokens ?? []);
}

function lineAt(source: string, index: number): number {
  return source.slice(0, index).split("\n").length;
}

/**
 * The anchor that GitHub gives a heading: its text in lower case without punctuation, spaces as hyphens, and a number from the second
 * one of the same text on.
 *
 * Source: https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links
 *
 * @param seen How often each came before on the page; it counts this one.
 */
function anchorOf(heading: string, seen: Map<string, number>): string {
  const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[`*]/g, "");
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, "")
    .replace(/ /g, "-");
  const before = seen.get(plain) ?? 0;
  seen.set(plain, before + 1);
  return before === 0 ? plain : `${plain}-${before}`;
}
