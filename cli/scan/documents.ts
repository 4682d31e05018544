import { readFullYaml } from "./full-yaml";
import { readJson } from "./json-text";
import { readPlainYaml } from "./plain-yaml";
import type { TreeNode } from "./tree";

/** A document of a file. */
export interface FileDocument {
  /** Its place among the file's documents, from 1. */
  number: number;
  node: TreeNode;
}

/** What keeps a file, or a document of it, from being read. Its message never quotes the file. */
export interface ReadProblem {
  message: string;
  /** From 1, in the file; absent when the file as a whole is meant. */
  line?: number;
}

/** What a text holds. A broken document does not keep the others from being read. */
export interface FileDocuments {
  documents: FileDocument[];
  problems: ReadProblem[];
}

/**
 * Reads YAML or JSON, whichever it is.
 *
 * @param isJson The file's name says that it is JSON. Else a text that begins with a bracket may be YAML, too.
 */
export function readDocuments(text: string, isJson: boolean): FileDocuments {
  if (text.includes("\0")) return { documents: [], problems: [{ message: "It is no text." }] };
  if (isJson || /^\ufeff?\s*[[{]/.test(text)) {
    const { documents, problem } = readJson(text);
    if (problem === undefined) return { documents: documents.map(numbered), problems: [] };
    if (isJson) return { documents: documents.map(numbered), problems: [problem] };
  }
  // Directives and document ends are rare enough for the full parser.
  if (hasLine(text, "%") || hasLine(text, "...")) return readWhole(text);
  const found: FileDocuments = { documents: [], problems: [] };
  let number = 0;
  for (const { content, line, isMarked } of split(text)) {
    if (!isMarked && /^(?:[ \t\r\ufeff]*(?:#[^\n]*)?(?:\n|$))*$/.test(content)) continue;
    number++;
    const node = readPlainYaml(content, line);
    if (node !== undefined) {
      found.documents.push({ number, node });
      continue;
    }
    const { documents, problem } = readFullYaml(content, line);
    for (const full of documents) found.documents.push({ number, node: full });
    if (problem !== undefined) found.problems.push({ ...problem, message: withHint(problem.message, content) });
  }
  return found;
}

/** Whether a line begins with something. It is asked about every file, and quicker than a pattern. */
function hasLine(text: string, start: string): boolean {
  return text.startsWith(start) || text.includes(`\n${start}`);
}

function readWhole(text: string): FileDocuments {
  const { documents, problem } = readFullYaml(text, 1);
  return { documents: documents.map(numbered), problems: problem === undefined ? [] : [problem] };
}

function numbered(node: TreeNode, index: number): FileDocument {
  return { number: index + 1, node };
}

interface Part {
  content: string;
  /** Line of the file on which the content begins, from 1. */
  line: number;
  /** A `---` stands in front of it. */
  isMarked: boolean;
}

/** Splits at the `---` lines: at the start of a line they never mean anything else. */
function* split(text: string): Generator<Part> {
  let start = 0;
  let line = 1;
  let isMarked = false;
  let marker = text.startsWith("---") ? 0 : text.indexOf("\n---") + 1 || -1;
  while (marker !== -1) {
    const behind = text[marker + 3];
    if (behind === undefined || /\s/.test(behind)) {
      const content = text.slice(start, marker);
      if (marker > 0) yield { content, line, isMarked };
      line += countLines(content);
      start = marker + 3;
      isMarked = true;
      // A comment or nothing on the marker's own line: the document begins below.
      const rest = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y;
      rest.lastIndex = start;
      const blank = rest.exec(text)?.[0];
      if (blank !== undefined) {
        start += blank.length;
        if (blank.endsWith("\n")) line++;
      }
    }
    marker = text.indexOf("\n---", Math.max(start - 1, marker)) + 1 || -1;
  }
  yield { content: text.slice(start), line, isMarked };
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

function withHint(message: string, content: string): string {
  return content.includes("{{") ? `${message} It looks like a template: render it first, e.g. helm template.` : message;
}
