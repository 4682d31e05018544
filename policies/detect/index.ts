import type { Detection, Finding, Leaf, Level } from "./types";

const credentialWords = /^(password|passwd|pwd|secret|token|credential|passphrase)s?$/;
const placeholder = /^(change.?me|xxx+|\*+|todo|example|your[-_ ].*|<.*>|dummy|redacted)$/i;
const reference = /\$\{|\$\(|\{\{|^(vault|ref\+|op:|arn:|ENC\[)|^\/[\w./-]+$|^https?:\/\/[^@]*$|^[a-z0-9]+([-.][a-z0-9]+)+$/;

/** Looks for credentials in one value. */
export function detect({ keyPath, value }: Leaf): Detection {
  const findings: Finding[] = [];
  const add = (detector: string, what: string, level: Level, length: number) =>
    findings.push({ keyPath, detector, what, level, length });
  const url = /\b([a-z][a-z0-9+]{1,20}):\/\/[^\s:/@]{0,100}:([^\s@/]{1,200})@/.exec(value);
  if (url && !reference.test(url[2]!)) {
    const what = /^postgres/.test(url[1]!) ? "a PostgreSQL password" : "a password in a URL";
    add(/^postgres/.test(url[1]!) ? "postgres-url" : "url-password", what, "certain", value.length);
  }
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(value)) add("private-key", "a private key", "certain", value.length);
  if (/\b[sr]k_live_[A-Za-z0-9]{16,}/.test(value)) add("stripe-key", "a Stripe key", "certain", value.length);
  const words = String(keyPath.at(-1) ?? "").replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase().split(/[^a-z0-9]+/);
  if (findings.length === 0 && credentialWords.test(words.at(-1) ?? "") && value && !reference.test(value)) {
    add("credential-key", "a credential, by its key", placeholder.test(value) ? "placeholder" : "certain", value.length);
  }
  return { findings, unread: [] };
}
