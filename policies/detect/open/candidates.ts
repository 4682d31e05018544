/**
 * Which places of a text may belong to a credential: three letters out of each word that a key or a hint begins to tell with, looked
 * up in one pass. What has none of them, and no long token either, is not worth the reading of a line.
 */

/**
 * What `isTelling` or `hasHint` knows a word by, in lower case, behind the three letters of it that are looked up: the rarest that
 * it has. A place counts where the rest of it stands around them.
 */
const known: readonly (readonly [three: string, ...words: string[]])[] = [
  ["pas", "pas"],
  ["pwd", "pwd"],
  ["psw", "psw"],
  ["ecr", "secr"],
  ["tok", "tok"],
  ["red", "cred", "redis-cli"],
  ["uth", "auth"],
  ["bea", "bear"],
  ["sic", "basic"],
  ["kie", "cookie"],
  ["key", "key"],
  ["psk", "psk"],
  ["pat", "pat"],
  ["jwt", "jwt"],
  ["sal", "salt"],
  ["epp", "pepp"],
  ["nnw", "kennw"],
  ["mdp", "mdp"],
  ["lue", "value"],
  ["cur", "curl"],
  ["sql", "mysql", "psql"],
  ["ngo", "mongo"],
  ["doc", "docker"],
  ["wge", "wget"],
  ["lda", "ldap"],
  ["ied", "identified"],
  ["e64", "base64"],
  ["://", "://"],
  ["{sh", "{sha"],
  ["{ss", "{ssha"],
];
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
/** The words of a mark, with the offset of their three letters. */
const words = new Map<number, { word: string; offset: number }[]>();
for (const [three, ...all] of known) {
  marks[hashOf(three)] = 1;
  words.set(
    hashOf(three),
    all.map((word) => ({ word, offset: word.indexOf(three) })),
  );
}
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
    if (marks[hash] === 1 && isWord(text, at - 2, hash)) places.push(Math.max(0, at - 2));
  }
  return places;
}

/** Whether what is known by three letters stands around them. */
function isWord(text: string, at: number, hash: number): boolean {
  const first = text.charCodeAt(at);
  if (first === 36) return isHashOfCrypt(text, at);
  // Whatever stands behind the two characters of the other beginnings.
  if (first === 32) return text.charCodeAt(at + 1) === 62 && !isBlank(text, at + 2);
  if (first === 62) return false;
  const possible = words.get(hash);
  if (possible === undefined) return first !== 123;
  for (const { word, offset } of possible) {
    if (isWritten(text, at - offset, word)) return !isOtherWord(text, at, hash);
  }
  return false;
}

/** Whether a word stands at an offset, in any case. */
function isWritten(text: string, at: number, word: string): boolean {
  if (at < 0) return false;
  for (let index = 0; index < word.length; index++) {
    const code = text.charCodeAt(at + index);
    const wanted = word.charCodeAt(index);
    if (code !== wanted && (code < 65 || code > 90 || (code | 32) !== wanted)) return false;
  }
  return true;
}

/** `$2y$`, `$argon2id$`: a few letters and digits, and a dollar again. */
function isHashOfCrypt(text: string, at: number): boolean {
  for (let end = at + 1; end < at + 10; end++) {
    const code = text.charCodeAt(end);
    if (code === 36) return end > at + 1;
    if (inToken[code] !== 1) return false;
  }
  return false;
}

function isBlank(text: string, at: number): boolean {
  return at >= text.length || text.charCodeAt(at) <= 32;
}

const [pat, lue, key, url] = [hashOf("pat"), hashOf("lue"), hashOf("key"), hashOf("://")];

/**
 * A personal access token is a word of its own, unlike path, pattern and patch; a value is a key only at its end; a key alone does not
 * tell what it opens; and a URL without an at sign has no user.
 */
function isOtherWord(text: string, at: number, hash: number): boolean {
  if (hash === key) return isFirst(text, at);
  if (hash === url) return !hasUser(text, at + 3);
  if (hash !== pat && hash !== lue) return false;
  const next = text.charCodeAt(at + 3);
  const isLower = next >= 97 && next <= 122;
  if (hash === lue) return isLower || (next >= 65 && next <= 90) || next === 46;
  return text.charCodeAt(at + 2) >= 97 ? isLower : next >= 65 && next <= 90;
}

/** Whether only blanks, marks of a list and quotes stand in front of a word on its line. */
function isFirst(text: string, at: number): boolean {
  for (let before = at - 1; before >= 0; before--) {
    const code = text.charCodeAt(before);
    if (code === 10) return true;
    if (code !== 32 && code !== 9 && code !== 45 && code !== 34 && code !== 39) return false;
  }
  return true;
}

/** Characters of a user and a password that are read, as `hasHint` does. */
const longestUser = 200;

function hasUser(text: string, from: number): boolean {
  const end = Math.min(text.length, from + longestUser + 1);
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 64) return true;
    if (code <= 32 || code === 47) return false;
  }
  return false;
}

/** Whether a candidate is a key `value`, which tells nothing without the name beside it. */
export function isValueKey(text: string, candidate: number): boolean {
  return isWritten(text, candidate, "lue");
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
    if (stop - start >= least && endsValue(text, stop, end) && mayBeToken(text, start, stop)) return true;
    at = stop + least;
  }
  return false;
}

/** Whether a token may be the end of a value: quotes may stand around it, behind it the mark that ends a statement, and a comment. */
function endsValue(text: string, stop: number, end: number): boolean {
  let at = stop;
  while (at < end && text.charCodeAt(at) <= 32) at++;
  if (at >= end) return true;
  const code = text.charCodeAt(at);
  // " ' ` , ; and those of a comment.
  if (at === stop) return code === 34 || code === 39 || code === 96 || code === 44 || code === 59;
  return code === 35 || code === 47 || code === 59;
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
