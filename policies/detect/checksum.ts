/** The cyclic redundancy check of zip and PNG (ISO 3309), which several vendors put at the end of a token. */
export function crc32(text: string): number {
  let sum = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The checksum of a GitHub or npm token: six digits to the base of 62. @param random The characters behind the prefix. */
export function base62Checksum(random: string): string {
  let rest = crc32(random);
  let digits = "";
  for (let digit = 0; digit < 6; digit++) {
    digits = base62[rest % 62]! + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** @param token With a prefix that ends in `_`. */
export function hasBase62Checksum(token: string): boolean {
  const body = token.slice(token.indexOf("_") + 1);
  return body.endsWith(base62Checksum(body.slice(0, -6)));
}

/** Cloudflare's: eight hexadecimal digits behind forty random characters. @param token With a prefix that ends in `_`. */
export function hasHexChecksum(token: string): boolean {
  const body = token.slice(token.indexOf("_") + 1);
  return body.endsWith(hexChecksum(body.slice(0, -8)));
}

/** The checksum of a Cloudflare token. @param random The characters behind the prefix. */
export function hexChecksum(random: string): string {
  return crc32(random).toString(16).padStart(8, "0");
}
