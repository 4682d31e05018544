/** A file line for the start of a part of a value: `offset` in the value, `line` in the file. Sorted by offset. */
export interface Segment {
  offset: number;
  line: number;
}

/** How a value's own lines lie in the file: all on one line, line by line as in a literal block, or folded. */
export type Layout = "one-line" | "line-by-line" | readonly Segment[];

/** A value without further values, as its text. Numbers and booleans keep the text of the file. */
export class ScalarNode {
  readonly kind = "scalar";
  /**
   * @param text The value; undefined for null.
   * @param line Line of the file on which the value's text begins, from 1.
   */
  constructor(
    readonly text: string | undefined,
    readonly line: number,
    readonly layout: Layout = "one-line",
  ) {}

  /**
   * The line of the file on which a line of the value begins.
   *
   * @param valueLine From 1. Beyond the value's last line, as for a value that was decoded, it is the last one.
   */
  fileLine(valueLine: number): number {
    if (this.layout === "one-line" || this.text === undefined) return this.line;
    let offset = 0;
    let passed = 0;
    while (passed < valueLine - 1) {
      const end = this.text.indexOf("\n", offset);
      if (end === -1 || end === this.text.length - 1) break;
      offset = end + 1;
      passed++;
    }
    if (this.layout === "line-by-line") return this.line + passed;
    let line = this.line;
    for (const segment of this.layout) {
      if (segment.offset > offset) break;
      line = segment.line;
    }
    return line;
  }
}

/** A map with its entries in the order of the file. A key that stands there twice is there twice. */
export class MapNode {
  readonly kind = "map";
  constructor(
    readonly entries: readonly (readonly [key: string, node: TreeNode])[],
    readonly line: number,
  ) {}

  /** The value of a key; of a key that stands there twice, the last one, as every parser has it. */
  get(key: string): TreeNode | undefined {
    return this.entries.findLast(([name]) => name === key)?.[1];
  }
}

/** A list. */
export class ListNode {
  readonly kind = "list";
  constructor(
    readonly items: readonly TreeNode[],
    readonly line: number,
  ) {}
}

/** A document of a file, or a part of it, with the lines of the file. */
export type TreeNode = ScalarNode | MapNode | ListNode;

/** The text under a chain of keys; undefined where there is none. */
export function textAt(node: TreeNode | undefined, ...keys: string[]): string | undefined {
  const found = nodeAt(node, keys);
  return found?.kind === "scalar" ? found.text : undefined;
}

/** The part of a document at a key path. */
export function nodeAt(node: TreeNode | undefined, path: readonly (string | number)[]): TreeNode | undefined {
  let found = node;
  for (const step of path) {
    if (found?.kind === "map") found = found.get(String(step));
    else if (found?.kind === "list") found = found.items[Number(step)];
    else return undefined;
  }
  return found;
}

/** Plain data, for code that does not ask for lines. */
export type Plain = string | null | Plain[] | { [key: string]: Plain };

/** Takes the lines off. */
export function toPlain(node: TreeNode): Plain {
  if (node.kind === "scalar") return node.text ?? null;
  if (node.kind === "list") return node.items.map(toPlain);
  return Object.fromEntries(node.entries.map(([key, value]) => [key, toPlain(value)]));
}

/** Whether an unquoted YAML scalar, or none at all, means null. */
export function isNullText(text: string): boolean {
  return text === "" || text === "~" || text === "null" || text === "Null" || text === "NULL";
}
