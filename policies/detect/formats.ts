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
  prefix: string;
  sticky: RegExp;
}

/** Searches all formats of all detectors in one pass: two characters lead to the prefixes, a prefix to its patterns. */
export class FormatSearch {
  /** One bit for each pair of ASCII characters that begins a prefix. */
  private readonly pairs = new Uint8Array(128 * 128);
  private readonly rows = new Map<number, Row[]>();

  constructor(detectors: readonly Detector[]) {
    for (const { id, formats } of detectors) {
      for (const format of formats ?? []) {
        const sticky = new RegExp(format.pattern.source, `${format.pattern.flags.replace(/[gy]/g, "")}y`);
        for (const prefix of format.prefixes) this.add({ detector: id, format, prefix, sticky });
      }
    }
  }

  private add(row: Row): void {
    const pair = row.prefix.charCodeAt(0) * 128 + row.prefix.charCodeAt(1);
    this.pairs[pair] = 1;
    const rows = this.rows.get(pair);
    if (rows === undefined) this.rows.set(pair, [row]);
    else rows.push(row);
  }

  /** All hits in the order of the text; of two at one place the first, the longer one of two that begin together. */
  find(text: string): Hit[] {
    const hits: Hit[] = [];
    const { pairs } = this;
    let last = text.charCodeAt(0);
    for (let at = 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (last < 128 && code < 128 && pairs[last * 128 + code] === 1) {
        const hit = this.hitAt(text, at - 1, last * 128 + code);
        if (hit !== undefined) hits.push(hit);
      }
      last = code;
    }
    return withoutOverlaps(hits);
  }

  private hitAt(text: string, at: number, pair: number): Hit | undefined {
    let best: Hit | undefined;
    for (const { detector, format, prefix, sticky } of this.rows.get(pair)!) {
      if (!text.startsWith(prefix, at)) continue;
      for (let start = at; start >= Math.max(0, at - (format.before ?? 0)); start--) {
        sticky.lastIndex = start;
        const secret = sticky.exec(text)?.[0];
        if (secret === undefined || start + secret.length <= at) continue;
        if (isInsideWord(text, start) || format.verify?.(secret) === false) continue;
        if (best === undefined || secret.length > best.secret.length) best = { detector, format, at: start, secret };
      }
    }
    return best;
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
