import type { Detector, Piece, Verdict } from "../detector";
import { isMadeByHand } from "../evidence/handmade";
import { readKey, readOne } from "../evidence/key-name";
import { isPlaceholder } from "../evidence/placeholders";
import { looksRandom } from "../evidence/randomness";
import { bare, isInnocent } from "../evidence/value";
import { alphabets, madeUp } from "../samples";

const detector: Detector = {
  id: "random-value",
  title: "Random values under a key that says nothing",
  why:
    "Generated values are mostly credentials. A key such as APPLE_IAP does not say that its value is Apple's shared secret, " +
    "and no pattern knows one 32-digit hexadecimal number from another.",
  references: ["https://cwe.mitre.org/data/definitions/312.html"],
  order: 90,
  judge,
  leaks: () => [
    { keyPath: ["data", "APPLE_IAP"], value: madeUp(32, alphabets.hex) },
    { keyPath: ["data", "PAYMENTS"], value: madeUp(40) },
    { keyPath: ["data", "app.properties"], value: `billing=${madeUp(44, alphabets.base64)}\nport=80\n` },
  ],
  innocent: () => [
    { keyPath: ["data", "checksum"], value: madeUp(64, alphabets.hex) },
    { keyPath: ["data", "install_id"], value: madeUp(32, alphabets.hex) },
    { keyPath: ["data", "etag"], value: madeUp(32, alphabets.hex) },
    { keyPath: ["data", "GREETING"], value: "the-quick-brown-fox-jumps-over" },
    { keyPath: ["data", "ciphers"], value: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384" },
  ],
};
export default detector;

/** What is longer is a thing that was encoded: a picture, a ciphertext, a certificate. */
const longest = 200;

const setting = /^([A-Za-z][\w.-]{1,60})=([^=].{11,})$/;
/** A file of a web page whose name holds the hash of its content: `main.3f2a1b9c8d7e6f5a.js`. */
const file =
  /[-._/~][0-9A-Za-z_-]{6,64}(?:\.(?:min|chunk|bundle|module))?\.(?:m?js|css|map|png|jpe?g|gif|svg|ico|webp|woff2?|wasm)$/;

function judge({ keyPath, value, alias, isCode }: Piece): Verdict[] {
  if (value.length < 20 || value.length > longest || isCode === true || value.includes("$")) return [];
  // A line that sets a key, in a text of one line.
  const pair = setting.exec(value);
  if (pair !== null && readOne(pair[1]!).meaning !== "neutral") return [];
  const secret = bare(pair?.[2] ?? value);
  if (!looksRandom(secret, 20) || readKey(keyPath, alias).meaning !== "neutral" || file.test(secret)) return [];
  if (isInnocent(secret, "neutral") || isPlaceholder(secret) || isMadeByHand(secret)) return [];
  return [{ what: "a random value, as credentials are", level: "suspicious", secret }];
}
