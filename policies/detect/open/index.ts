import { openBase64 } from "./base64";
import { openEscapes } from "./escapes";
import { openJson } from "./json";
import { openLines } from "./lines";
import type { Opened } from "./opener";
import { openXml } from "./xml";
import { hasHardYaml, openYaml } from "./yaml";

/** Characters of YAML that its parser reads in well under a second; what is longer is read by its lines alone. */
const longestYaml = 200_000;

/** Opens a text by the first format that fits. @param key The last key that leads to it: a file's name, often. */
export function open(text: string, key: string): Opened | undefined {
  const first = text.charCodeAt(0);
  if (first === 123 || first === 91 || first <= 32) {
    const json = openJson(text);
    if (json !== undefined) return json;
  }
  if (first === 60 || first <= 32) {
    const xml = openXml(text);
    if (xml !== undefined) return xml;
  }
  if (!text.includes("\n")) return openBase64(text) ?? openEscapes(text);
  const decoded = openBase64(text);
  if (decoded !== undefined) return decoded;
  const isShort = text.length <= longestYaml;
  const isHard = hasHardYaml(text);
  const yaml = isHard && isShort ? openYaml(text) : undefined;
  if (yaml !== undefined) return yaml;
  const lines = openLines(text, key);
  if (isHard && !isShort) return { ...lines, unread: "it is too long for its aliases and escapes to be followed" };
  return isShort ? { ...lines, exact: () => openYaml(text) } : lines;
}
