/**
 * A pattern of an admission policy as JavaScript runs it. RE2 writes modes into the pattern (`(?i)`, `(?m)`, `(?i:...)`,
 * `(?s:...)`); JavaScript has flags. What RE2 does not know is refused, so that a test fails before a cluster does.
 *
 * @throws Error for looking around, a back reference, or a repetition of more than 1000.
 */
export function re2(pattern: string, flags = ""): RegExp {
  if (/\(\?[=!<]|\\[1-9]/.test(pattern)) throw new Error(`RE2 cannot look around or back: ${pattern}`);
  for (const [, least, most] of pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) {
    if (Number(least) > 1000 || Number(most ?? 0) > 1000) throw new Error(`RE2 counts to 1000: ${pattern}`);
  }
  const mode = /^\(\?([im]+)\)/.exec(pattern);
  const body = anyCase(pattern.slice(mode?.[0].length ?? 0)).replaceAll("(?s:.*)", "[\\s\\S]*");
  return new RegExp(body, [...new Set(flags + (mode?.[1] ?? ""))].join(""));
}

/** Writes `(?i:ab)` as `(?:[aA][bB])`. */
function anyCase(pattern: string): string {
  let written = "";
  const open: boolean[] = [];
  let inSet = false;
  for (let at = 0; at < pattern.length; at++) {
    const rest = pattern.slice(at);
    const sign = pattern[at]!;
    if (sign === "\\") {
      written += pattern.slice(at, ++at + 1);
    } else if (!inSet && rest.startsWith("(?i:")) {
      open.push(true);
      written += "(?:";
      at += 3;
    } else {
      if (sign === "[") inSet = true;
      if (sign === "]") inSet = false;
      if (!inSet && sign === "(") open.push(open.at(-1) ?? false);
      if (!inSet && sign === ")") open.pop();
      const isLetter = open.at(-1) === true && /[a-z]/i.test(sign);
      if (isLetter && inSet && rest.startsWith("a-z")) written += "a-zA-Z";
      else if (isLetter && !inSet) written += `[${sign.toLowerCase()}${sign.toUpperCase()}]`;
      else written += sign;
      if (isLetter && inSet && rest.startsWith("a-z")) at += 2;
    }
  }
  return written;
}
