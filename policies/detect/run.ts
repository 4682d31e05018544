import type { Piece, Verdict } from "./detector";
import { isFiller } from "./evidence/placeholders";
import { looksRandom } from "./evidence/randomness";
import type { FormatSearch, Hit } from "./formats";
import { open } from "./open/index";
import type { Opened } from "./open/opener";
import type { Finding, Fingerprint, KeyPath, Unread } from "./types";

/** Layers that are opened inside each other: base64 in JSON in YAML is three. */
const deepest = 8;
/** Pieces of one leaf that are judged. */
const most = 200_000;

/** A detector that judges pieces. */
export interface Judge {
  id: string;
  judge: (piece: Piece) => Verdict[];
}

/** The detectors, ready to be used. */
export interface Engine {
  search: FormatSearch;
  judges: readonly Judge[];
}

interface Found extends Finding {
  /** To tell one credential that was found twice. It never leaves the run. */
  secret: string;
  isFormat: boolean;
  isComment: boolean;
}

/** The detection in one leaf. */
export class Run {
  readonly unread: Unread[] = [];
  private found: Found[] = [];
  private pieces = 0;
  private readonly hasLines: boolean;
  private readonly root: KeyPath;

  constructor(
    private readonly engine: Engine,
    root: Piece,
  ) {
    this.root = root.keyPath;
    this.hasLines = root.value.includes("\n");
    try {
      this.search(root);
      this.visit(root, 0);
    } catch (error) {
      // No input is known to come here. If one does, it is said, and what was found before is kept.
      this.say(root.keyPath, `reading it failed with ${error instanceof Error ? error.constructor.name : "an error"}`);
    }
  }

  /** What was found, the same credential in the same place once, without the credentials. */
  findings(fingerprint?: Fingerprint): Finding[] {
    const seen = new Set<string>();
    const findings: Finding[] = [];
    for (const { secret, isFormat: _, isComment: __, ...finding } of this.found) {
      const mark = JSON.stringify([secret, finding.line, finding.keyPath]);
      if (seen.has(mark)) continue;
      seen.add(mark);
      const digest = fingerprint?.(secret);
      const keyPath = this.masked(finding.keyPath);
      findings.push(digest === undefined ? { ...finding, keyPath } : { ...finding, keyPath, fingerprint: digest });
    }
    return findings;
  }

  /** A line that is no setting may be read as one: no key of a finding is a credential, or holds one. */
  private masked(keyPath: KeyPath): KeyPath {
    return keyPath.map((step, at) => {
      if (typeof step !== "string" || at < this.root.length) return step;
      const isCredential = this.found.some(({ secret }) => /^(?=.*\d).{6,}$/.test(secret) && step.includes(secret));
      return isCredential || looksRandom(step) ? "(masked)" : step;
    });
  }

  private visit(whole: Piece, depth: number): void {
    const piece = withoutMargins(whole);
    if (++this.pieces > most) {
      if (this.pieces === most + 1) this.say(piece.keyPath.slice(0, 1), `it holds more than ${most} values`);
      return;
    }
    const isKnown = this.placeHits(piece);
    if (depth >= deepest) {
      this.say(piece.keyPath, `it is nested more than ${deepest} layers deep`);
      return;
    }
    const opened = open(piece.value, String(piece.keyPath.at(-1) ?? ""));
    if (opened === undefined) {
      if (!isKnown) this.judge(piece);
      return;
    }
    if (opened.unread !== undefined) this.say(piece.keyPath, opened.unread);
    if (this.enter(piece, opened, depth) === 0 && opened.isDecoded === true && !isKnown) this.judge(piece);
  }

  /** Visits what is inside, and returns how much it found of a level that counts. */
  private enter(piece: Piece, opened: Opened, depth: number): number {
    const before = this.found.length;
    this.visitAll(piece, opened, depth);
    if (this.found.length > before && opened.exact !== undefined) {
      // Something is there, so that the exact reader is worth its time.
      const exact = opened.exact();
      if (exact !== undefined) {
        this.found = this.found.filter(({ isFormat, isComment }, index) => index < before || isFormat || isComment);
        this.visitAll(piece, exact, depth);
      }
    }
    return this.found.slice(before).filter(({ level }) => level !== "placeholder").length;
  }

  private visitAll(
    piece: Piece,
    { inside, isDecoded = false, isEscaped = false, keepsLines = false }: Opened,
    depth: number,
  ): void {
    const { place } = piece;
    for (const { keys, value, line, alias, isCode, isLiteral, isComment, isJoined } of inside) {
      const keyPath = keys.length === 0 ? piece.keyPath : [...piece.keyPath, ...keys];
      // Escapes and encodings hide from the search of the text around them, and have no lines of their own there.
      const isHidden = isDecoded || (isEscaped && /[\n"\\<>&]/.test(value));
      const isOneLine = piece.isOneLine === true || (isHidden && !keepsLines);
      const inner: Piece = {
        keyPath,
        value,
        line: piece.isOneLine === true ? piece.line : piece.line + line,
        place,
        alias,
        isCode,
        isLiteral,
        isComment,
        isJoined,
        isOneLine,
      };
      if (isHidden) this.search(inner, true);
      if (value.length < piece.value.length || isDecoded) this.visit(inner, depth + 1);
      else if (!this.placeHits(inner)) this.judge(inner);
    }
  }

  private search(piece: Piece, isAgain = false): void {
    for (const hit of this.engine.search.find(piece.value)) this.addHit(hit, piece, isAgain);
  }

  private addHit({ detector, format, at, secret }: Hit, piece: Piece, isAgain: boolean): void {
    let { line } = piece;
    if (isAgain) {
      const known = this.found.find((found) => found.isFormat && withoutBlanks(found.secret) === withoutBlanks(secret));
      if (known !== undefined) {
        if (piece.keyPath.length > known.keyPath.length) known.keyPath = piece.keyPath;
        return;
      }
    }
    if (piece.isOneLine !== true) {
      const { value } = piece;
      for (let index = value.indexOf("\n"); index !== -1 && index < at; index = value.indexOf("\n", index + 1)) line++;
    }
    const level = isFiller(secret) ? "placeholder" : format.checksum?.(secret) === false ? "suspicious" : "certain";
    this.add({ ...piece, line }, detector, { what: format.what, level, secret }, true);
  }

  /** Gives hits of formats the keys that lead to them, now that they are known. */
  private placeHits(piece: Piece): boolean {
    let isKnown = false;
    for (const found of this.found) {
      if (!found.isFormat || !piece.value.includes(found.secret)) continue;
      isKnown = true;
      const isNear =
        found.line === undefined ||
        (found.line >= piece.line && !piece.value.includes("\n")) ||
        piece.value.includes("\n");
      if (isNear && piece.keyPath.length > found.keyPath.length) found.keyPath = piece.keyPath;
    }
    return isKnown;
  }

  private judge(piece: Piece): void {
    for (const { id, judge } of this.engine.judges) {
      const verdicts = piece.isComment === true ? judge(piece).flatMap(inComment) : judge(piece);
      for (const verdict of verdicts) {
        const isKnown = piece.isJoined === true && this.found.some(({ secret }) => secret === verdict.secret);
        if (!isKnown) this.add(piece, id, verdict, false);
      }
      if (verdicts.length > 0) return;
    }
  }

  private add(
    { keyPath, line, isComment = false }: Piece,
    detector: string,
    verdict: Verdict,
    isFormat: boolean,
  ): void {
    const { what, level, secret } = verdict;
    const at = this.hasLines ? { line } : {};
    this.found.push({ keyPath, ...at, detector, what, level, length: secret.length, secret, isFormat, isComment });
  }

  private say(keyPath: KeyPath, reason: string): void {
    this.unread.push({ keyPath, reason });
  }
}

/** A value that a block of YAML or an editor gave a line end is still one value. What sets a key is a text of one line. */
function withoutMargins(piece: Piece): Piece {
  const { value, line } = piece;
  if (!/^\s|\s$/.test(value)) return piece;
  const trimmed = value.trim();
  if (trimmed === "" || /\s|^[\w.$/@"'-]+(?:=|:(?!\/\/))/.test(trimmed)) return piece;
  const above = value.slice(0, value.indexOf(trimmed)).split("\n").length - 1;
  return { ...piece, value: trimmed, line: line + above };
}

/** A key in PEM is the same with line feeds, with escapes for them, and without. */
function withoutBlanks(secret: string): string {
  return secret.replace(/\s|\\[nr]/g, "");
}

/** What is commented out is not in force; a random value was, and most likely still is elsewhere. */
function inComment(verdict: Verdict): Verdict[] {
  if (verdict.level === "suspicious") return [];
  return [{ ...verdict, level: verdict.level === "certain" ? "likely" : "placeholder" }];
}
