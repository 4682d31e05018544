/** Random numbers that come again under the same seed: what a benchmark made up can be made up once more. */
export class Random {
  private state: number;

  /** @param seed Any whole number, e.g. 1. */
  constructor(seed: number) {
    // Neighbouring seeds would give neighbouring first numbers: spread them.
    this.state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  }

  /** A number from 0 up to 1, 1 excluded (mulberry32, by Tommy Ettinger, in the public domain). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.between(0, list.length - 1)]!;
  }

  /** A text of characters of an alphabet. @example random.text(32, hexDigits) */
  text(length: number, alphabet: string): string {
    let text = "";
    for (let at = 0; at < length; at++) text += alphabet[this.between(0, alphabet.length - 1)];
    return text;
  }
}

/** The digits of hexadecimal numbers, in lower case. */
export const hexDigits = "0123456789abcdef";
/** Letters of both cases, and digits. */
export const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
