import type { Detector } from "../detector";
import { alphabets, madeUp } from "../samples";

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
const token = (seed: number, claims: object): string =>
  [encode({ alg: "HS256", typ: "JWT" }), encode(claims), madeUp(43, alphabets.base64url, seed)].join(".");

const detector: Detector = {
  id: "jwt",
  title: "JSON Web Tokens",
  why: "A signed token is accepted from whoever shows it, until it expires; many service tokens never do.",
  references: ["https://www.rfc-editor.org/rfc/rfc7519"],
  formats: [
    {
      what: "a JSON Web Token",
      anchor: "eyJ",
      offset: 0,
      shortest: 36,
      pattern: /eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{4,8000}\.[A-Za-z0-9_-]{16,2000}/y,
      verify: holdsJson,
    },
  ],
  leaks: () => [
    { keyPath: ["data", "token"], value: token(1, { sub: "api" }) },
    {
      keyPath: ["data", "run.sh"],
      value: `curl -H "Authorization: Bearer ${token(2, { sub: "ci" })}" http://api\nexit 0\n`,
    },
    { keyPath: ["data", "SERVICE_ROLE"], value: token(3, { role: "service_role" }) },
  ],
  innocent: () => [
    { keyPath: ["data", "header"], value: encode({ alg: "none" }) },
    { keyPath: ["data", "token"], value: "${TOKEN}" },
    { keyPath: ["data", "cursor"], value: `eyJ${madeUp(5, alphabets.digits)}` },
  ],
};
export default detector;

/** Header and claims are JSON. */
function holdsJson(match: string): boolean {
  try {
    return match
      .split(".", 2)
      .map((part): unknown => JSON.parse(Buffer.from(part, "base64url").toString("utf8")))
      .every((part) => typeof part === "object" && part !== null);
  } catch {
    return false;
  }
}
