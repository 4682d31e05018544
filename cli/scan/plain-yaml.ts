import { ListNode, MapNode, ScalarNode, isNullText, type TreeNode } from "./tree";
import { readBlockScalar } from "./yaml-blocks";
import { unusual, YamlCursor } from "./yaml-cursor";
import { readDoubleQuoted, readSingleQuoted, trimEnd, type ReadScalar } from "./yaml-scalars";

/**
 * Reads a YAML document as people and tools write manifests: block maps and lists, with scalars of every style. It is many
 * times faster than a full parser, and gives up on everything else (flow collections, anchors, tags, tabs, anything that looks
 * odd), so that what it returns is what a full parser would return: a test compares the two.
 *
 * @param text One document, without its `---` line.
 * @param firstLine Line of the file on which it begins, from 1.
 * @returns Nothing where a full parser has to look.
 */
export function readPlainYaml(text: string, firstLine: number): TreeNode | undefined {
  try {
    return new PlainYaml(text, firstLine).read();
  } catch (error) {
    if (error === unusual) return undefined;
    throw error;
  }
}

const deepest = 200;

/** Characters that a plain key or value may not begin with here, though YAML gives some of them a meaning. */
const startsOddly = /^[,[\]{}#&*!|>'"%@`?\t]/;
const plainKey = /[^\s:#](?:[^\n\t:#]|:(?! |\n|$)|(?<! )#){0,500}?(?= {0,20}:(?: |\n|$))/y;

class PlainYaml extends YamlCursor {
  private depth = 0;

  read(): TreeNode | undefined {
    if (this.text.includes("\r") || this.text.includes("\ufeff")) return undefined;
    if (!this.skipToContent()) return new ScalarNode(undefined, this.line);
    const node = this.readBlock(this.column);
    if (this.at < this.text.length) throw unusual;
    return node;
  }

  /** Reads the map or list that begins here. */
  private readBlock(indent: number): TreeNode {
    if (++this.depth > deepest) throw unusual;
    const node = this.isListItem ? this.readList(indent) : this.readMap(indent);
    this.depth--;
    return node;
  }

  private readMap(indent: number): MapNode {
    const entries: [string, TreeNode][] = [];
    const { line } = this;
    do {
      const key = this.readKey();
      if (key === undefined) throw unusual;
      entries.push([key, this.readValue(indent, true)]);
    } while (this.continues(indent) && !this.isListItem);
    return new MapNode(entries, line);
  }

  private readList(indent: number): ListNode {
    const items: TreeNode[] = [];
    const { line } = this;
    do {
      this.at++;
      const { at } = this;
      while (this.text.charCodeAt(this.at) === 32) this.at++;
      if (this.isListItem || this.isKeyNext()) {
        if (this.at === at) throw unusual;
        items.push(this.readBlock(this.column));
      } else {
        this.at = at;
        items.push(this.readValue(indent, false));
      }
    } while (this.continues(indent) && this.isListItem);
    return new ListNode(items, line);
  }

  /** Whether the next line belongs to the map or list of this column. One that is indented further belongs to nobody. */
  private continues(indent: number): boolean {
    if (!this.skipToContent() || this.column < indent) return false;
    if (this.column > indent) throw unusual;
    return true;
  }

  private isKeyNext(): boolean {
    const { at } = this;
    const found = this.readKey() !== undefined;
    this.at = at;
    return found;
  }

  /** Reads a key with its colon, or nothing where none stands here. */
  private readKey(): string | undefined {
    const { text } = this;
    const first = text[this.at];
    let key: string;
    if (first === '"' || first === "'") {
      const read = first === '"' ? readDoubleQuoted(text, this.at, 1, 0) : readSingleQuoted(text, this.at, 1, 0);
      if (read === undefined || read.lines > 0) return undefined;
      let colon = read.end;
      while (text[colon] === " ") colon++;
      if (text[colon] !== ":" || !this.isBreakOrBlank(colon + 1)) return undefined;
      if (colon - this.at > 500) throw unusual;
      key = read.value;
      this.at = colon + 1;
      return key;
    }
    if (first === undefined || startsOddly.test(first) || (first === "-" && this.isBreakOrBlank(this.at + 1))) {
      return undefined;
    }
    plainKey.lastIndex = this.at;
    const match = plainKey.exec(text)?.[0];
    if (match === undefined) return undefined;
    key = match;
    if (key === "<<") throw unusual;
    this.at += key.length;
    while (text[this.at] === " ") this.at++;
    this.at++;
    return key;
  }

  /** Reads what stands behind a colon or a dash, up to the start of the next line. */
  private readValue(indent: number, isMapValue: boolean): TreeNode {
    const { text } = this;
    while (text.charCodeAt(this.at) === 32) this.at++;
    const first = text[this.at];
    if (first === undefined || first === "\n" || first === "#") {
      if (first === "#" && text[this.at - 1] !== " ") throw unusual;
      return this.readBelow(indent, isMapValue);
    }
    if (first === "|" || first === ">") return this.readBlockText(indent);
    if (first === '"' || first === "'") {
      const read = (first === '"' ? readDoubleQuoted : readSingleQuoted)(text, this.at, this.line, indent + 1);
      if (read === undefined) throw unusual;
      const node = this.scalarOf(read);
      this.advance(read);
      this.endLine();
      return node;
    }
    if (first === "{" || first === "[") return this.readEmptyCollection(first === "{" ? "{}" : "[]");
    return this.readPlain(indent);
  }

  /** The value of `key:` stands on the lines below, or is null. A list may stand in the column of the key. */
  private readBelow(indent: number, isMapValue: boolean): TreeNode {
    const { line } = this;
    this.toNextLine();
    if (!this.skipToContent()) return new ScalarNode(undefined, line);
    const { column } = this;
    if (column > indent || (column === indent && isMapValue && this.isListItem)) {
      if (this.isListItem || this.isKeyNext()) return this.readBlock(column);
      // A long value may begin on a line of its own.
      if (/[|>]/.test(this.text[this.at]!)) throw unusual;
      return this.readValue(indent, isMapValue);
    }
    // The line is read again by whom it belongs to.
    this.at = this.lineStart;
    return new ScalarNode(undefined, line);
  }

  private readBlockText(indent: number): ScalarNode {
    const header = /[|>]([+-]?)([1-9]?)([+-]?) *(?: #[^\n]*)?(?:\n|$)/y;
    header.lastIndex = this.at;
    const match = header.exec(this.text);
    if (match === null || (match[1] !== "" && match[3] !== "")) throw unusual;
    const sign = match[1] || match[3];
    const isFolded = this.text[this.at] === ">";
    this.toNextLine();
    const { line } = this;
    const read = readBlockScalar(this.text, this.at, line, indent, {
      isFolded,
      chomp: sign === "-" ? "strip" : sign === "+" ? "keep" : "clip",
      indent: match[2] === "" ? undefined : Number(match[2]),
    });
    if (read === undefined) throw unusual;
    this.advance(read);
    this.lineStart = this.at;
    return new ScalarNode(read.value, line, isFolded ? read.segments : "line-by-line");
  }

  private readEmptyCollection(brackets: "{}" | "[]"): TreeNode {
    if (!this.text.startsWith(brackets, this.at)) throw unusual;
    const { line } = this;
    this.at += 2;
    this.endLine();
    return brackets === "{}" ? new MapNode([], line) : new ListNode([], line);
  }

  /** Reads a value without quotes, which may go on over lines that are indented further. */
  private readPlain(indent: number): ScalarNode {
    const { text, line } = this;
    const first = text[this.at]!;
    if (startsOddly.test(first) || (/[-:]/.test(first) && this.isBreakOrBlank(this.at + 1))) throw unusual;
    let value = "";
    const segments: { offset: number; line: number }[] = [];
    let breaks = 0;
    for (;;) {
      let end = text.indexOf("\n", this.at);
      if (end === -1) end = text.length;
      const written = text.slice(this.at, end);
      if (written.includes("\t")) throw unusual;
      const comment = written.indexOf(" #");
      const part = trimEnd(written, 0, comment === -1 ? written.length : comment);
      if (part.endsWith(":") || part.includes(": ")) throw unusual;
      if (breaks > 0) {
        // The full parser keeps blanks at the end of the last line, against the specification.
        if (written.endsWith(" ")) throw unusual;
        value += breaks === 1 ? " " : "\n".repeat(breaks - 1);
        segments.push({ offset: value.length, line: this.line });
      }
      value += part;
      const before = this.line;
      this.toNextLine();
      const goesOn = this.skipBlankLines() && this.column > indent;
      if (goesOn && (comment !== -1 || text[this.at] === "#")) throw unusual;
      if (!goesOn) {
        this.at = this.lineStart;
        break;
      }
      breaks = this.line - before;
    }
    if (segments.length === 0 && isNullText(value)) return new ScalarNode(undefined, line);
    return new ScalarNode(value, line, segments.length === 0 ? "one-line" : segments);
  }

  private scalarOf({ value, segments }: ReadScalar): ScalarNode {
    return new ScalarNode(value, this.line, segments.length === 0 ? "one-line" : segments);
  }
}
