/** The offset of the first character that is no blank. */
export function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++;
  return at;
}

/** Whether a line may be the name beside a value, `name` or `key`: see `Inside.alias`. @param at Its first character that is no blank. */
export function isNamed(text: string, at: number): boolean {
  // A quote may stand in front.
  return isNameEnd(text, at + 1) || isNameEnd(text, at + 2);
}

function isNameEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code === 97 && text.startsWith("ame", at)) || (code === 101 && text.startsWith("ey", at));
}

/** Whether a comment begins at an offset, in any of the usual languages. */
export function isComment(text: string, at: number, end: number): boolean {
  const code = text.charCodeAt(at);
  if (code === 35 || code === 59) return true;
  const next = at + 1 < end ? text.charCodeAt(at + 1) : 0;
  if (code === 47) return next === 47 || next === 42;
  if (code === 42) return next === 32 || next === 47;
  if (code === 45) return next === 45 && at + 2 < end && text.charCodeAt(at + 2) === 32;
  if (code === 60) return text.startsWith("<!--", at);
  return code === 37 && next === 32;
}

/** `config["password"]` is the key password. */
export function keyOf(key: string): string {
  const first = key.charCodeAt(0);
  if (first !== 36 && first !== 58 && first !== 64 && !key.includes("[")) return key;
  return key.replace(/\[["']?([\w.-]+)["']?\]?$/, ".$1").replace(/^[$:@]/, "");
}

/** Takes off quotes, a comment behind, and the mark that ends a statement. */
export function valueOf(written: string): { text: string; isQuoted: boolean } {
  // A tag or an anchor of YAML stands in front of the value.
  const trimmed = written.trim();
  const first = trimmed.charCodeAt(0);
  const value =
    first === 33 || first === 38
      ? trimmed.replace(/^(?:!!?[A-Za-z]\S{0,40}|&[A-Za-z][^\s;]{0,40})\s+(?=\S)/, "")
      : trimmed;
  const quote = value[0];
  if (quote === '"' || quote === "'" || quote === "`") {
    const end = value.indexOf(quote, 1);
    if (end > 0 && /^[,;)\]}\s]{0,8}(?:(?:#|\/\/|;|&&|\|\||\\|to_|for).*)?$/.test(value.slice(end + 1))) {
      return { text: value.slice(1, end), isQuoted: true };
    }
    return { text: value, isQuoted: false };
  }
  // Most values hold none of these marks, which is quicker to see than that the pattern fits nowhere.
  const mayEnd = value.includes("#") || value.includes(";") || value.includes("//");
  const text = mayEnd ? value.replace(/(?:^|\s+)(?:#|\/\/|;)(?:\s.*)?$/, "") : value;
  const last = text.charCodeAt(text.length - 1);
  return { text: last === 59 || last === 44 ? text.slice(0, -1) : text, isQuoted: false };
}
