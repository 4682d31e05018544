/**
 * How usual a pair of letters is in English technical prose, one digit a pair (row: first letter, column: second): the binary
 * logarithm of its frequency against that of chance, plus six, between 0 and 9. Words come to 7 on average, chance to 3.4.
 */
const pairs =
  "37872573735979171989665364" +
  "73337100630732620663700040" +
  "81638008717730910758701040" +
  "73359242822523630562633240" +
  "85897764543879576998475852" +
  "60217600810612700545600050" +
  "61017255611546510652610042" +
  "70008200701343710545501030" +
  "77876770314879961789370466" +
  "40005001200000520150410000" +
  "40127231600203320161402021" +
  "83469431924823850266642081" +
  "85338020821463770052510030" +
  "83888693736545752389563052" +
  "56774562536789770977767342" +
  "81248134703742870857610030" +
  "00000000200300000000600000" +
  "94669563906576850687653060" +
  "62749417805543772489724251" +
  "82649338910644840887604172" +
  "66656550602778460777000302" +
  "60108010701001400120300000" +
  "61116025600305600550002000" +
  "40505001500000060006000120" +
  "43304210500345450153013032" +
  "50006001402200300010200012";
const usual = Uint8Array.from(pairs, Number);

/** What a string's characters say about how it was made. */
export interface Texture {
  /** Pairs of neighbouring letters, from 0 (never seen in English) to 9; 9 where there are none. */
  language: number;
  /** Shannon entropy of the characters, divided by the most that its length and character set allow: 0 to about 1. */
  evenness: number;
  /** Changes between lower case, upper case, digits and marks, for each pair of neighbours: 0 to 1. */
  changes: number;
  digits: number;
  lower: number;
  upper: number;
  marks: number;
  isHex: boolean;
}

/** How often each character stands in the string that is measured; those of other alphabets share a place with one of Latin. All zero between two strings. */
const counts = new Uint16Array(256);

/** Measures a string in one pass. @param text At most the first 512 characters are measured. */
export function textureOf(text: string): Texture {
  const length = Math.min(text.length, 512);
  const kinds = [0, 0, 0, 0];
  let letters = 0;
  let sum = 0;
  let changes = 0;
  let hex = true;
  let previousLetter = -1;
  let previousKind = -1;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    counts[code & 255]!++;
    const kind = kindOf(code);
    kinds[kind]!++;
    if (previousKind !== -1 && kind !== previousKind) changes++;
    const letter = kind === 0 ? code - 97 : kind === 1 ? code - 65 : -1;
    if (letter !== -1 && previousLetter !== -1) {
      sum += usual[previousLetter * 26 + letter]!;
      letters++;
    }
    if (kind === 3 || letter > 5) hex = false;
    previousLetter = letter;
    previousKind = kind;
  }
  let entropy = 0;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at) & 255;
    const count = counts[code]!;
    if (count === 0) continue;
    entropy -= (count / length) * Math.log2(count / length);
    counts[code] = 0;
  }
  const [lower, upper, digits, marks] = kinds as [number, number, number, number];
  const alphabet = hex ? 16 : (lower > 0 ? 26 : 0) + (upper > 0 ? 26 : 0) + (digits > 0 ? 10 : 0) + (marks > 0 ? 4 : 0);
  return {
    language: letters === 0 ? 9 : sum / letters,
    evenness: length < 2 ? 0 : entropy / expectedEntropy(length, Math.max(2, alphabet)),
    changes: length < 2 ? 0 : changes / (length - 1),
    digits,
    lower,
    upper,
    marks,
    isHex: hex && length > 0,
  };
}

function kindOf(code: number): 0 | 1 | 2 | 3 {
  if (code >= 97 && code <= 122) return 0;
  if (code >= 65 && code <= 90) return 1;
  if (code >= 48 && code <= 57) return 2;
  return 3;
}

/**
 * What a random string of this length can be expected to have: its alphabet's entropy, less the correction for a short sample
 * (Miller and Madow), and never more than that of all characters being different.
 */
function expectedEntropy(length: number, alphabet: number): number {
  const most = Math.log2(Math.min(length, alphabet));
  return Math.max(1, Math.min(most, Math.log2(alphabet) - (alphabet - 1) / (2 * length * Math.LN2)));
}

const hexWithDashes = /^[0-9A-Fa-f]{8}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{12}$/;

/** @example isUuid("123e4567-e89b-12d3-a456-426614174000") // true */
export function isUuid(value: string): boolean {
  return value.length === 36 && hexWithDashes.test(value);
}

/**
 * Whether a value looks made by a generator: no words, an even spread of characters.
 *
 * @param value Without blanks.
 * @param least Characters it must have at least, default 16.
 */
export function looksRandom(value: string, least = 16): boolean {
  if (value.length < least || !/^[A-Za-z0-9+/=_\-.~!@#$%^&*]+$/.test(value)) return false;
  const body = value.replace(/=+$/, "");
  const texture = textureOf(body);
  const { language, evenness, changes, digits, lower, upper, marks, isHex } = texture;
  if (isHex)
    return digits > 0 && lower + upper > 0 && (lower === 0 || upper === 0) && evenness > 0.7 && body.length >= 16;
  if (marks > body.length / 4 || evenness < 0.75) return false;
  if (digits === body.length || isName(body)) return false;
  const cases = (lower > 0 ? 1 : 0) + (upper > 0 ? 1 : 0) + (digits > 0 ? 1 : 0);
  if (cases === 1) return body.length >= 20 && language < 4.8;
  if (cases === 2) return (language < 5 && changes > 0.12) || (language < 6 && changes > 0.3);
  return (language < 5.2 && changes > 0.2) || (language < 6.2 && changes > 0.4);
}

/** Words and short parts between marks: `pv-dd-account-hdd-5g`, `api-7d9f8b6c5d-x2x4z`, `TLS_AES_256_GCM_SHA384`. */
function isName(text: string): boolean {
  const parts = text.split(/[-_./:]/);
  if (parts.length < 3) return false;
  const isOneCase = text === text.toLowerCase() || text === text.toUpperCase();
  return isOneCase && parts.every((part) => part.length <= 10);
}
