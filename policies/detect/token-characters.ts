import { alphabets } from "./samples";

/**
 * Characters that a vendor's credential is made of: what stands between blanks, quotes and brackets. The credential is a part of
 * a run of them, so that a text without a long run holds none.
 */
export const tokenCharacters = `${alphabets.alnum}_.~+/=%-:|$;?!@`;

/** 1 for each code of ASCII that is one of them. */
export const inToken = new Uint8Array(128);
for (const letter of tokenCharacters) inToken[letter.charCodeAt(0)] = 1;
