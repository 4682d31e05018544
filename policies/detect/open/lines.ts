import { hasHint, hasTokenHint, isTelling } from "../evidence/hints";
import type { KeyPath } from "../types";
import { candidatesIn, holdsToken, isValueKey } from "./candidates";
import { LineKeys } from "./line-keys";
import { isComment, isNamed, keyOf, skipBlanks, valueOf } from "./line-parts";
import type { Inside, Opened } from "./opener";
import { isCodeFile } from "./programs";

/**
 * A line that sets a key: words that declare it, the key, an operator, the value. Groups: list marks, three kinds of key,
 * operator, value.
 */
const setting =
  /[ \t]*((?:-[ \t]+)*)(?:(?:export|set|setenv|SET|declare|local|readonly|const|let|var|final|static|public|private|protected|env|ENV|ARG|string|String|val|def|auto|env_var|setx)[ \t]+){0,4}(?:"([^"\n]{1,200})"|'([^'\n]{1,200})'|([\w$@*.:-][\w.$/@[\]-]{0,200}))([ \t]*(?:=>|[:?+.!]{1,4}=|={1,2}|:(?!\/\/)|<-)[ \t]*|[ \t]+)([^\n]{0,50000})/y;
/** Characters of a line that are read. */
const longestLine = 50_000;
/** Characters of a line that may be passed by: what is longer may be encoded. */
const longestPassed = 4_000;
const header = /[ \t]*\[{1,2}[ \t]*([^\]\n]{1,150})\]{1,2}[ \t]*(?:[#;][^\n]*)?$/y;

/** Files whose lines are read as a whole. */
const wholeLines = /(?:^|[._/-])(?:pgpass|npmrc|netrc|htpasswd|shadow|git-credentials|users\.acl)$/;

function linesOf(text: string): Inside[] {
  return text.split("\n").flatMap((line, at) => {
    const value = line.trim();
    return value === "" || value.startsWith("#") ? [] : [{ keys: [], value, line: at }];
  });
}

/** What a line says of the lines below it. */
interface Lead {
  indent: number;
  /** Characters of list marks in front of the key. */
  marks: number;
  key: string;
  value: string;
}

/** Whether the value stands on the lines below. */
function isOpenEnded(value: string): boolean {
  return value === "" || /^[|>][+-]?\d?$/.test(value);
}

/**
 * Reads text line by line, whatever its language: YAML, properties, dotenv, INI, TOML, shell, HOCON, nginx and the like. Keys
 * nest by their indentation and under the headers of sections. Lines that cannot hold a credential are left out.
 *
 * @param file The key that leads to the text: the end of a file's name tells a program from a configuration.
 */
export function openLines(text: string, file: string): Opened {
  if (wholeLines.test(file)) return { inside: linesOf(text) };
  return new LineReader(text, isCodeFile(file, text)).read();
}

class LineReader {
  private readonly inside: Inside[] = [];
  private readonly keys = new LineKeys();
  /** The line behind the last command that was read as one. */
  private joined = 0;
  private unread: string | undefined;
  /** Whether the line has a place where a word near credentials may stand: without one only a token counts. */
  private isMarked = false;
  /** Start and end of the lines that were passed by, or read without a find, since the last one whose keys were wanted. */
  private readonly passed: number[] = [];
  /** Whether a line before may hold a name that tells what the `value` beside it is. */
  private hasName = false;
  private inArmor = false;
  private readonly hasArmor: boolean;
  /** A key whose value stands on the next line. */
  private pending: { keys: KeyPath; indent: number } | undefined;
  private block: { line: number; count: number } = { line: -2, count: 0 };

  constructor(
    private readonly text: string,
    private readonly isCode: boolean,
  ) {
    this.hasArmor = text.includes("-----BEGIN ");
  }

  read(): Opened {
    const { text } = this;
    const candidates = candidatesIn(text);
    let next = 0;
    let line = 0;
    for (let start = 0; start <= text.length; line++) {
      let end = text.indexOf("\n", start);
      if (end === -1) end = text.length;
      const at = skipBlanks(text, start, end);
      while (next < candidates.length && candidates[next]! < at) next++;
      const isJoined = text.charCodeAt(end - 1) === 92 && end < text.length;
      if (end - start > 2 || isJoined) {
        const isCandidate =
          next < candidates.length && candidates[next]! < end && this.counts(candidates, next, at, end);
        const stop = text.charCodeAt(end - 1) === 13 ? end - 1 : end;
        if (isCandidate || isJoined || this.mustRead(at, stop)) {
          this.isMarked = isCandidate;
          if (end - start > 2) this.readLine(start, stop, line);
          if (isJoined) this.readJoined(start, line);
        } else this.passed.push(start, stop);
      }
      start = end + 1;
    }
    return { inside: this.inside, unread: this.unread };
  }

  /** Whether a line with candidates is worth the reading. A key `value` is none, before a name was read that may tell. */
  private counts(candidates: readonly number[], next: number, at: number, end: number): boolean {
    if (this.hasName) return true;
    const { text } = this;
    while (next < candidates.length && candidates[next]! < end && isValueKey(text, candidates[next]!)) next++;
    if (next === candidates.length || candidates[next]! >= end) return false;
    const line = text.slice(at, end);
    this.hasName = line.includes("ame") || line.includes("ey");
    return true;
  }

  private hasHint(value: string): boolean {
    return this.isMarked ? hasHint(value) : hasTokenHint(value);
  }

  /** Lines that depend on others, headers of sections, and what may be a token. */
  private mustRead(at: number, end: number): boolean {
    return (
      this.inArmor ||
      (this.hasArmor && this.text.slice(at, end).includes("-----BEGIN ")) ||
      this.pending !== undefined ||
      this.text.charCodeAt(at) === 91 ||
      end - at > longestPassed ||
      holdsToken(this.text, at, end)
    );
  }

  /** Enters the keys of lines that were passed by and lead to the next one: looked up backwards, by smaller and smaller indents. */
  private catchUp(): void {
    const { text, passed } = this;
    if (passed.length === 0) return;
    const leading: Lead[] = [];
    let bound = Infinity;
    for (let index = passed.length - 2; index >= 0 && bound > 0; index -= 2) {
      const start = passed[index]!;
      const end = passed[index + 1]!;
      const at = skipBlanks(text, start, end);
      if (at - start > bound || (at - start === bound && !isNamed(text, at))) continue;
      const lead = this.leadOf(start, at, end);
      if (lead === undefined) continue;
      // The items before count, for they give the next one its number.
      bound = lead.indent + lead.marks;
      leading.push(lead);
    }
    passed.length = 0;
    for (let index = leading.length - 1; index >= 0; index--) {
      const { indent, marks, key, value } = leading[index]!;
      this.keys.enter(indent, marks, key);
      if (!isOpenEnded(value)) this.keys.name(key, value);
    }
  }

  /** The key of a line, if others may stand below it. */
  private leadOf(start: number, at: number, end: number): Lead | undefined {
    if (at >= end || isComment(this.text, at, end)) return undefined;
    setting.lastIndex = start;
    const match = setting.exec(this.text);
    if (match === null || match.index + match[0].length > end + 1) return undefined;
    const [, marks, double, single, plain, operator, rest] = match as unknown as string[];
    const value = valueOf(rest!).text;
    if (operator!.trim() === "") {
      // A block in braces; its name is no value.
      if (!value.endsWith("{")) return undefined;
      return { indent: at - start, marks: marks!.length, key: double ?? single ?? plain!, value: "" };
    }
    return { indent: at - start, marks: marks!.length, key: double ?? single ?? plain!, value };
  }

  /** A command over several lines, read as one from its first. */
  private readJoined(start: number, line: number): void {
    if (line < this.joined) return;
    const parts: string[] = [];
    let at = start;
    let isOpen = true;
    for (; isOpen && parts.length < 100; this.joined = line + parts.length) {
      let end = this.text.indexOf("\n", at);
      if (end === -1) end = this.text.length;
      const part = this.text.slice(at, Math.min(end, at + 4000));
      isOpen = part.endsWith("\\") && end < this.text.length;
      parts.push(isOpen ? part.slice(0, -1) : part);
      at = end + 1;
    }
    const value = parts.join(" ");
    if (hasHint(value)) this.inside.push({ keys: this.path(), value, line, isJoined: true });
  }

  private readLine(start: number, end: number, line: number): void {
    const { text } = this;
    const at = skipBlanks(text, start, end);
    if (at === end) return;
    if (end - start > longestLine) this.unread = `it has a line of more than ${longestLine} characters`;
    const indent = at - start;
    if (this.skipsArmor(at, end)) return;
    if (isComment(text, at, end)) return this.readComment(at, end, line);
    if (text.charCodeAt(at) === 91 && this.readHeader(start, end)) return;
    setting.lastIndex = start;
    const match = setting.exec(text);
    if (match === null || match.index + match[0].length > end + 1) return this.readLoose(at, end, line);
    const [, marks, double, single, plain, operator, rest] = match as unknown as string[];
    const key = double ?? single ?? plain!;
    const mark = rest!.indexOf(" #");
    if (mark !== -1) this.readComment(end - rest!.length + mark + 1, end, line);
    const value = valueOf(rest!.endsWith("\r") ? rest!.slice(0, -1) : rest!);
    // A variable in front of a command: PGPASSWORD=x psql.
    const isCommand = value.text.startsWith("$(");
    if (operator === "=" && !value.isQuoted && !isCommand && /^[A-Za-z_]\w*$/.test(key) && isTelling(key))
      value.text = value.text.split(/\s/, 1)[0]!;
    const isSpaced = operator!.trim() === "";
    // A block in braces: its keys nest by their indentation.
    if (isSpaced && value.text.endsWith("{")) return void this.passed.push(start, end);
    if (isSpaced && !isTelling(key)) return this.readLoose(at, end, line);
    this.pending = undefined;
    const isOpen = isOpenEnded(value.text);
    const isEncoded = isCommand && value.text.includes("base64");
    const isNameless = key !== "value" && key !== "Value";
    if (isNameless && !isTelling(key) && (isOpen || (!isEncoded && !this.hasHint(value.text))))
      return void this.passed.push(start, end);
    this.catchUp();
    this.keys.enter(indent, marks!.length, key);
    if (isOpen) {
      if (!isSpaced && isTelling(key)) this.pending = { keys: this.path(), indent };
      return;
    }
    const alias = isNameless ? undefined : this.keys.alias;
    this.keys.name(key, value.text);
    if (!isTelling(key) && (alias === undefined || !isTelling(alias)) && !isEncoded && !this.hasHint(value.text))
      return;
    const isCode = this.isCode && !value.isQuoted ? true : undefined;
    const isLiteral = value.isQuoted || undefined;
    this.inside.push({ keys: this.path(), value: value.text, line, alias, isCode, isLiteral });
  }

  /** A setting that was commented out; it changes nothing of the keys around it. */
  private readComment(at: number, end: number, line: number): void {
    const { text } = this;
    while (at < end && /[#;/*<!\- \t]/.test(text[at]!)) at++;
    setting.lastIndex = at;
    const match = at < end && /[:=]/.test(text.slice(at, end)) ? setting.exec(text) : null;
    if (match === null) return;
    const [, , double, single, plain, operator, rest] = match as unknown as string[];
    const key = double ?? single ?? plain!;
    if (operator!.trim() === "") return;
    const { text: value, isQuoted } = valueOf(rest!);
    if (value !== "" && (isTelling(key) || this.hasHint(value))) {
      const keys = [...this.path(), keyOf(key)];
      this.inside.push({ keys, value, line, isLiteral: isQuoted || undefined, isComment: true });
    }
  }

  /** A line without a key. */
  private readLoose(at: number, end: number, line: number): void {
    const { text } = this;
    const value = text.slice(at, Math.min(end, at + longestLine)).trim();
    if (this.pending !== undefined) {
      if (at > 0 && !/^[-#}\])]/.test(value))
        this.inside.push({ keys: this.pending.keys, value: valueOf(value).text, line });
      this.pending = undefined;
      return;
    }
    if (!this.hasHint(value) || this.isInBlock(value, line)) return;
    this.inside.push({ keys: this.path(), value, line });
  }

  /** Lines of one encoded thing, a certificate without its frame for instance, are random and tell nothing one by one. */
  private isInBlock(value: string, line: number): boolean {
    if (value.length < 32 || !/^[A-Za-z0-9+/=_-]+$/.test(value)) return false;
    this.block = { line, count: line === this.block.line + 1 ? this.block.count + 1 : 1 };
    const next = this.inside.at(-1);
    if (this.block.count === 2 && next?.line === line - 1) this.inside.pop();
    return this.block.count > 1;
  }

  private skipsArmor(at: number, end: number): boolean {
    if (!this.hasArmor) return false;
    const line = this.text.slice(at, end);
    const begins = line.includes("-----BEGIN ");
    const wasIn = this.inArmor;
    if (begins) this.inArmor = true;
    if (this.inArmor && line.includes("-----END ")) this.inArmor = false;
    return begins || wasIn;
  }

  private readHeader(start: number, end: number): boolean {
    header.lastIndex = start;
    const match = header.exec(this.text.slice(0, end));
    if (match === null) return false;
    this.keys.beginSection(match[1]!.replace(/["']/g, "").trim());
    this.passed.length = 0;
    return true;
  }

  private path(): KeyPath {
    this.catchUp();
    return this.keys.path();
  }
}
