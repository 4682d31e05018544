import type { Inside, Opened } from "./opener";

const tag =
  /<(\/?)([A-Za-z_][\w.:-]{0,120})((?:\s+[\w.:-]{1,80}\s{0,4}=\s{0,4}(?:"[^"]{0,4000}"|'[^']{0,4000}'))*)\s*(\/?)>([^<]{0,100000})/g;
const attribute = /([\w.:-]{1,80})\s{0,4}=\s{0,4}(?:"([^"]*)"|'([^']*)')/g;

/** Opens XML: the text of elements and their attributes, with their names as keys. */
export function openXml(text: string): Opened | undefined {
  if (!/^\s*(?:<\?xml|<!--|<!DOCTYPE|<[A-Za-z_][\w.:-]*[\s/>])/.test(text)) return undefined;
  const inside: Inside[] = [];
  const live = plain(text);
  const open: string[] = [];
  // The text of the elements beside a value: <name>X</name><value>y</value>.
  const names: (string | undefined)[] = [undefined];
  let line = 0;
  let at = 0;
  for (const match of live.matchAll(tag)) {
    for (let index = live.indexOf("\n", at); index !== -1 && index < match.index; index = live.indexOf("\n", index + 1))
      line++;
    at = match.index;
    const [, closes, name, attributes, isEmpty, rest] = match as unknown as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    if (closes === "/") {
      open.pop();
      names.length = open.length + 1;
      continue;
    }
    if (open.length > 100) return undefined;
    attributesOf(attributes, [...open, name], line, inside);
    if (isEmpty === "/") continue;
    const alias = names[open.length];
    open.push(name);
    names.push(undefined);
    const value = decodeEntities(rest.trim());
    if (value === "") continue;
    if (/^(?:name|key)$/i.test(name)) names[open.length - 1] = value;
    const blank = /^\s*/.exec(rest)![0];
    const before = match[0].slice(0, match[0].length - rest.length);
    inside.push({ keys: [...open], value, line: line + lineFeeds(before) + lineFeeds(blank), alias, isLiteral: true });
  }
  return inside.length === 0 ? undefined : { inside, isEscaped: true };
}

function attributesOf(written: string, keys: string[], line: number, inside: Inside[]): void {
  if (written === "") return;
  const values = new Map<string, string>();
  for (const [, name, double, single] of written.matchAll(attribute))
    values.set(name!, decodeEntities(double ?? single!));
  const alias = values.get("key") ?? values.get("name");
  for (const [name, value] of values) inside.push({ keys: [...keys, name], value, line, alias, isLiteral: true });
}

function lineFeeds(text: string): number {
  return text.split("\n").length - 1;
}

function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, "&");
}

/** Without comments, whose lines stay, and with the text of CDATA written as other text is. */
function plain(text: string): string {
  if (!text.includes("<!")) return text;
  return text
    .replace(/<!--[\s\S]*?(?:-->|$)/g, (comment) => comment.replace(/[^\n]/g, " "))
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, data: string) => data.replace(/&/g, "&amp;").replace(/</g, "&lt;"));
}
