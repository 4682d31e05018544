import { formatKeyPath } from "../engine/key-path";
import { type PlaceLeaf, textOf } from "../places/place";
import { NeedleSearch } from "./needle-search";
import type { SecretValue } from "./sources";
import { viewsOf } from "./views";

/** A secret value in a place where it does not belong. */
export interface Discovery {
  /** One, or all leaves over which it is split. */
  leaves: readonly PlaceLeaf[];
  secret: SecretValue;
  /** Whether it is the leaf's key, which is not to be printed then. */
  isKey?: true;
}

/** Looks for secret values in places, whatever they look like: raw, encoded, backwards, inside a longer text, as a key, or split. */
export class SecretSearch {
  private readonly search: NeedleSearch<SecretValue>;

  constructor(secrets: Iterable<SecretValue>) {
    const byText = new Map<string, SecretValue>();
    for (const secret of secrets) {
      for (const text of [secret.text, [...secret.text].reverse().join("")]) {
        if (!byText.has(text)) byText.set(text, secret);
      }
    }
    this.search = new NeedleSearch([...byText].map(([text, meaning]) => ({ text, meaning })));
  }

  get isEmpty(): boolean {
    return this.search.isEmpty;
  }

  /** The secrets in the leaves of one resource: for each leaf the first that it holds. */
  *in(leaves: Iterable<PlaceLeaf>): Generator<Discovery> {
    const neighbours = new Map<string, [PlaceLeaf, string][]>();
    for (const leaf of leaves) {
      const text = textOf(leaf);
      if (text === undefined || text === "" || leaf.isSummary) continue;
      const key = this.first(String(leaf.keyPath.at(-1)));
      const secret = key ?? this.first(text);
      if (key !== undefined) yield { leaves: [leaf], secret: key, isKey: true };
      else if (secret !== undefined) yield { leaves: [leaf], secret };
      else {
        const group = formatKeyPath(leaf.keyPath.slice(0, -1));
        const known = neighbours.get(group);
        if (known) known.push([leaf, text]);
        else neighbours.set(group, [[leaf, text]]);
      }
    }
    for (const group of neighbours.values()) yield* this.split(group);
  }

  private first(text: string): SecretValue | undefined {
    for (const view of viewsOf(text)) {
      for (const { needle } of this.search.find(view)) return needle.meaning;
    }
    return undefined;
  }

  /** A secret that is cut into pieces under neighbouring keys, as they stand and in the order of their names. */
  private *split(group: [PlaceLeaf, string][]): Generator<Discovery> {
    const byName = [...group].sort(([one], [other]) =>
      formatKeyPath(one.keyPath) < formatKeyPath(other.keyPath) ? -1 : 1,
    );
    for (const order of [group, byName]) {
      for (const { needle, at } of this.search.find(order.map(([, text]) => text).join(""))) {
        const leaves = spanned(order, at, at + needle.text.length);
        if (leaves.length < 2) continue;
        yield { leaves, secret: needle.meaning };
        return;
      }
    }
  }
}

function spanned(order: readonly [PlaceLeaf, string][], from: number, to: number): PlaceLeaf[] {
  let start = 0;
  return order.flatMap(([leaf, { length }]) => {
    start += length;
    return start > from && start - length < to ? [leaf] : [];
  });
}
