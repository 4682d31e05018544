import { unzipSync } from "node:zlib";
import { latin } from "../detect/evidence/words";

/** Layers that are taken off each other: base64 in JSON in base64 is three. */
const deepest = 4;
/** Characters of all views of a text together, as a multiple of its own, and at least the second number. */
const most = { times: 8, least: 65_536 };

/** Bytes. */
const longestUnpacked = 8 * 1024 * 1024;

/**
 * A text, and what it says once encodings are taken off: percent signs, escapes of JSON and programming languages, entities of
 * XML, base64 and base64url, hexadecimal digits, gzip, folded lines, lookalikes, and what is not seen. Inner layers too.
 */
export function* viewsOf(text: string): Generator<string> {
  let budget = Math.max(most.least, text.length * most.times);
  const seen = new Set<string>();
  const open: [string, number][] = [[text, 0]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [view, depth] = next;
    if (seen.has(view) || budget < 0) continue;
    seen.add(view);
    budget -= view.length;
    yield view;
    if (depth < deepest) for (const inner of opened(view)) open.push([inner, depth + 1]);
  }
}

function* opened(text: string): Generator<string> {
  if (/%[0-9A-Fa-f]{2}/.test(text)) yield text.replace(/(?:%[0-9A-Fa-f]{2})+/g, percentDecoded);
  if (text.includes("\\")) yield text.replace(/\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|\r?\n|([^]))/g, unescaped);
  if (/&[#a-z]/.test(text)) yield text.replace(/&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));/g, entity);
  if (/[^\x20-\x7e\s]/.test(text)) yield latin(text);
  if (/\s/.test(text)) yield text.replace(/\s+/g, "");
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{11,}(?:\r?\n[ \t]*[A-Za-z0-9+/_-]{4,})*={0,2}/g)) {
    const decoded = textOf(Buffer.from(run.replace(/\s/g, ""), "base64"));
    if (decoded !== undefined) yield decoded;
  }
  for (const [run] of text.matchAll(/(?:[0-9A-Fa-f]{2}){8,}/g)) {
    const decoded = textOf(Buffer.from(run, "hex"));
    if (decoded !== undefined) yield decoded;
  }
}

function percentDecoded(run: string): string {
  return Buffer.from(run.replaceAll("%", ""), "hex").toString();
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

function unescaped(_: string, four?: string, two?: string, one?: string): string {
  if (one !== undefined) return escapes[one] ?? one;
  const code = four ?? two;
  return code === undefined ? "" : String.fromCharCode(parseInt(code, 16));
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function entity(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return entities[name]!;
  const code = decimal === undefined ? parseInt(hex!, 16) : Number(decimal);
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

/** Bytes as text; undefined where they are none. */
function textOf(bytes: Buffer): string | undefined {
  try {
    const isPacked = (bytes[0] === 0x1f && bytes[1] === 0x8b) || bytes[0] === 0x78;
    return new TextDecoder("utf-8", { fatal: true }).decode(isPacked ? unpacked(bytes) : bytes);
  } catch {
    return undefined;
  }
}

/** A text may begin like packed bytes: with an x. */
function unpacked(bytes: Buffer): Buffer {
  try {
    return unzipSync(bytes, { maxOutputLength: longestUnpacked });
  } catch {
    return bytes;
  }
}
