import { crc32 } from "../checksum";
import type { Detector } from "../detector";
import { madeUp } from "../samples";

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const detector: Detector = {
  id: "github",
  title: "GitHub tokens",
  why: "A token reads and writes the repositories of its owner, and what their workflows may reach.",
  references: [
    "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/",
    "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github",
  ],
  formats: [
    { what: "a GitHub personal access token", prefixes: ["ghp_"], pattern: /ghp_[A-Za-z0-9]{36}(?![A-Za-z0-9])/ },
    { what: "a GitHub OAuth token", prefixes: ["gho_"], pattern: /gho_[A-Za-z0-9]{36}(?![A-Za-z0-9])/ },
    { what: "a GitHub App token", prefixes: ["ghu_", "ghs_"], pattern: /gh[us]_[A-Za-z0-9]{36}(?![A-Za-z0-9])/ },
    { what: "a GitHub refresh token", prefixes: ["ghr_"], pattern: /ghr_[A-Za-z0-9]{36,76}(?![A-Za-z0-9])/ },
    {
      what: "a fine-grained GitHub personal access token",
      prefixes: ["github_pat_"],
      pattern: /github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}(?![A-Za-z0-9])/,
    },
  ],
  leaks: () => [
    { keyPath: ["data", "TOKEN"], value: token("gh" + "p_") },
    { keyPath: ["data", "run.sh"], value: `git clone x\nGH=${token("gh" + "s_")} gh pr list\n` },
    { keyPath: ["data", "X"], value: "github_" + `pat_${madeUp(22)}_${madeUp(59)}` },
  ],
  innocent: () => [
    { keyPath: ["data", "doc"], value: "Tokens begin with gh" + "p_." },
    { keyPath: ["data", "GITHUB_TOKEN"], value: "${{ secrets.GITHUB_TOKEN }}" },
    { keyPath: ["data", "sha"], value: madeUp(40, "0123456789abcdef") },
  ],
};
export default detector;

/** The last six characters are the checksum of the ones before them. */
function token(prefix: string): string {
  const random = madeUp(30);
  let sum = crc32(random);
  let check = "";
  for (let digit = 0; digit < 6; digit++) {
    check = base62[sum % 62]! + check;
    sum = Math.floor(sum / 62);
  }
  return prefix + random + check;
}
