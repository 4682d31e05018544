import type { KeyPath } from "../types";
import { keyOf } from "./line-parts";

interface Level {
  indent: number;
  key: string | number;
  /** The value of a `name` key directly below, for the `value` beside it. */
  name?: string | undefined;
}

/** The keys above a line: they nest by their indentation and under the headers of sections. */
export class LineKeys {
  private readonly levels: Level[] = [];
  private section: string | undefined;

  /**
   * Goes on to the key of a line.
   *
   * @param indent Blanks in front of it.
   * @param marks Characters of list marks between them and the key.
   * @param key As it is written.
   */
  enter(indent: number, marks: number, key: string): void {
    const { levels } = this;
    while (levels.length > 0 && levels.at(-1)!.indent >= indent + marks) levels.pop();
    if (marks > 0) {
      const last = levels.at(-1);
      const index = last?.indent === indent && typeof last.key === "number" ? last.key + 1 : 0;
      while (levels.length > 0 && levels.at(-1)!.indent >= indent) levels.pop();
      levels.push({ indent, key: index });
    }
    levels.push({ indent: indent + marks, key: keyOf(key) });
  }

  /** Keeps a name for the value beside it. It belongs to what holds both lines: the item of a list, or the map. */
  name(key: string, value: string): void {
    const holder = this.levels.at(-2);
    if (holder !== undefined && (key === "name" || key === "key" || key === "Name")) holder.name = value;
  }

  /** The name beside the last key. */
  get alias(): string | undefined {
    return this.levels.at(-2)?.name;
  }

  /** Goes on to a header: no key before it leads to what is below. */
  beginSection(section: string): void {
    this.section = section;
    this.levels.length = 0;
  }

  /** The keys that lead to the last line. */
  path(): KeyPath {
    const keys = this.levels.map(({ key }) => key);
    return this.section === undefined ? keys : [this.section, ...keys];
  }
}
