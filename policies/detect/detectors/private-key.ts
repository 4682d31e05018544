import type { Detector } from "../detector";
import { alphabets, madeUp } from "../samples";

const dashes = "-".repeat(5);
function pem(kind: string, body: string): string {
  return `${dashes}BEGIN ${kind}${dashes}\n${body}\n${dashes}END ${kind}${dashes}\n`;
}
const body = (seed: number): string =>
  [1, 2, 3].map((line) => madeUp(64, alphabets.base64, seed * 10 + line)).join("\n");

const detector: Detector = {
  id: "private-key",
  title: "Private keys",
  why: "Whoever holds a private key is the server, the user or the signer that it belongs to, until the key is replaced everywhere.",
  references: ["https://www.rfc-editor.org/rfc/rfc7468", "https://man.openbsd.org/ssh-keygen"],
  formats: [
    {
      what: "a private key",
      anchor: `${dashes}BEGIN `,
      offset: 0,
      // As text, with escapes for its line feeds, or after headers such as "Proc-Type: 4,ENCRYPTED".
      pattern:
        /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:[\sA-Za-z0-9+/=:,.\\()@]|-(?!----)){64,20000}/y,
    },
  ],
  leaks: () => [
    { keyPath: ["data", "tls.key"], value: pem("PRIVATE KEY", body(1)) },
    { keyPath: ["data", "id_rsa"], value: pem("RSA PRIVATE KEY", body(2)) },
    { keyPath: ["data", "id_ed25519"], value: pem("OPENSSH PRIVATE KEY", body(3)) },
  ],
  innocent: () => [
    { keyPath: ["data", "tls.crt"], value: pem("CERTIFICATE", body(4)) },
    { keyPath: ["data", "key.pub"], value: pem("PUBLIC KEY", body(5)) },
    { keyPath: ["data", "README"], value: `The file begins with ${dashes}BEGIN PRIVATE KEY${dashes}.` },
  ],
};
export default detector;
