import type { Detector, Format } from "./detector";

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

/** Searches all formats of all detectors in one pass: two characters lead to the anchors, an anchor to its patterns. */
export class FormatSearch {
  /** One mark for each pair of ASCII characters that begins an anchor. */
  private readonly pairs = new Uint8Array(128 * 128);
  private readonly rows = new Map<number, Row[]>();

  constructor(detectors: readonly Detector[]) {
    for (const { id, formats } of detectors) {
      for (const format of formats ?? []) this.add({ detector: id, format });
    }
  }

  private add(row: Row): void {
    const { anchor } = row.format;
    const pair = anchor.charCodeAt(0) * 128 + anchor.charCodeAt(1);
    this.pairs[pair] = 1;
    const rows = this.rows.get(pair);
    if (rows === undefined) this.rows.set(pair, [row]);
    else rows.push(row);
  }

  /** All hits in the order of the text; where two overlap, the one that begins first, and then the longer one. */
  find(text: string): Hit[] {
    const hits: Hit[] = [];
    const { pairs } = this;
    let last = text.charCodeAt(0);
    for (let at = 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (last < 128 && code < 128 && pairs[last * 128 + code] === 1)
        this.collect(text, at - 1, last * 128 + code, hits);
      last = code;
    }
    return hits.length < 2 ? hits : withoutOverlaps(hits);
  }

  private collect(text: string, at: number, pair: number, hits: Hit[]): void {
    for (const { detector, format } of this.rows.get(pair)!) {
      const { anchor, offset, pattern, verify } = format;
      const start = at - offset;
      if (start < 0 || !text.startsWith(anchor, at)) continue;
      pattern.lastIndex = start;
      const secret = pattern.exec(text)?.[0];
      if (secret === undefined || isInsideWord(text, start) || verify?.(secret) === false) continue;
      hits.push({ detector, format, at: start, secret });
    }
  }
}

/** A letter or digit in front means that the literal is part of something longer. */
function isInsideWord(text: string, at: number): boolean {
  if (at === 0) return false;
  const before = text[at - 1]!;
  if (!/[A-Za-z0-9]/.test(before) || !/[A-Za-z0-9]/.test(text[at]!)) return false;
  // The n of an escaped line feed is no letter.
  return !(at > 1 && text[at - 2] === "\\" && /[nrt]/.test(before));
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
