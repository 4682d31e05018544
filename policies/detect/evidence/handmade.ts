import { textureOf } from "./randomness";

/** Characters of chance that a credential holds at least, or half of it where it is shorter than twice that. */
const least = 10;
/** How often two letters of English words follow each other, on the scale of `Texture.language`; chance comes to 3.4. */
const words = 6.5;

/**
 * Whether somebody typed a value to show the form of a token: `aaaa…`, `1231231…`, `abcdefg…`, `aAbBcC…`, `RANDOMSTRINGHERE`. Runs
 * are taken out and what is left is counted, so that a real token stays one whatever was put in front of it or behind.
 *
 * @param body A token without the prefix that is the same in all of them.
 */
export function isMadeByHand(body: string): boolean {
  const text = body.replace(/[^A-Za-z0-9]+/g, "").toLowerCase();
  if (text.length < 6) return false;
  const left = withoutRuns(text);
  if (left.length < Math.min(least, Math.ceil(text.length / 2))) return true;
  return text.length >= 14 && !/\d/.test(text) && textureOf(text).language >= words;
}

/** What is left of a text without repetitions and sequences of letters and digits. @param text In lower case. */
function withoutRuns(text: string): string {
  let left = "";
  for (let at = 0; at < text.length;) {
    const length = runAt(text, at);
    if (length === 0) left += text[at];
    at += Math.max(1, length);
  }
  return left;
}

/** Characters of the longest run that begins at an offset, 0 for none. */
function runAt(text: string, at: number): number {
  return Math.max(
    sequence(text, at, 3, (step) => step === 1),
    sequence(text, at, 4, (step) => step === -1),
    // Both cases of each letter: aabbcc.
    sequence(text, at, 6, (step) => step === 0 || step === 1),
    repetition(text, at),
  );
}

function sequence(text: string, at: number, shortest: number, goesOn: (step: number) => boolean): number {
  let end = at + 1;
  while (end < text.length && goesOn(stepOf(text.charCodeAt(end - 1), text.charCodeAt(end)))) end++;
  return end - at >= shortest ? end - at : 0;
}

/** The way from one character to the next, where 0 follows 9 and a digit may follow the last letter. */
function stepOf(from: number, to: number): number {
  const isWrapped = to === 48 && (from === 57 || from === 102 || from === 122);
  return isWrapped || (to === 97 && from === 57) || (to === 49 && from === 122) ? 1 : to - from;
}

/** `aaa`, `ababab`, `123123123`, and longer pieces that come twice. */
function repetition(text: string, at: number): number {
  let longest = 0;
  for (let period = 1; period <= 8 && at + 2 * period <= text.length; period++) {
    let end = at + period;
    while (end < text.length && text[end] === text[end - period]) end++;
    const length = end - at;
    if (length >= Math.max(3, period < 4 ? 3 * period : 2 * period) && length > longest) longest = length;
  }
  return longest;
}
