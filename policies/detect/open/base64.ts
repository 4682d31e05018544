import type { Opened } from "./opener";

const encoded = /^[A-Za-z0-9+/_-]{8,}={0,2}$/;

/** Opens base64 and base64url, on one line or on many, where text comes out, plain or compressed with gzip. */
export function openBase64(text: string): Opened | undefined {
  if (text.length < 8) return undefined;
  const compact = /\s/.test(text) ? text.replace(/\s+/g, "") : text;
  if (!encoded.test(compact) || compact.replace(/=+$/, "").length % 4 === 1) return undefined;
  const bytes = Buffer.from(compact, "base64");
  const decoded = textOf(bytes);
  return decoded === undefined ? undefined : { inside: [{ keys: [], value: decoded, line: 0 }], isDecoded: true };
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function textOf(bytes: Buffer): string | undefined {
  if (bytes.length < 4) return undefined;
  try {
    const text = decoder.decode(bytes);
    return [...text.slice(0, 4096)].every((char) => isPrintable(char.codePointAt(0)!)) ? text : undefined;
  } catch {
    return undefined;
  }
}

function isPrintable(code: number): boolean {
  return (code >= 32 && code < 127) || code === 9 || code === 10 || code === 13 || (code > 160 && code < 0x3000);
}
