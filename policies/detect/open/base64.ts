import { createRequire } from "node:module";
import type * as Zlib from "node:zlib";
import type { Opened } from "./opener";

const load = createRequire(__filename);
const start = /^[A-Za-z0-9+/_-]{12}/;
const strange = /[^A-Za-z0-9+/_-]/;
/** What stands in no base64, whatever its lines: it ends the reading of most texts at once. */
const other = /[^A-Za-z0-9+/_=\s-]/;
/** Bytes that a compressed text may grow to. */
const largest = 8 * 1024 * 1024;

/** Opens base64 and base64url, on one line or on many, where text comes out, plain or compressed with gzip. */
export function openBase64(text: string): Opened | undefined {
  if (text.length < 12 || other.test(text) || !start.test(text.slice(0, 64).replace(/\s/g, ""))) return undefined;
  const compact = (/\s/.test(text) ? text.replace(/\s+/g, "") : text).replace(/={1,2}$/, "");
  if (compact.length < 12 || compact.length % 4 === 1 || strange.test(compact)) return undefined;
  const bytes = Buffer.from(compact, "base64");
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return openGzip(bytes);
  const decoded = textOf(bytes);
  return decoded === undefined ? undefined : { inside: [{ keys: [], value: decoded, line: 0 }], isDecoded: true };
}

function openGzip(bytes: Buffer): Opened {
  try {
    const { gunzipSync } = load("node:zlib") as typeof Zlib;
    const decoded = textOf(gunzipSync(bytes, { maxOutputLength: largest }));
    if (decoded !== undefined) return { inside: [{ keys: [], value: decoded, line: 0 }], isDecoded: true };
    return { inside: [], unread: "what it holds compressed is not text" };
  } catch {
    return { inside: [], unread: "it is compressed, and damaged or too large" };
  }
}

function textOf(bytes: Buffer): string | undefined {
  if (bytes.length < 6) return undefined;
  // The first bytes tell most of what is no text.
  for (let at = 0; at < Math.min(bytes.length, 64); at++) {
    const byte = bytes[at]!;
    if (byte === 127 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) return undefined;
  }
  const text = bytes.toString("utf8");
  if (text.includes("\ufffd")) return undefined;
  let letters = 0;
  for (const char of text.slice(0, 4096)) {
    const code = char.codePointAt(0)!;
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || (code > 126 && code < 160)) return undefined;
    if (code < 127) letters++;
  }
  // Few random bytes may be text by chance, but hardly in one alphabet.
  return letters >= Math.min(text.length, 4096) * 0.9 ? text : undefined;
}
