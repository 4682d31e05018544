import type { Detector, Piece, Verdict } from "../detector";
import { readKey } from "../evidence/key-name";
import { isPlaceholder } from "../evidence/placeholders";
import { looksRandom, textureOf } from "../evidence/randomness";
import { bare, isExpression, isInnocent } from "../evidence/value";
import { alphabets, madeUp } from "../samples";

const detector: Detector = {
  id: "named-credential",
  title: "Values whose key names a credential",
  why:
    "A key that says password, token or secret says what its value opens. The value may be as short as a default password: " +
    "whoever reads the ConfigMap logs in with it.",
  references: [
    "https://cwe.mitre.org/data/definitions/798.html",
    "https://kubernetes.io/docs/concepts/configuration/secret/",
  ],
  order: 40,
  judge,
  leaks: () => [
    { keyPath: ["data", "APPLE_SHARED_SECRET"], value: madeUp(32, alphabets.hex) },
    { keyPath: ["data", "dbPassword"], value: "winter" + "storm" },
    { keyPath: ["data", "config.yaml"], value: `redis:\n  password: ${madeUp(12)}\n` },
    { keyPath: ["data", "requirepass"], value: "b" + "ar" },
  ],
  innocent: () => [
    { keyPath: ["data", "JWT_GCP_TOKEN_URL"], value: "https://tokens.internal/jwt" },
    { keyPath: ["data", "SECRETS_DIR"], value: "/run/secrets" },
    { keyPath: ["data", "server-tokens"], value: "off" },
    { keyPath: ["data", "DB_PASSWORD"], value: "${DB_PASSWORD}" },
    { keyPath: ["data", "checksum"], value: madeUp(32, alphabets.hex) },
    { keyPath: ["data", "password"], value: "" },
  ],
};
export default detector;

function judge({ keyPath, value }: Piece): Verdict | undefined {
  const { meaning, noun } = readKey(keyPath);
  if (meaning !== "password" && meaning !== "secret") return undefined;
  const secret = bare(value);
  if (secret.length < 2 || secret.length > 4096 || isInnocent(secret)) return undefined;
  const what = `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
  if (isPlaceholder(secret)) return { what, level: "placeholder", secret };
  if (looksRandom(secret, 12)) return { what, level: "certain", secret };
  if (isExpression(secret) || /\s/.test(secret)) return undefined;
  if (meaning === "password") return { what, level: "likely", secret };
  return isMixed(secret) ? { what, level: "likely", secret } : undefined;
}

/** Not a name: letters and digits are mixed as no name mixes them. */
function isMixed(value: string): boolean {
  if (value.length < 8) return false;
  const { digits, lower, upper, changes } = textureOf(value);
  return digits > 1 && lower + upper > 2 && changes > 0.25;
}
