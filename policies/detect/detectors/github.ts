import { base62Checksum, hasBase62Checksum } from "../checksum";
import { madeUp } from "../samples";
import { vendorFamily } from "../vendor";

const random = madeUp(30);
const body = random + base62Checksum(random);

export default vendorFamily({
  id: "github",
  title: "GitHub tokens",
  why: "A token reads and writes the repositories of its owner, and what their workflows may reach.",
  references: [
    "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/",
    "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats",
  ],
  shapes: {
    "a GitHub personal access token": ["ghp_{a:36}"],
    "a GitHub OAuth token": ["gho_{a:36}"],
    "a GitHub App token": ["ghu_{a:36}", "ghs_{a:36}", "v1.{h:40}"],
    "a GitHub refresh token": ["ghr_{a:36-76}"],
    "a fine-grained GitHub personal access token": ["github_pat_{a:22}_{a:59}"],
  },
  checksum: {
    "a GitHub personal access token": hasBase62Checksum,
    "a GitHub OAuth token": hasBase62Checksum,
  },
  samples: {
    "a GitHub personal access token": () => `ghp${"_"}${body}`,
    "a GitHub OAuth token": () => `gho${"_"}${body}`,
  },
});
