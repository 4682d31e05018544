import { base62Checksum, hasBase62Checksum } from "../checksum";
import { madeUp } from "../samples";
import { vendorFamily } from "../vendor";

export default vendorFamily({
  id: "package-registries",
  title: "Tokens of package registries",
  why: "Whoever holds a publishing token puts code into every build that installs the package.",
  references: [
    "https://docs.npmjs.com/about-access-tokens",
    "https://pypi.org/help/#apitoken",
    "https://docs.docker.com/security/for-developers/access-tokens/",
    "https://guides.rubygems.org/api-key-scopes/",
    "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
  ],
  shapes: {
    "an npm token": ["npm_{a:36}"],
    "a PyPI token": ["pypi-AgEIcHlwaS5vcmc{u:50-1000}", "pypi-AgENdGVzdC5weXBpLm9yZw{u:50-1000}", "pypi-{u:85-1000}"],
    "a RubyGems key": ["rubygems_{h:48}"],
    "a crates.io token": ["cio{a:32}"],
    "a Docker Hub token": ["dckr_pat_{u:27}", "dckr_oat_{u:32}"],
    "a NuGet API key": ["oy2{n:43}"],
    "a Clojars token": ["CLOJARS_{n:60}"],
    "an Artifactory API key": ["AKCp{a:58-80}"],
    "an Artifactory reference token": ["cmVmdGtu{a:56}"],
    "an Open VSX token": ["ovsxat_{uuid}"],
    "a Packagist token": [
      "packagist_uut_{h:64}",
      "packagist_oct_{h:64}",
      "packagist_out_{h:64}",
      "packagist_ort_{h:64}",
    ],
    "a JSR token": ["jsrp_{a:40-70}", "jsrd_{a:40-70}"],
    "a Deno Deploy token": ["ddp_{a:36}", "ddo_{a:36}", "ddw_{a:36}"],
  },
  checksum: { "an npm token": hasBase62Checksum },
  samples: { "an npm token": () => `npm${"_"}${withChecksum(madeUp(30))}` },
});

function withChecksum(random: string): string {
  return random + base62Checksum(random);
}
