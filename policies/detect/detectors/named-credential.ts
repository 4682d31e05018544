import type { Detector, Piece, Verdict } from "../detector";
import { judgeNamed } from "../evidence/judge-value";
import { readKey } from "../evidence/key-name";
import { bare } from "../evidence/value";
import { withArticle } from "../evidence/words";
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
  order: 60,
  judge,
  leaks: () => [
    { keyPath: ["data", "APPLE_SHARED_SECRET"], value: madeUp(32, alphabets.hex) },
    { keyPath: ["data", "dbPassword"], value: "winter" + "storm" },
    { keyPath: ["data", "ADMIN_PASSWORD"], value: "My cat " + "Tom, 1987!" },
    { keyPath: ["data", "config.yaml"], value: `redis:\n  password: ${madeUp(12)}\n` },
    { keyPath: ["data", "requirepass"], value: "b" + "ar" },
    { keyPath: ["data", "env.json"], value: JSON.stringify([{ name: "DB_PASSWORD", value: madeUp(9) }]) },
    { keyPath: ["data", "site.xml"], value: `<a>\n  <name>db.password</name>\n  <value>${madeUp(9)}</value>\n</a>` },
  ],
  innocent: () => [
    { keyPath: ["data", "JWT_GCP_TOKEN_URL"], value: "https://tokens.internal/jwt" },
    { keyPath: ["data", "SECRET_REDIS_CA_CERTIFICATE_KEY"], value: "ca.crt" },
    { keyPath: ["data", "SECRETS_DIR"], value: "/run/secrets" },
    { keyPath: ["data", "server-tokens"], value: "off" },
    { keyPath: ["data", "external_secrets_replicas"], value: "2" },
    { keyPath: ["data", "secretName"], value: "api-credentials" },
    { keyPath: ["data", "DB_PASSWORD"], value: "${DB_PASSWORD}" },
    { keyPath: ["data", "password"], value: "" },
    { keyPath: ["data", "password"], value: "At least 12 characters" },
    { keyPath: ["data", "password"], value: "Your password" },
    { keyPath: ["data", "PASSWORD_MIN_LENGTH"], value: "12" },
  ],
};
export default detector;

function judge({ keyPath, value, alias, ...written }: Piece): Verdict[] {
  const reading = readKey(keyPath, alias);
  const secret = bare(value);
  const level = judgeNamed(secret, reading, written);
  return level === undefined ? [] : [{ what: withArticle(reading.noun), level, secret }];
}
