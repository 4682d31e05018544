import type { ReadScalar } from "./yaml-scalars";

/** Thrown to leave: there is nothing to say about it. */
export const unusual = new Error("not plain YAML");

/** A place in a text of YAML that is read line by line. It leaves with `unusual` where a line is odd. */
export class YamlCursor {
  /** Offset of the next character that is to be read. On a structure line it is the first one that is not a blank. */
  protected at = 0;
  protected lineStart = 0;

  constructor(
    protected readonly text: string,
    protected line: number,
  ) {}

  protected get column(): number {
    return this.at - this.lineStart;
  }

  /** Goes on to the first line, from this one on, that holds more than blanks and a comment. */
  protected skipToContent(): boolean {
    const { text } = this;
    this.at = this.lineStart;
    while (this.at < text.length) {
      this.lineStart = this.at;
      while (text.charCodeAt(this.at) === 32) this.at++;
      const char = text[this.at];
      if (char === "\t") throw unusual;
      if (char !== undefined && char !== "\n" && char !== "#") {
        if (this.column === 0 && (text.startsWith("...", this.at) || text.startsWith("---", this.at))) throw unusual;
        return true;
      }
      this.toNextLine();
    }
    this.at = text.length;
    return false;
  }

  protected toNextLine(): void {
    const end = this.text.indexOf("\n", this.at);
    if (end === -1) {
      this.at = this.text.length;
    } else {
      this.at = end + 1;
      this.line++;
    }
    this.lineStart = this.at;
  }

  /** Behind a value only blanks and a comment may stand. */
  protected endLine(): void {
    const { text } = this;
    const start = this.at;
    while (text.charCodeAt(this.at) === 32) this.at++;
    const char = text[this.at];
    if (char !== undefined && char !== "\n" && !(char === "#" && this.at > start)) throw unusual;
    this.toNextLine();
  }

  protected get isListItem(): boolean {
    if (this.text[this.at] !== "-") return false;
    const next = this.text[this.at + 1];
    return next === undefined || next === " " || next === "\n";
  }

  /** Goes to the first character of the next line that is not blank; false at the end. */
  protected skipBlankLines(): boolean {
    const { text } = this;
    for (;;) {
      this.lineStart = this.at;
      while (text.charCodeAt(this.at) === 32) this.at++;
      const char = text[this.at];
      if (char === undefined) {
        this.lineStart = this.at;
        return false;
      }
      if (char === "\t") throw unusual;
      if (char !== "\n") return true;
      this.at++;
      this.line++;
    }
  }

  protected isBreakOrBlank(at: number): boolean {
    const char = this.text[at];
    return char === undefined || char === " " || char === "\n";
  }

  /** Goes behind a scalar that was read. */
  protected advance({ end, lines }: ReadScalar): void {
    this.at = end;
    this.line += lines;
  }
}
