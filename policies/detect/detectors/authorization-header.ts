import type { Detector, Piece, Verdict } from "../detector";
import { isPlaceholder } from "../evidence/placeholders";
import { isUuid, looksRandom } from "../evidence/randomness";
import { isReference } from "../evidence/references";
import { alphabets, madeUp } from "../samples";

const header =
  /\b(?:proxy-)?authorization["']?\s*[:=,]\s*["']?\s*(?:(basic|bearer|token|apikey|api-key|key|splunk|genie-?key)[\s:=]+)?["']?([A-Za-z0-9+/=_.~-]{6,2000})/gi;
const bearer = /(?:^|["'\s])(bearer|basic) ([A-Za-z0-9+/=_.~-]{12,2000})(?:$|["'\s])/gi;

const detector: Detector = {
  id: "authorization-header",
  title: "Authorization headers",
  why: "Who repeats the header is the user or the service that it belongs to.",
  references: ["https://www.rfc-editor.org/rfc/rfc7617", "https://www.rfc-editor.org/rfc/rfc6750"],
  order: 25,
  judge,
  leaks: () => [
    { keyPath: ["data", "run.sh"], value: `set -e\ncurl -H "Authorization: Bearer ${madeUp(40)}" http://api\n` },
    { keyPath: ["data", "HEADER"], value: `Basic ${Buffer.from(`ci:${madeUp(12)}`).toString("base64")}` },
    {
      keyPath: ["data", "headers.json"],
      value: JSON.stringify({ Authorization: `Token ${madeUp(40, alphabets.hex)}` }),
    },
  ],
  innocent: () => [
    { keyPath: ["data", "run.sh"], value: 'set -e\ncurl -H "Authorization: Bearer $TOKEN" http://api\n' },
    { keyPath: ["data", "HEADER"], value: "Basic authentication" },
    { keyPath: ["data", "realm"], value: 'Bearer realm="registry"' },
  ],
};
export default detector;

function judge({ value, keyPath }: Piece): Verdict[] {
  const isHeader = /authorization|auth.?header/i.test(String(keyPath.at(-1)));
  const text = isHeader ? `authorization: ${value}` : value;
  if (!/authorization|bearer|basic/i.test(text)) return [];
  const verdicts: Verdict[] = [];
  for (const pattern of [header, bearer]) {
    for (const [, scheme = "", secret] of text.slice(0, 20_000).matchAll(pattern)) {
      if (isReference(secret!) || /^(?:bearer|basic|token|authorization)$/i.test(secret!)) continue;
      const isBasic = scheme.toLowerCase() === "basic";
      const found = isBasic
        ? isUserAndPassword(secret!)
        : looksRandom(secret!.replace(/[.~]/g, ""), 16) || isUuid(secret!);
      if (!found || verdicts.some((verdict) => verdict.secret === secret)) continue;
      const what = isBasic ? "a user's password in a header" : "a token in a header";
      verdicts.push({ what, level: isPlaceholder(secret!) ? "placeholder" : "certain", secret: secret! });
    }
    if (verdicts.length > 0) break;
  }
  return verdicts;
}

/** Basic authentication is the base64 of `user:password`. */
function isUserAndPassword(encoded: string): boolean {
  return /^[^:\s\p{C}]{0,100}:[^\p{C}]{1,200}$/u.test(Buffer.from(encoded, "base64").toString("utf8"));
}
