import type { Opened } from "./opener";

/** Opens a value that is written in hexadecimal escapes: PostgreSQL's `\x6869`, or `\x68\x69`. */
export function openEscapes(text: string): Opened | undefined {
  const hex = /^\\x([0-9A-Fa-f]{8,4096})$/.exec(text)?.[1] ?? joined(text);
  if (hex === undefined || hex.length % 2 === 1) return undefined;
  const decoded = Buffer.from(hex, "hex").toString("latin1");
  if (!/^[\x20-\x7e\n]+$/.test(decoded)) return undefined;
  return { inside: [{ keys: [], value: decoded, line: 0 }], isDecoded: true };
}

function joined(text: string): string | undefined {
  return /^(?:\\x[0-9A-Fa-f]{2}){4,2000}$/.test(text) ? text.replaceAll("\\x", "") : undefined;
}
