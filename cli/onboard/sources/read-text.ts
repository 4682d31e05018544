import { readFileSync } from "node:fs";
import type { Typed } from "../typed";

/** How a file of UTF-16 begins, in either order of bytes. */
const utf16Marks: readonly string[] = ["fffe", "feff"];

/**
 * Reads a file as UTF-8, without the mark that editors put in front. Another encoding would hide names and values from what looks
 * for them.
 *
 * @returns Its text, or why it cannot be read, to be read behind its name.
 */
export function readText(path: string): Typed<string> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code = "unknown" } = error as { code?: string };
    return {
      problem: code === "EISDIR" ? "it is a folder: name its files, each with --from" : `it cannot be read (${code})`,
    };
  }
  // ASCII as UTF-16 without a mark is UTF-8 too: every other byte is 0.
  const isUtf16 = utf16Marks.includes(bytes.toString("hex", 0, 2)) || bytes.includes(0);
  try {
    if (!isUtf16) return { value: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    // What it is instead cannot be told.
  }
  const found = isUtf16 ? "UTF-16" : "ENCODING";
  const said = isUtf16 ? "it is UTF-16, or no text" : "it is no UTF-8";
  return { problem: `${said}: save it as UTF-8, such as with iconv -f ${found} -t UTF-8` };
}
