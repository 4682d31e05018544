import { looksRandom } from "./evidence/randomness";
import type { FormatSearch } from "./formats";
import type { Finding } from "./types";

/** A finding inside a run, with what never leaves it. */
export interface Found extends Finding {
  /** To tell one credential that was found twice. */
  secret: string;
  isFormat: boolean;
  isComment: boolean;
}

/** Findings up to which it is quicker to look for each of them than to search a text anew. */
const few = 32;

/**
 * What a run has found so far. A file may hold a credential on each of a hundred thousand lines: no question to this list may
 * take as long as the list.
 */
export class FoundList {
  private list: Found[] = [];
  /** How often each credential stands in the list. */
  private readonly secrets = new Map<string, number>();
  /** Findings by the format of a vendor; the list never loses one. */
  private readonly hits: Found[] = [];
  private readonly hitsBySecret = new Map<string, Found[]>();
  /** A few of the placeholders in a vendor's format. */
  private readonly placeholders: string[] = [];
  private readonly firstHits = new Map<string, Found>();
  private keys: KeyMask | undefined;

  constructor(private readonly search: FormatSearch) {}

  get length(): number {
    return this.list.length;
  }

  all(): readonly Found[] {
    return this.list;
  }

  add(found: Found): void {
    this.list.push(found);
    this.secrets.set(found.secret, (this.secrets.get(found.secret) ?? 0) + 1);
    if (!found.isFormat) return;
    this.hits.push(found);
    if (found.level === "placeholder" && this.placeholders.length < few) this.placeholders.push(found.secret);
    const same = this.hitsBySecret.get(found.secret);
    if (same === undefined) this.hitsBySecret.set(found.secret, [found]);
    else same.push(found);
    const bare = withoutBlanks(found.secret);
    if (!this.firstHits.has(bare)) this.firstHits.set(bare, found);
  }

  /** Takes out what was found from an index on, for it is read again. Formats and comments are not, so they stay. */
  forgetFrom(before: number): void {
    const tail = this.list.splice(before);
    for (const found of tail) {
      if (found.isFormat || found.isComment) this.list.push(found);
      else this.secrets.set(found.secret, this.secrets.get(found.secret)! - 1);
    }
  }

  /** How many findings from an index on are of a level that counts. */
  countFrom(before: number): number {
    let count = 0;
    for (let at = before; at < this.list.length; at++) if (this.list[at]!.level !== "placeholder") count++;
    return count;
  }

  holds(secret: string): boolean {
    return (this.secrets.get(secret) ?? 0) > 0;
  }

  /** Whether what is found in a text is a vendor's placeholder, or a part of one. What stands beside it is not excused. */
  isPlaceholderIn(text: string, secret: string): boolean {
    return this.placeholders.some((placeholder) => placeholder.includes(secret) && text.includes(placeholder));
  }

  /** The first hit of a format on this credential, whatever blanks it was written with. */
  firstHit(secret: string): Found | undefined {
    return this.firstHits.get(withoutBlanks(secret));
  }

  /** The hits of formats on a credential that stands in the text. */
  hitsIn(text: string): readonly Found[] {
    if (this.hits.length <= few) return this.hits.filter(({ secret }) => text.includes(secret));
    const inText = new Set(this.search.find(text).map(({ secret }) => secret));
    return [...inText].flatMap((secret) => this.hitsBySecret.get(secret) ?? []);
  }

  /** A key as it may be told: a line that is no setting may be read as one, and then its key is or holds a credential. */
  told(key: string): string {
    this.keys ??= new KeyMask(this.hitsBySecret.keys(), this.secrets.keys());
    return this.keys.told(key);
  }
}

/** Tells which keys hold a credential. Keys are short: it looks up their parts, instead of looking for each credential. */
class KeyMask {
  private readonly secrets = new Set<string>();
  private readonly lengths: number[];
  private readonly known = new Map<string, string>();

  constructor(hits: Iterable<string>, others: Iterable<string>) {
    for (const secret of hits) this.secrets.add(secret);
    // Shorter ones and plain words may stand in a key by chance.
    for (const secret of others) if (secret.length >= 6 && /\d/.test(secret)) this.secrets.add(secret);
    this.lengths = [...new Set([...this.secrets].map(({ length }) => length))].sort((one, other) => one - other);
  }

  told(key: string): string {
    let told = this.known.get(key);
    if (told === undefined) {
      told = this.holdsCredential(key) || looksMade(key) ? "(masked)" : key;
      this.known.set(key, told);
    }
    return told;
  }

  private holdsCredential(key: string): boolean {
    for (const length of this.lengths) {
      if (length > key.length) return false;
      for (let at = 0; at + length <= key.length; at++) {
        if (this.secrets.has(key.slice(at, at + length))) return true;
      }
    }
    return false;
  }
}

/** A key that a generator made, or a part of it: a token with something behind it is no token any more, but close to one. */
function looksMade(key: string): boolean {
  const digits = (text: string) => text.replace(/\D/g, "").length;
  if (looksRandom(key) || (key.length >= 20 && digits(key) >= 8)) return true;
  return key.split(/[^A-Za-z0-9]+/).some((part) => part.length >= 20 && digits(part) >= 4);
}

/** A key in PEM is the same with line feeds, with escapes for them, and without. */
function withoutBlanks(secret: string): string {
  return secret.replace(/\s|\\[nr]/g, "");
}
