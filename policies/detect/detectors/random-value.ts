import type { Detector, Piece, Verdict } from "../detector";
import { readKey } from "../evidence/key-name";
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
  ],
};
export default detector;

function judge({ keyPath, value }: Piece): Verdict | undefined {
  const secret = bare(value);
  if (secret.length < 20 || secret.length > 512 || !looksRandom(secret, 20)) return undefined;
  if (readKey(keyPath).meaning !== "neutral" || isInnocent(secret) || isPlaceholder(secret)) return undefined;
  return { what: "a random value, as credentials are", level: "suspicious", secret };
}
