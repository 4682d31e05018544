/**
 * Which places of a text may belong to a credential: three letters out of each word that a key or a hint begins to tell with, looked
 * up in one pass. What has none of them, and no long token either, is not worth the reading of a line.
 */

/** Each stands in a word that `isTelling` or `hasHint` knows, the rarest three letters of it. */
const pieces =
  "pas pwd psw ecr tok red uth bea sic kie key psk pat jwt sal epp nnw mdp lue cur sql ngo doc wge lda ied e64 :// {sh {ss".split(
    " ",
  );
/** Two characters with anything behind: pw, a password of Redis, an escape, a hash of crypt. */
const beginnings = [
  "pw",
  " >",
  "\\x",
  ..."0123456789abcdefghijklmnopqrstuvwxyz".split("").map((letter) => `$${letter}`),
];

/** One of 32 classes for each character of ASCII: letters whatever their case, digits, and the marks that count. */
const classes = new Uint8Array(128);
for (let letter = 0; letter < 26; letter++) classes[65 + letter] = classes[97 + letter] = letter + 1;
for (let digit = 48; digit < 58; digit++) classes[digit] = 27;
classes["$".charCodeAt(0)] = classes["{".charCodeAt(0)] = 28;
classes[":".charCodeAt(0)] = classes["/".charCodeAt(0)] = 29;
classes[">".charCodeAt(0)] = classes["\\".charCodeAt(0)] = 30;
classes[" ".charCodeAt(0)] = 31;

/** Three classes, of five bits each. */
const marks = new Uint8Array(1 << 15);
const behind = (hash: number, code: number) => ((hash << 5) | classes[code]!) & 0x7fff;
const hashOf = (text: string) => [...text].reduce((hash, letter) => behind(hash, letter.charCodeAt(0)), 0);
for (const piece of pieces) marks[hashOf(piece)] = 1;
for (const beginning of beginnings) {
  for (let third = 0; third < 32; third++) marks[((hashOf(beginning) << 5) | third) & 0x7fff] = 1;
}

/** Offsets of the places, in their order. Characters that are not ASCII count: they may look like those that are. */
export function candidatesIn(text: string): number[] {
  const places: number[] = [];
  let hash = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 126) {
      places.push(at);
      hash = 0;
      continue;
    }
    hash = ((hash << 5) | classes[code]!) & 0x7fff;
    if (marks[hash] === 1 && !isOtherWord(text, at, hash)) places.push(Math.max(0, at - 2));
  }
  return places;
}

const [pat, lue] = [hashOf("pat"), hashOf("lue")];

/** A personal access token is a word of its own, unlike path, pattern and patch; and a value is a key only at its end. */
function isOtherWord(text: string, last: number, hash: number): boolean {
  if (hash !== pat && hash !== lue) return false;
  const next = text.charCodeAt(last + 1);
  const isLower = next >= 97 && next <= 122;
  if (hash === lue) return isLower || (next >= 65 && next <= 90) || next === 46;
  return text.charCodeAt(last) >= 97 ? isLower : next >= 65 && next <= 90;
}

/** Characters of a token: letters, digits and `+ / _ = . ~ -`. */
const inToken = new Uint8Array(128);
for (const letter of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_=.~-")
  inToken[letter.charCodeAt(0)] = 1;
const least = 12;

/** Whether a part of a text holds what `hasHint` may take for a token. */
export function holdsToken(text: string, from: number, end: number): boolean {
  // A token covers one of the places that lie twelve characters apart.
  for (let at = from + least - 1; at < end;) {
    if (inToken[text.charCodeAt(at)] !== 1) {
      at += least;
      continue;
    }
    let start = at;
    while (start > from && inToken[text.charCodeAt(start - 1)] === 1) start--;
    let stop = at + 1;
    while (stop < end && inToken[text.charCodeAt(stop)] === 1) stop++;
    if (stop - start >= least && mayBeToken(text, start, stop)) return true;
    at = stop + least;
  }
  return false;
}

function mayBeToken(text: string, start: number, stop: number): boolean {
  let digits = false;
  let upper = false;
  let marked = false;
  let assigned = text.charCodeAt(start) === 45 || text.charCodeAt(start) === 46;
  for (let at = start; at < stop; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) digits = true;
    else if (code >= 65 && code <= 90) upper = true;
    else if (code === 61) assigned = true;
    else if (code < 97) marked = true;
  }
  // It is long from 20 characters on; quotes around it and a comma behind it count.
  if (stop - start < 17) return digits && upper;
  return digits || upper || assigned || !marked;
}
