import type { Format, Piece, Verdict } from "./detector";
import { isMadeByHand } from "./evidence/handmade";
import { isFiller } from "./evidence/placeholders";
import { isPublished } from "./evidence/published";
import type { FormatSearch, Hit } from "./formats";
import { FoundList } from "./found";
import { open } from "./open/index";
import type { Opened } from "./open/opener";
import type { Finding, Fingerprint, KeyPath, Level, Unread } from "./types";

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

/** The detection in one leaf. */
export class Run {
  readonly unread: Unread[] = [];
  private readonly found: FoundList;
  private pieces = 0;
  private readonly hasLines: boolean;
  private readonly root: KeyPath;

  constructor(
    private readonly engine: Engine,
    root: Piece,
  ) {
    this.found = new FoundList(engine.search);
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
    for (const { secret, isFormat: _, isComment: __, ...finding } of this.found.all()) {
      const mark = JSON.stringify([secret, finding.line, finding.keyPath]);
      if (seen.has(mark)) continue;
      seen.add(mark);
      const digest = fingerprint?.(secret);
      const keyPath = this.masked(finding.keyPath);
      findings.push(digest === undefined ? { ...finding, keyPath } : { ...finding, keyPath, fingerprint: digest });
    }
    return findings;
  }

  private masked(keyPath: KeyPath): KeyPath {
    return keyPath.map((step, at) =>
      typeof step !== "string" || at < this.root.length ? step : this.found.told(step),
    );
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
        this.found.forgetFrom(before);
        this.visitAll(piece, exact, depth);
      }
    }
    return this.found.countFrom(before);
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
    let { line } = piece;
    let counted = 0;
    for (const hit of this.engine.search.find(piece.value)) {
      // Hits come in the order of the text, so that each line end is passed once.
      if (piece.isOneLine !== true) {
        line += lineEnds(piece.value, counted, hit.at);
        counted = hit.at;
      }
      this.addHit(hit, { ...piece, line }, isAgain);
    }
  }

  private addHit({ detector, format, secret }: Hit, piece: Piece, isAgain: boolean): void {
    const known = isAgain ? this.found.firstHit(secret) : undefined;
    if (known !== undefined) {
      if (piece.keyPath.length > known.keyPath.length) known.keyPath = piece.keyPath;
      return;
    }
    this.add(piece, detector, { what: format.what, level: levelOf(format, secret), secret }, true);
  }

  /** Gives hits of formats the keys that lead to them, now that they are known, and tells whether one of them counts. */
  private placeHits(piece: Piece): boolean {
    const hits = this.found.hitsIn(piece.value);
    const hasLines = piece.value.includes("\n");
    for (const found of hits) {
      const isNear = found.line === undefined || found.line >= piece.line || hasLines;
      if (isNear && piece.keyPath.length > found.keyPath.length) found.keyPath = piece.keyPath;
    }
    return hits.some(({ level }) => level !== "placeholder");
  }

  private judge(piece: Piece): void {
    for (const { id, judge } of this.engine.judges) {
      const verdicts = piece.isComment === true ? judge(piece).flatMap(inComment) : judge(piece);
      for (const verdict of verdicts) {
        const isKnown =
          (piece.isJoined === true && this.found.holds(verdict.secret)) ||
          this.found.isPlaceholderIn(piece.value, verdict.secret);
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
    const { what, secret } = verdict;
    const level = isPublished(secret) ? "placeholder" : verdict.level;
    const at = this.hasLines ? { line } : {};
    this.found.add({ keyPath, ...at, detector, what, level, length: secret.length, secret, isFormat, isComment });
  }

  private say(keyPath: KeyPath, reason: string): void {
    this.unread.push({ keyPath, reason });
  }
}

/** A right checksum proves that a service made the credential; a body that somebody typed proves that none did. */
function levelOf({ anchor, checksum }: Format, secret: string): Level {
  if (isFiller(secret)) return "placeholder";
  const isRight = checksum?.(secret);
  if (isRight !== true && isMadeByHand(secret.replace(anchor, ""))) return "placeholder";
  return isRight === false ? "suspicious" : "certain";
}

/** A value that a block of YAML or an editor gave a line end is still one value. What sets a key is a text of one line. */
function withoutMargins(piece: Piece): Piece {
  const { value, line } = piece;
  const trimmed = value.trim();
  if (trimmed.length === value.length || trimmed === "" || /\s|^[\w.$/@"'-]+(?:=|:(?!\/\/))/.test(trimmed))
    return piece;
  const above = value.slice(0, value.indexOf(trimmed)).split("\n").length - 1;
  return { ...piece, value: trimmed, line: line + above };
}

/** Line ends between two offsets of a text. */
function lineEnds(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at !== -1 && at < to; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/** What is commented out is not in force; a random value was, and most likely still is elsewhere. */
function inComment(verdict: Verdict): Verdict[] {
  if (verdict.level === "suspicious") return [];
  return [{ ...verdict, level: verdict.level === "certain" ? "likely" : "placeholder" }];
}
