/** Numbers that look random and are the same at every run. Source: Mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export class Random {
  constructor(private state: number) {}

  /** From 0 to less than 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  of<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.next() * items.length)]!;
  }

  /** @param least The fewest items. @param most The most. */
  times<Item>(least: number, most: number, make: (index: number) => Item): Item[] {
    const count = least + Math.floor(this.next() * (most - least + 1));
    return Array.from({ length: count }, (_, index) => make(index));
  }
}
