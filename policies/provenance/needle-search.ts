/** A text to look for, and what it stands for. */
export interface Needle<Meaning> {
  text: string;
  meaning: Meaning;
}

/** Where a needle was found. */
export interface Hit<Meaning> {
  needle: Needle<Meaning>;
  /** Index of its first character. */
  at: number;
}

/** Characters. Shorter texts are found by chance. */
export const shortestNeedle = 8;
/** Places of a needle that are considered for its mark. */
const mostMarks = 24;

interface Marked<Meaning> {
  needle: Needle<Meaning>;
  /** Where the mark begins in the needle. */
  offset: number;
}

/**
 * Finds many texts in one pass over another one, in time linear in its length (Rabin and Karp): eight characters of each needle
 * are its mark, and the hash of the eight characters that are being passed says which needles may stand here. Of a needle's
 * characters, those are taken that fewest others have: a thousand URLs that begin alike must not be compared one by one.
 */
export class NeedleSearch<Meaning> {
  private readonly byHash = new Map<number, Marked<Meaning>[]>();
  /** The lower 16 bits of every mark's hash: most places of a text end here. */
  private readonly mayBe = new Uint8Array(65536);

  /** @param needles Those that are too short are left out. */
  constructor(needles: Iterable<Needle<Meaning>>) {
    for (const needle of needles) if (needle.text.length >= shortestNeedle) this.add(needle);
  }

  get isEmpty(): boolean {
    return this.byHash.size === 0;
  }

  /** Every place where a needle stands. Needles may overlap. */
  *find(text: string): Generator<Hit<Meaning>> {
    let hash = 0;
    for (let end = 0; end < text.length; end++) {
      hash = roll(hash, text.charCodeAt(end));
      if (end >= shortestNeedle) hash = (hash - Math.imul(text.charCodeAt(end - shortestNeedle), leaving)) | 0;
      if (end < shortestNeedle - 1 || this.mayBe[hash & 65535] === 0) continue;
      for (const { needle, offset } of this.byHash.get(hash) ?? []) {
        const at = end - shortestNeedle + 1 - offset;
        if (at >= 0 && text.startsWith(needle.text, at)) yield { needle, at };
      }
    }
  }

  private add(needle: Needle<Meaning>): void {
    const hashes = marksOf(needle.text);
    const sizes = hashes.map((hash) => this.byHash.get(hash)?.length ?? 0);
    const offset = sizes.indexOf(Math.min(...sizes));
    const hash = hashes[offset]!;
    const bucket = this.byHash.get(hash);
    if (bucket) bucket.push({ needle, offset });
    else this.byHash.set(hash, [{ needle, offset }]);
    this.mayBe[hash & 65535] = 1;
  }
}

const base = 65599;
/** What a character still counts after eight more have come: the base to the power of eight. */
const leaving = Array.from({ length: shortestNeedle }).reduce<number>((power) => Math.imul(power, base), 1);

function roll(hash: number, code: number): number {
  return (Math.imul(hash, base) + code) | 0;
}

function marksOf(text: string): number[] {
  const last = Math.min(text.length - shortestNeedle, mostMarks);
  return Array.from({ length: last + 1 }, (_, from) => {
    let hash = 0;
    for (let index = from; index < from + shortestNeedle; index++) hash = roll(hash, text.charCodeAt(index));
    return hash;
  });
}
