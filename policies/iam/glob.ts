/**
 * Whether a text fits an IAM pattern: `*` stands for any characters, `?` for one. It takes time in proportion to both
 * lengths, whatever the pattern: a regular expression made of many stars would not.
 *
 * @example fitsGlob("secretsmanager:Get*", "secretsmanager:GetSecretValue") // true
 */
export function fitsGlob(pattern: string, text: string): boolean {
  let [at, star, retry] = [0, -1, 0];
  for (let index = 0; index < text.length;) {
    if (pattern[at] === "*") {
      star = at++;
      retry = index;
    } else if (pattern[at] === "?" || (at < pattern.length && pattern[at] === text[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++retry;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}

/** Whether a text holds a wildcard of IAM. */
export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}

/** The text before the first wildcard. */
export function literalStart(pattern: string): string {
  return pattern.split(/[*?]/, 1)[0]!;
}
