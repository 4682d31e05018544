import { ListNode, MapNode, ScalarNode, type TreeNode } from "./tree";

/** What a JSON text holds: one value, or several behind each other, as `kubectl get --watch` prints them. */
export interface JsonText {
  documents: TreeNode[];
  problem?: { message: string; line: number };
}

/**
 * Reads JSON with the line of every value, which JSON.parse forgets. Nor may JSON.parse's messages be shown: they quote the text.
 *
 * @param text The whole text.
 */
export function readJson(text: string): JsonText {
  const reader = new JsonReader(text);
  const documents: TreeNode[] = [];
  try {
    while (reader.hasMore()) documents.push(reader.read(0));
    return { documents };
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    return { documents, problem: { message: `It is no valid JSON: ${error.message}.`, line: reader.line } };
  }
}

class NotJson extends Error {}

const deepest = 500;
const space = /[ \t\r\n]*/y;
const plainWord = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

class JsonReader {
  line = 1;
  private at = 0;

  constructor(private readonly text: string) {
    if (text.startsWith("\ufeff")) this.at = 1;
  }

  hasMore(): boolean {
    this.skipSpace();
    return this.at < this.text.length;
  }

  read(depth: number): TreeNode {
    if (depth > deepest) throw new NotJson(`it is nested more than ${deepest} levels deep`);
    this.skipSpace();
    const char = this.text[this.at];
    const { line } = this;
    if (char === "{") return this.readMap(depth, line);
    if (char === "[") return this.readList(depth, line);
    if (char === '"') return new ScalarNode(this.readString(), line);
    plainWord.lastIndex = this.at;
    const word = plainWord.exec(this.text)?.[0];
    if (word === undefined) throw new NotJson(char === undefined ? "it ends too early" : "a value was expected");
    this.at += word.length;
    return new ScalarNode(word === "null" ? undefined : word, line);
  }

  private readMap(depth: number, line: number): MapNode {
    const entries: [string, TreeNode][] = [];
    this.readItems("}", () => {
      if (this.text[this.at] !== '"') throw new NotJson("a key in double quotes was expected");
      const key = this.readString();
      this.skipSpace();
      if (this.text[this.at] !== ":") throw new NotJson("a colon was expected");
      this.at++;
      entries.push([key, this.read(depth + 1)]);
    });
    return new MapNode(entries, line);
  }

  private readList(depth: number, line: number): ListNode {
    const items: TreeNode[] = [];
    this.readItems("]", () => items.push(this.read(depth + 1)));
    return new ListNode(items, line);
  }

  /** Reads what stands between brackets, separated by commas. */
  private readItems(close: string, readItem: () => void): void {
    this.at++;
    this.skipSpace();
    if (this.text[this.at] === close) {
      this.at++;
      return;
    }
    for (;;) {
      readItem();
      this.skipSpace();
      const char = this.text[this.at++];
      if (char === close) return;
      if (char !== ",")
        throw new NotJson(char === undefined ? "it ends too early" : `a comma or ${close} was expected`);
      this.skipSpace();
    }
  }

  private readString(): string {
    const start = this.at;
    let end = start;
    do {
      end = this.text.indexOf('"', end + 1);
      if (end === -1) throw new NotJson("a text is not closed");
    } while (isEscaped(this.text, end));
    this.at = end + 1;
    const written = this.text.slice(start + 1, end);
    if (!written.includes("\\") && !hasControl(written)) return written;
    try {
      return JSON.parse(this.text.slice(start, end + 1)) as string;
    } catch {
      throw new NotJson("a text holds a line break or an escape that does not exist");
    }
  }

  private skipSpace(): void {
    const { text } = this;
    space.lastIndex = this.at;
    const blanks = space.exec(text)![0];
    for (let at = blanks.indexOf("\n"); at !== -1; at = blanks.indexOf("\n", at + 1)) this.line++;
    this.at += blanks.length;
  }
}

/** Whether an odd number of backslashes stands in front. */
function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === "\\") slashes++;
  return slashes % 2 === 1;
}

function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) < 32) return true;
  return false;
}
