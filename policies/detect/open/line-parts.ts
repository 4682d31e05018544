/** The offset of the first character that is no blank. */
export function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++;
  return at;
}

/** The name beside a value: see `Inside.alias`. */
export function isNamed(text: string, at: number): boolean {
  return text.startsWith("ame", at + 1) || text.startsWith("ame", at + 2);
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
  const value = written.trim().replace(/^(?:!!?[A-Za-z]\S{0,40}|&[A-Za-z][^\s;]{0,40})\s+(?=\S)/, "");
  const quote = value[0];
  if (quote === '"' || quote === "'" || quote === "`") {
    const end = value.indexOf(quote, 1);
    if (end > 0 && /^[,;)\]}\s]{0,8}(?:(?:#|\/\/|;|&&|\|\||\\|to_|for).*)?$/.test(value.slice(end + 1))) {
      return { text: value.slice(1, end), isQuoted: true };
    }
    return { text: value, isQuoted: false };
  }
  const text = value.replace(/(?:^|\s+)(?:#|\/\/|;)(?:\s.*)?$/, "").replace(/[;,]$/, "");
  return { text, isQuoted: false };
}
