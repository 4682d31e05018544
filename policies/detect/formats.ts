import type { Detector, Format } from "./detector";
import { alphabets } from "./samples";

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

/** Searches all formats of all detectors in one pass: three characters lead to the anchors, an anchor to its patterns. */
export class FormatSearch {
  /** One mark for each hash of three characters that begin an anchor: most places of a text are passed by with one look. */
  private readonly marks = new Uint8Array(1 << 16);
  private readonly rows: (Row[] | undefined)[] = Array.from({ length: 1 << 16 });

  constructor(detectors: readonly Detector[]) {
    for (const { id, formats } of detectors) {
      for (const format of formats ?? []) this.add({ detector: id, format });
    }
  }

  private add(row: Row): void {
    const { anchor } = row.format;
    // Behind an anchor of two characters stands a letter, a digit or a mark of base64.
    const thirds = anchor.length > 2 ? [anchor[2]!] : [...`${alphabets.base64url}+/`];
    for (const third of thirds) {
      const mark = hashOf(anchor.charCodeAt(0), anchor.charCodeAt(1), third.charCodeAt(0));
      this.marks[mark] = 1;
      (this.rows[mark] ??= []).push(row);
    }
  }

  /** All hits in the order of the text; where two overlap, the one that begins first, and then the longer one. */
  find(text: string): Hit[] {
    const hits: Hit[] = [];
    const { marks } = this;
    let first = text.charCodeAt(0);
    let second = text.charCodeAt(1);
    for (let at = 2; at < text.length; at++) {
      const third = text.charCodeAt(at);
      const mark = hashOf(first, second, third);
      if (marks[mark] === 1) this.collect(text, at - 2, mark, hits);
      first = second;
      second = third;
    }
    return hits.length < 2 ? hits : withoutOverlaps(hits);
  }

  private collect(text: string, at: number, mark: number, hits: Hit[]): void {
    for (const { detector, format } of this.rows[mark]!) {
      const { anchor, offset, pattern, verify } = format;
      const start = at - offset;
      if (start < 0 || !text.startsWith(anchor, at) || isInsideWord(text, start)) continue;
      pattern.lastIndex = start;
      const secret = pattern.exec(text)?.[0];
      if (secret === undefined || verify?.(secret) === false || isInFileName(text, start, secret)) continue;
      hits.push({ detector, format, at: start, secret });
    }
  }
}

function hashOf(first: number, second: number, third: number): number {
  return ((first << 9) ^ (second << 5) ^ third) & 0xffff;
}

/** A letter or digit in front means that the literal is part of something longer. */
function isInsideWord(text: string, at: number): boolean {
  if (at === 0) return false;
  const before = text[at - 1]!;
  if (!/[A-Za-z0-9]/.test(before) || !/[A-Za-z0-9]/.test(text[at]!)) return false;
  // The n of an escaped line feed is no letter.
  return !(at > 1 && text[at - 2] === "\\" && /[nrt]/.test(before));
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
