import { createHash } from "node:crypto";
import { deflateSync, gzipSync } from "node:zlib";
import type { ValueMap } from "../../../policies/engine/value";
import { base64, configMap, type Technique, toHex } from "./technique";

/** Made out of the same value: hard to see, and found by where it comes from. */
const disguises: Record<string, (value: string) => ValueMap> = {
  "under a neutral key": (value) => ({ NOTE: value }),
  "inside a sentence": (value) => ({ NOTE: `The answer is ${value}, keep it.` }),
  "split over two keys": (value) => ({ LEFT: value.slice(0, 7), RIGHT: value.slice(7) }),
  "split over keys in another order": (value) => ({ PART_2: value.slice(7), PART_1: value.slice(0, 7) }),
  "one character a key": (value) =>
    Object.fromEntries([...value].map((letter, at) => [`PART_${String(at).padStart(3, "0")}`, letter])),
  "with characters that are not seen": (value) => ({ NOTE: [...value].join("\u200b") }),
  "with soft hyphens": (value) => ({ NOTE: [...value].join("\u00ad") }),
  "in wide letters": (value) => ({
    NOTE: value.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
  }),
  "with spaces between": (value) => ({ NOTE: [...value].join(" ") }),
  "in hexadecimal digits": (value) => ({ NOTE: toHex(value) }),
  "percent-encoded throughout": (value) => ({ NOTE: toHex(value).replace(/../g, "%$&") }),
  "with Unicode escapes": (value) => ({
    NOTE: [...value].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
  }),
  "with entities of XML": (value) => ({ NOTE: [...value].map((letter) => `&#${letter.charCodeAt(0)};`).join("") }),
  "in base64": (value) => ({ NOTE: base64(value) }),
  "in base64, twice": (value) => ({ NOTE: base64(base64(value)) }),
  "in base64, in a longer text": (value) => ({ NOTE: `v1.${base64(`x:${value}`)}.end` }),
  compressed: (value) => ({ NOTE: base64(gzipSync(value)) }),
  "in base64 in JSON in a query": (value) => ({ NOTE: encodeURIComponent(JSON.stringify([base64(value)])) }),
  "in a key": (value) => ({ [value.replace(/[^\w.-]/g, "_")]: "1" }),
  backwards: (value) => ({ NOTE: [...value].reverse().join("") }),
  "with lookalike letters": (value) => ({
    NOTE: value.replaceAll("a", "\u0430").replaceAll("o", "\u043e").replaceAll("c", "\u0441"),
  }),
  "shifted by thirteen letters": (value) => ({ NOTE: value.replace(/[a-z]/gi, rot13) }),
  "deflated without gzip": (value) => ({ NOTE: base64(deflateSync(value)) }),
  "as a hash": (value) => ({ NOTE: createHash("sha256").update(value).digest("hex") }),
};

function rot13(letter: string): string {
  const first = letter <= "Z" ? 65 : 97;
  return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first);
}
/** A value of the stack's own, disguised: it is found by where it comes from, whatever it looks like. */
export const disguised: readonly Technique[] = Object.entries(disguises).map(([title, data]) => ({
  title,
  hide: (key, value) => [
    {
      type: "aws:secretsmanager/secretVersion:SecretVersion",
      name: "app",
      props: { secretId: "dev/api/app", secretString: JSON.stringify({ [key]: value.trim() }) },
    },
    ...configMap({ LOG_LEVEL: "info", ...data(value.trim()) }),
  ],
}));
