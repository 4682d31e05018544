/** Alphabets of generated sample values. */
export const alphabets = {
  digits: "0123456789",
  hex: "0123456789abcdef",
  upperHex: "0123456789ABCDEF",
  lower: "abcdefghijklmnopqrstuvwxyz",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  upperAlnum: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
  lowerAlnum: "abcdefghijklmnopqrstuvwxyz0123456789",
  alnum: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
  base32: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
  base64: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
  base64url: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
} as const;

/**
 * A made-up value for samples and tests: it looks random and is the same in every run.
 *
 * @param length In characters.
 * @param alphabet Default: letters and digits.
 * @param seed Another number gives another value.
 */
export function madeUp(length: number, alphabet: string = alphabets.alnum, seed = 1): string {
  let state = (seed * 2654435761) % 4294967296;
  let made = "";
  while (made.length < length) {
    // A linear congruential generator (Numerical Recipes); its high bits are good enough for a sample.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    made += alphabet[Math.floor((state / 4294967296) * alphabet.length)]!;
  }
  return made;
}
