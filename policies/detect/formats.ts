import type { Detector, Format } from "./detector";
import { alphabets } from "./samples";
import { inToken } from "./token-characters";

/** A credential's format that was met in a text. */
export interface Hit {
  detector: string;
  format: Format;
  /** Offset in the text. */
  at: number;
  secret: string;
}

interface Row {
  detector: string;
  format: Format;
}

/**
 * Searches all formats of all detectors in one pass. Few texts hold many tokens that are long enough, so it looks for those first;
 * inside them three characters lead to the anchors, an anchor to its patterns.
 */
export class FormatSearch {
  /**
   * One mark for each hash of three characters that begin an anchor: most places of a token are passed by with one look. 1 where
   * all of its credentials begin with the anchor, and so at the start of a word; else 2.
   */
  private readonly marks = new Uint8Array(1 << 16);
  private readonly rows: (Row[] | undefined)[] = Array.from({ length: 1 << 16 });
  /** Formats whose credentials hold blanks, to be looked for by their anchors. */
  private readonly others: Row[] = [];
  /** Characters that the shortest credential has. */
  private shortest = Infinity;

  constructor(detectors: readonly Detector[]) {
    for (const { id, formats } of detectors) {
      for (const format of formats ?? []) this.add({ detector: id, format });
    }
  }

  private add(row: Row): void {
    const { anchor, shortest } = row.format;
    if (shortest === undefined) {
      this.others.push(row);
      return;
    }
    this.shortest = Math.min(this.shortest, shortest);
    // Behind an anchor of two characters stands a letter, a digit or a mark of base64.
    const thirds = anchor.length > 2 ? [anchor[2]!] : [...`${alphabets.base64url}+/`];
    for (const third of thirds) {
      const mark = hashOf(anchor.charCodeAt(0), anchor.charCodeAt(1), third.charCodeAt(0));
      const isAnywhere = row.format.offset > 0 || this.marks[mark] === 2;
      this.marks[mark] = isAnywhere ? 2 : 1;
      (this.rows[mark] ??= []).push(row);
    }
  }

  /** All hits in the order of the text; where two overlap, the one that begins first, and then the longer one. */
  find(text: string): Hit[] {
    const hits: Hit[] = [];
    for (const row of this.others) {
      const { anchor } = row.format;
      for (let at = text.indexOf(anchor); at !== -1; at = text.indexOf(anchor, at + 1)) match(row, text, at, hits);
    }
    const { shortest } = this;
    // A token covers one of the places that lie as far apart as it is long.
    for (let at = shortest - 1; at < text.length;) {
      if (inToken[text.charCodeAt(at)] !== 1) {
        at += shortest;
        continue;
      }
      let start = at;
      while (start > 0 && inToken[text.charCodeAt(start - 1)] === 1) start--;
      let stop = at + 1;
      while (stop < text.length && inToken[text.charCodeAt(stop)] === 1) stop++;
      if (stop - start >= shortest) this.findIn(text, start, stop, hits);
      at = stop + shortest;
    }
    return hits.length < 2 ? hits : withoutOverlaps(hits);
  }

  /** The hits in a token. */
  private findIn(text: string, start: number, stop: number, hits: Hit[]): void {
    const { marks } = this;
    let first = text.charCodeAt(start);
    let second = text.charCodeAt(start + 1);
    for (let at = start + 2; at < stop; at++) {
      const third = text.charCodeAt(at);
      const hash = hashOf(first, second, third);
      const mark = marks[hash];
      if (mark === 2 || (mark === 1 && !isInsideWord(text, at - 2))) {
        for (const row of this.rows[hash]!) match(row, text, at - 2, hits);
      }
      first = second;
      second = third;
    }
  }
}

function match({ detector, format }: Row, text: string, at: number, hits: Hit[]): void {
  const { anchor, offset, pattern, verify } = format;
  const start = at - offset;
  if (start < 0 || !text.startsWith(anchor, at) || isInsideWord(text, start)) return;
  pattern.lastIndex = start;
  const secret = pattern.exec(text)?.[0];
  if (secret === undefined || verify?.(secret) === false || isInFileName(text, start, secret)) return;
  hits.push({ detector, format, at: start, secret });
}

const inWord = new Uint8Array(128);
for (const letter of alphabets.alnum) inWord[letter.charCodeAt(0)] = 1;

function hashOf(first: number, second: number, third: number): number {
  return ((first << 9) ^ (second << 5) ^ third) & 0xffff;
}

/** A letter or digit in front means that the literal is part of something longer. */
function isInsideWord(text: string, at: number): boolean {
  if (at === 0) return false;
  const before = text.charCodeAt(at - 1);
  if (inWord[before] !== 1 || inWord[text.charCodeAt(at)] !== 1) return false;
  // The n of an escaped line feed is no letter.
  return !(at > 1 && text.charCodeAt(at - 2) === 92 && (before === 110 || before === 114 || before === 116));
}

/** The hash of a file's content in its name, by chance behind two or three letters that some tokens begin with: `box.ico-3f2a….png`. */
function isInFileName(text: string, at: number, secret: string): boolean {
  const end = at + secret.length;
  if (text.charCodeAt(end) !== 46 || at === 0 || !/[./_-]/.test(text[at - 1]!)) return false;
  return (
    /^[A-Za-z_]{1,6}-(?:[0-9a-f]{16}|[0-9a-f]{20}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/.test(secret) &&
    /^\.(?:m?js|css|map|png|jpe?g|gif|svg|ico|webp|woff2?|wasm)(?![A-Za-z0-9])/.test(text.slice(end, end + 8))
  );
}

function withoutOverlaps(hits: Hit[]): Hit[] {
  const kept: Hit[] = [];
  let end = 0;
  for (const hit of hits.sort((one, other) => one.at - other.at || other.secret.length - one.secret.length)) {
    if (hit.at < end) continue;
    kept.push(hit);
    end = hit.at + hit.secret.length;
  }
  return kept;
}
