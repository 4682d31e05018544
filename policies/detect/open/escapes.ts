import type { Opened } from "./opener";

/**
 * Opens a value that is written in hexadecimal escapes, PostgreSQL's `\x6869` or `\x68\x69`; one that is percent-encoded as a
 * whole; and one that a shell decodes: `$(echo aGk= | base64 -d)`.
 */
export function openEscapes(text: string): Opened | undefined {
  const decoded = hexDecoded(text) ?? percentDecoded(text) ?? shellDecoded(text);
  return decoded === undefined ? undefined : { inside: [{ keys: [], value: decoded, line: 0 }], isDecoded: true };
}

function percentDecoded(text: string): string | undefined {
  if (!/^[\w.~!*'()-]*%[\w.~!*'()%-]*$/.test(text) || !/%(?:2[0-9F]|3[A-F]|40)/i.test(text)) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const decodingCommand =
  /^\$\(\s{0,9}(?:echo|printf)\s{1,9}(?:-[a-z]{1,3}\s{1,9})?["']?([A-Za-z0-9+/=_-]{8,8192})["']?\s{0,9}\|\s{0,9}base64\s{1,9}(?:-d|-D|--decode)\s{0,9}\)$/;

function shellDecoded(text: string): string | undefined {
  const encoded = decodingCommand.exec(text)?.[1];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, "base64").toString("latin1");
  return /^[\x20-\x7e\s]+$/.test(decoded) ? decoded : undefined;
}

function hexDecoded(text: string): string | undefined {
  const hex = /^\\x([0-9A-Fa-f]{8,4096})$/.exec(text)?.[1] ?? joined(text);
  if (hex === undefined || hex.length % 2 === 1) return undefined;
  const decoded = Buffer.from(hex, "hex").toString("latin1");
  return /^[\x20-\x7e\n]+$/.test(decoded) ? decoded : undefined;
}

function joined(text: string): string | undefined {
  return /^(?:\\x[0-9A-Fa-f]{2}){4,2000}$/.test(text) ? text.replaceAll("\\x", "") : undefined;
}
