import { gunzipSync } from "node:zlib";
import type { Place as Reading } from "../detect/types";
import { couldNotRead, detectedIn, notKnown } from "../engine/detected";
import { formatKeyPath } from "../engine/key-path";
import type { KeyPath, PropertyLeaf } from "../engine/leaves";
import type { Finding, Resource } from "../engine/rule";
import { Asset, isList, isMap, unknown, type Value } from "../engine/value";

/** A value that stands in a place where no credential belongs. */
export interface PlaceLeaf {
  /** As it is printed and judged. What a list names by its items is written by that name: `env["DB_PASSWORD"]`. */
  keyPath: KeyPath;
  /** The keys that lead to it, or to what it was opened from, in the properties. Default: the key path. */
  at?: KeyPath;
  value: PropertyLeaf["value"];
  /** How key and value are read. */
  reading: Reading;
  /** Whether it is base64 by definition, such as `binaryData`. */
  isBase64?: boolean;
  /** Whether it stands for a whole field that is not known yet, which is worth a word. */
  isField?: boolean;
  /** Whether it repeats the leaves below it, to be read in one piece: it has nothing to add where one of them was found. */
  isSummary?: boolean;
  /** What to do about a credential. @param inner Keys inside the value, where it was opened. */
  fix(inner: KeyPath): string;
}

/** A kind of place, such as the variables of containers: one rule watches over it, and provenance looks into it too. */
export interface Place {
  /** Types of resources that have it; `*` stands for any characters. */
  types: readonly string[];
  leaves(resource: Resource): Iterable<PlaceLeaf>;
}

/** How a place is judged. */
export interface Strictness {
  /** Whether only what blocks is said: for places that hold many values and are innocent by nature. Default false. */
  onlySure?: boolean;
}

/** Looks for credentials in all values of a place. @returns Findings of one resource. */
export function judgePlace(place: Place, resource: Resource, { onlySure = false }: Strictness = {}): Finding[] {
  const findings: Finding[] = [];
  for (const leaf of place.leaves(resource)) {
    const outer = formatKeyPath(leaf.keyPath);
    if (leaf.isSummary && findings.some(({ keyPath }) => keyPath?.startsWith(outer))) continue;
    findings.push(...judgeLeaf(leaf));
  }
  return onlySure ? findings.filter(({ level }) => level === "mandatory") : findings;
}

/** A single value that is not known yet is judged at update, before the resource is made. */
export function judgeLeaf(leaf: PlaceLeaf): Finding[] {
  const { keyPath, value, reading, isField } = leaf;
  const inKey = judgeKey(leaf);
  if (inKey.length > 0) return inKey;
  if (value === unknown) return isField ? [notKnown(keyPath)] : [];
  if (value instanceof Asset && value.text === undefined) return [couldNotRead(keyPath, `it is an ${value.kind}`)];
  if (value === null || typeof value === "boolean" || value === "") return [];
  const text = textOf(leaf);
  if (text === undefined) return [couldNotRead(keyPath, "it is not text")];
  return detectedIn({ keyPath, value: text, place: reading }, ({ inner }) => leaf.fix(inner));
}

/** A credential may stand in a key too. Nothing else is said then, because it would print the key. */
function judgeKey({ keyPath, reading }: PlaceLeaf): Finding[] {
  const key = keyPath.at(-1);
  const parent = keyPath.slice(0, -1);
  if (typeof key !== "string" || parent.length === 0 || !/[A-Za-z0-9_]{16}/.test(key)) return [];
  return detectedIn({ keyPath: parent, value: key, place: reading }, () => "remove the key, and replace the value.")
    .filter(({ level }) => level === "mandatory")
    .map((finding) => ({ ...finding, text: `A key of ${finding.text}` }));
}

/** What a leaf holds as text; undefined for what is not known, no text, or not there. */
export function textOf({ value, isBase64 = false }: PlaceLeaf): string | undefined {
  if (value instanceof Asset) return value.text;
  if (value === unknown || value === null) return undefined;
  return isBase64 ? decodeBase64(String(value)) : String(value);
}

/** Decodes base64, and gzip inside it. Not text: undefined. */
export function decodeBase64(base64: string): string | undefined {
  const bytes = Buffer.from(base64, "base64");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(unzip(bytes));
  } catch {
    return undefined;
  }
}

/** Bytes. A longer text is not read: a small file can unpack to any size. */
const longestUnzipped = 8 * 1024 * 1024;

function unzip(bytes: Buffer): Buffer {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isGzip ? gunzipSync(bytes, { maxOutputLength: longestUnzipped }) : bytes;
}

/** Every leaf below a value as leaves of a place, read alike. */
export function* placeLeaves(
  value: Value | undefined,
  from: KeyPath,
  common: Omit<PlaceLeaf, "keyPath" | "at" | "value" | "fix"> & { fix(keyPath: KeyPath, inner: KeyPath): string },
): Generator<PlaceLeaf> {
  for (const leaf of namedLeaves(value, from, from)) {
    yield { ...common, ...leaf, fix: (inner) => common.fix(leaf.keyPath, inner) };
  }
}

/** Walks a value leaf by leaf. An item of a list that has a name and a value goes by its name: `env["DB_PASSWORD"]`. */
function* namedLeaves(
  value: Value | undefined,
  keyPath: KeyPath,
  at: KeyPath,
): Generator<Pick<PlaceLeaf, "keyPath" | "at" | "value">> {
  if (value === undefined) return;
  if (isList(value)) {
    for (const [index, item] of value.entries()) {
      const name = nameOf(item);
      const { value: named, ...rest } = name !== undefined && isMap(item) ? item : { value: undefined };
      if (name === undefined) yield* namedLeaves(item, [...keyPath, index], [...at, index]);
      else {
        yield* namedLeaves(named, [...keyPath, name], [...at, index, "value"]);
        yield* namedLeaves(rest, [...keyPath, index], [...at, index]);
      }
    }
  } else if (isMap(value)) {
    for (const key of Object.keys(value)) yield* namedLeaves(value[key], [...keyPath, key], [...at, key]);
  } else {
    yield { keyPath, at, value };
  }
}

/** The name of an item of a list that says what its value is; undefined where it does not. */
export function nameOf(item: Value): string | undefined {
  if (!isMap(item) || item.value === undefined || isMap(item.value)) return undefined;
  const { name, key } = item;
  return typeof name === "string" ? name : typeof key === "string" ? key : undefined;
}
