import { openBase64 } from "./base64";
import { openJson } from "./json";
import { openLines } from "./lines";
import type { Opened } from "./opener";
import { openYaml } from "./yaml";

/** Opens a text by the first format that fits. @param key The last key that leads to it. */
export function open(text: string, key: string): Opened | undefined {
  const first = text.charCodeAt(0);
  if (first === 123 || first === 91 || first <= 32) {
    const json = openJson(text);
    if (json !== undefined) return json;
  }
  if (text.includes("\n")) return openBase64(text) ?? openYaml(text) ?? openLines(text);
  return (
    openBase64(text) ?? (text.includes("=") && !text.includes("://") && /\s/.test(key) ? openLines(text) : undefined)
  );
}
