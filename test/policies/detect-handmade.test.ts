import assert from "node:assert/strict";
import { detect } from "../../policies/detect/index";
import { isMadeByHand } from "../../policies/detect/evidence/handmade";
import { alphabets, madeUp } from "../../policies/detect/samples";

/** Levels that are found in a value, under a key that says nothing unless one is given. */
function levels(value: string, key = "notes.txt"): string[] {
  return detect({ keyPath: ["data", key], value }).findings.map(({ level }) => level);
}

const gitlab = (body: string) => ["gl", "pat-", body].join("");
const google = (body: string) => ["AI", "za", body].join("");
const real = madeUp(20);

describe("values that somebody typed to show a token's form", () => {
  const bodies: [how: string, body: string][] = [
    ["one character", "a".repeat(35)],
    ["the alphabet", "Syabcdefghijklmnopqrstuvwxyz1234567"],
    ["the alphabet in both cases", "aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQr"],
    ["the alphabet in cases that change", "aBcDeFgHiJkLmNoPqRsTuVwXyZ123456789"],
    ["digits again and again", "12312312312312312312312312312312312"],
    ["several characters, each many times", "5555555dAAAAA7777777CcccCFaaaaaaaaa"],
    ["pieces of sequences", "abc123def456ghi789jkl012mno345pqr67"],
    ["words", "RANDOMSTRINGHERETHATISNOTASECRETKEY"],
    ["words with marks between", "this-is-not-the-token-that-you-want"],
  ];
  for (const [how, body] of bodies) {
    it(`are placeholders: ${how}`, () => assert.deepEqual(levels(google(body)), ["placeholder"]));
  }

  it("are placeholders under a key that names a token, but not under one that names a password", () => {
    const typed = "abcdefghijklmnop" + "qrstuvwxyz";
    assert.deepEqual(levels(`x${typed}`, "API_TOKEN"), ["placeholder"]);
    assert.deepEqual(levels(`x${typed}`, "DB_PASSWORD"), ["certain"]);
  });

  it("are no random values", () => assert.deepEqual(levels("cfg_aBcDeFgHiJkLmNoPqRsT" + "1234567890abcdefghijk"), []));

  const disguises: [how: string, body: string][] = [
    ["a sequence in front", `1234567890${real}`],
    ["a sequence behind", `${real}abcdefghijklmnopqrstuvwxyz1234567890`],
    ["many of one character in front", `${"a".repeat(30)}${real}`],
    ["many of one character behind", `${real}${"0".repeat(30)}`],
    ["a repetition on both sides", `123123123${real}123123123`],
    ["words around it", `this-is-not-a-token-${real}-at-all`],
  ];
  for (const [how, body] of disguises) {
    it(`do not hide a real token with ${how}`, () => assert.deepEqual(levels(gitlab(body)), ["certain"]));
  }

  it("do not hide a real token that a comment calls an example", () => {
    assert.deepEqual(levels(`token: ${gitlab(real)} # EXAMPLE, not a real one\nport: 80\n`, "app.yaml"), ["certain"]);
    assert.deepEqual(levels(`# abcdefghijklmnop 1234567890\ntoken: ${gitlab(real)}\n`, "app.yaml"), ["certain"]);
  });

  it("are taken for real next to never: one generated value of ten thousand and less", () => {
    const alphabetsOfTokens = [alphabets.alnum, alphabets.base32, alphabets.base64url, alphabets.hex];
    let taken = 0;
    for (const alphabet of alphabetsOfTokens) {
      for (let seed = 1; seed <= 5000; seed++) if (isMadeByHand(madeUp(20, alphabet, seed))) taken++;
    }
    assert.ok(taken <= 2, `${taken} of 20,000`);
  });
});
