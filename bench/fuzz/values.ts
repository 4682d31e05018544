import { discoverDetectors } from "../../policies/detect/discover-detectors";
import type { Leaf } from "../../policies/detect/types";
import { alphanumeric, Random } from "../random";
import { documents } from "./documents";

/** A value to try, with what must not be repeated about it. */
export interface FuzzValue {
  leaf: Leaf;
  /** A credential that was put into the value whole. A finding may never repeat it. */
  planted?: string;
}

/** Roughly how many characters a value has. */
export type Size = "small" | "large" | "huge";

const lengths: Record<Size, number> = { small: 2_000, large: 60_000, huge: 1_000_000 };

const keys = [
  "PASSWORD",
  "config.yaml",
  "settings.json",
  "run.sh",
  "checksum",
  "APPLE_IAP",
  "app.ini",
  "",
  "密码",
  "__proto__",
];

/** One in so many values is large, and one in so many huge. */
const oneIn = { large: 500, huge: 5_000 };

/**
 * Makes up the value of a seed: random characters, well-known formats that were damaged, nesting, long runs of what patterns
 * repeat, and credentials of every detector in all of them.
 *
 * @param seed The same seed makes the same value.
 * @param size Default: mostly small ones.
 */
export function fuzzValue(seed: number, size?: Size): FuzzValue {
  const random = new Random(seed);
  const drawn = random.next();
  const chosen = size ?? (drawn < 1 / oneIn.huge ? "huge" : drawn < 1 / oneIn.large ? "large" : "small");
  const length = chosen === "small" ? random.between(0, lengths.small) : lengths[chosen];
  const make = random.pick(makers);
  const { value, planted } = make(random, length);
  const leaf: Leaf = { keyPath: ["data", random.pick(keys)], value };
  // Damage may have hit the credential; then there is nothing to watch for.
  return planted !== undefined && planted.length >= 12 && value.includes(planted) ? { leaf, planted } : { leaf };
}

interface Made {
  value: string;
  planted?: string;
}
type Maker = (random: Random, length: number) => Made;

const makers: readonly Maker[] = [
  (random, length) => ({ value: randomBytes(random, length) }),
  (random, length) => ({ value: randomUnicode(random, length) }),
  (random, length) => ({ value: nested(random, length) }),
  (random, length) => ({ value: longRun(random, length) }),
  document,
  (random, length) => ({ value: damage(random, document(random, length).value) }),
  credentials,
  (random, length) => {
    const { value, planted } = credentials(random, length);
    const damaged = damage(random, value);
    return planted === undefined ? { value: damaged } : { value: damaged, planted };
  },
];

function randomBytes(random: Random, length: number): string {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at++) bytes[at] = random.between(0, 255);
  return bytes.toString(random.pick(["latin1", "utf8", "base64", "utf16le"]));
}

/** Any code unit, lone surrogates, marks that combine, and letters that look like others. */
function randomUnicode(random: Random, length: number): string {
  const ranges = [
    [0, 0x7f],
    [0x300, 0x36f],
    [0x400, 0x4ff],
    [0x200b, 0x200f],
    [0xd800, 0xdfff],
    [0xff00, 0xffef],
    [0, 0xffff],
  ] as const;
  const parts: string[] = [];
  while (parts.length < length) {
    const [first, last] = random.pick(ranges);
    const run = random.between(1, 40);
    for (let count = 0; count < run; count++) parts.push(String.fromCharCode(random.between(first, last)));
  }
  return parts.slice(0, length).join("");
}

const openings = [
  "[",
  "{",
  '{"a":',
  "[[",
  "- ",
  "a:\n ",
  "<a>",
  "(",
  "${",
  "{{",
  "$(",
  "? ",
  "&a [*a,",
  "!!binary |\n",
  '"\\"',
  "a: {b: ",
];

/** The same opening again and again, closed or not. */
function nested(random: Random, length: number): string {
  const opening = random.pick(openings);
  const depth = Math.floor(length / opening.length);
  if (opening === "- ") return opening.repeat(depth);
  if (random.next() < 0.5) return opening.repeat(depth);
  const closing = opening
    .replace(/[^[{(<]/g, "")
    .replace(/[[{(<]/g, (open) => ({ "[": "]", "{": "}", "(": ")", "<": ">" })[open]!);
  const half = Math.floor(length / (opening.length + closing.length));
  return opening.repeat(half) + random.pick(["", "1", '"x"']) + closing.repeat(half);
}

const runs = [
  "a",
  "A",
  "0",
  "-",
  "_",
  ".",
  "/",
  "=",
  " ",
  "\t",
  "\n",
  "\r\n",
  "\\",
  '"',
  "'",
  "@",
  ":",
  "%",
  "$",
  "#",
  "{",
  "}",
  "ey",
  "aA0",
  "a.",
  "a-",
  "a:",
  "a=",
  "://",
  "x@",
  "--",
  "-p",
  "\u00e9",
  "\ud83d\ude00",
  "password ",
  "=\n",
  "a b ",
];

/** What a pattern may try to match in too many ways: long runs, with something before and after that does not fit. */
function longRun(random: Random, length: number): string {
  const run = random.pick(runs) + (random.next() < 0.3 ? random.pick(runs) : "");
  const before =
    random.next() < 0.7
      ? random.pick(anchors())
      : random.pick(["", "password=", "postgres://a:", "-----BEGIN ", "curl -u ", "Bearer "]);
  const repeated = random.next() < 0.3 ? before + run : run;
  return (
    before +
    repeated.repeat(Math.ceil(length / repeated.length)).slice(0, length) +
    random.pick(["", "!", "\n", "@", "é"])
  );
}

/** A document of a known format, as long as wanted. */
function document(random: Random, length: number): Made {
  const make = random.pick(documents);
  let value = make(random);
  while (value.length < length) value += random.pick(["", "\n", "---\n"]) + make(random);
  return { value };
}

/** Credentials of the detectors' own examples between anything. */
function credentials(random: Random, length: number): Made {
  const all = leaks();
  const planted = random.pick(all);
  const parts = [planted];
  let size = planted.length;
  while (size < length) {
    const part =
      random.next() < 0.3 ? random.pick(all) : random.text(random.between(1, 80), `${alphanumeric} \n:="'/,`);
    parts.splice(random.between(0, parts.length), 0, part);
    size += part.length;
    // Placing parts at random costs the square of their number.
    if (parts.length > 400) return { value: parts.join("").repeat(Math.ceil(length / size)), planted };
  }
  return { value: parts.join(random.pick(["", " ", "\n"])), planted };
}

/** Cuts, doubles, swaps and overwrites a few pieces. */
function damage(random: Random, text: string): string {
  let value = text;
  for (let count = random.between(1, 6); count > 0; count--) {
    const from = random.between(0, value.length);
    const to = Math.min(value.length, from + random.between(0, 50));
    const piece = value.slice(from, to);
    const changed = random.pick([
      "",
      piece + piece,
      [...piece].reverse().join(""),
      randomUnicode(random, random.between(1, 4)),
      random.pick(runs),
    ]);
    value = value.slice(0, from) + changed + value.slice(to);
  }
  return value;
}

let knownLeaks: string[] | undefined;
function leaks(): string[] {
  return (knownLeaks ??= discoverDetectors().flatMap((detector) => detector.leaks().map(({ value }) => value)));
}

let knownAnchors: string[] | undefined;
function anchors(): string[] {
  return (knownAnchors ??= discoverDetectors().flatMap(({ formats = [] }) => formats.map(({ anchor }) => anchor)));
}
