import { createHmac } from "node:crypto";
import { looksRandom } from "./evidence/randomness";
import type { Fingerprint } from "./types";

/** Hex digits that are kept: 64 bits tell values apart, and give back nothing of them. */
const kept = 16;
/** Characters of a value that looks random beyond which it cannot be guessed: 16 of hex are 64 bits. */
const leastLength = 16;

/**
 * Makes a function that turns a value into a truncated HMAC-SHA256 under a key.
 *
 * The key stands in the same file as the digest, so whoever reads both can try values. That is hopeless for one that was
 * generated and easy for a password that a person chose: such a value gets no fingerprint.
 *
 * @param key Any text that is hard to repeat, e.g. a random UUID.
 */
export function fingerprintUnder(key: string): Fingerprint {
  return (secret) => {
    if (isGuessable(secret)) return undefined;
    return createHmac("sha256", key).update(secret).digest("hex").slice(0, kept);
  };
}

/** Whether somebody who knows a digest of the value could find the value by trying: it is short, or made of words. */
export function isGuessable(secret: string): boolean {
  // The lines of a key in PEM are one random text.
  const body = secret.replace(/-----[A-Z ]{1,60}-----/g, "").replace(/\s+/g, "");
  if (looksRandom(body, leastLength)) return false;
  // A longer text is as hard to guess as its hardest part, such as the signature of a token.
  return !body.split(/[^A-Za-z0-9+/=_-]+/).some((part) => looksRandom(part, leastLength));
}
