import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { detect } from "../../policies/detect/index";
import { alphabets, madeUp } from "../../policies/detect/samples";

const hex = madeUp(32, alphabets.hex);
const stripe = ["sk", "live", madeUp(24)].join("_");
const github = `gh${"p"}_${madeUp(36)}`;
const base64 = (text: string): string => Buffer.from(text).toString("base64");

function isFound(key: string, value: string): boolean {
  return detect({ keyPath: ["data", key], value }).findings.some(({ level }) => level !== "placeholder");
}

describe("attempts to get a credential past the detection", () => {
  const keys = [
    "APPLE_SHARED_SECRET",
    "apple_shared_secret",
    "appleSharedSecret",
    "AppleSharedSecret",
    "apple.shared.secret",
    "apple-shared-secret",
    "APPLE__SHARED__SECRET",
    "APPLE SHARED SECRET",
    "applesharedsecret",
    "sharedsecret",
    "APPLE_SHARED_SECRET_PROD",
    "APPLE_SHARED_SECRET_2",
    "aPpLe_sHaReD_sEcReT",
    "APPLE_SHARED_SЕCRET",
    "ＡＰＰＬＥ_ＳＨＡＲＥＤ_ＳＥＣＲＥＴ",
    "APPLE_SHARED_SEC\u200bRET",
    "APPLE_IAP",
    "X",
    "config",
    "note",
    "misc",
  ];
  for (const key of keys) {
    it(`a key written as ${JSON.stringify(key)}`, () => assert.ok(isFound(key, hex)));
  }

  const texts: [how: string, value: string][] = [
    ["blanks around it", `  ${hex}  `],
    ["a line feed behind it", `${hex}\n`],
    ["quotes around it", `"${hex}"`],
    ["single quotes around it", `'${hex}'`],
    ["upper case", hex.toUpperCase()],
    ["base64", base64(hex)],
    ["base64 of its setting", base64(`APPLE_SHARED_SECRET=${hex}`)],
    ["base64 twice", base64(base64(`APPLE_SHARED_SECRET=${hex}`))],
    ["gzip", gzipSync(`APPLE_SHARED_SECRET=${hex}`).toString("base64")],
    ["JSON", JSON.stringify({ apple: { sharedSecret: hex } })],
    ["JSON in a list", JSON.stringify([{ apple: [{ sharedSecret: hex }] }])],
    ["JSON in JSON", JSON.stringify({ a: JSON.stringify({ sharedSecret: hex }) })],
    ["escapes in JSON", `{"shared\\u0053ecret":"${hex}"}`],
    ["YAML", `apple:\n  sharedSecret: ${hex}\n`],
    ["a tag in YAML", `apple:\n  sharedSecret: !!str ${hex}\n`],
    ["an anchor in YAML", `apple:\n  sharedSecret: &x ${hex}\n`],
    ["an alias in YAML", `x: &x ${hex}\nsharedSecret: *x\n`],
    ["a folded value in YAML", `apple:\n  sharedSecret: >\n    ${hex}\n`],
    ["a literal value in YAML", `apple:\n  sharedSecret: |-\n    ${hex}\n`],
    ["a map on one line", `apple: {sharedSecret: ${hex}}\nother: 1\n`],
    ["a complex key", `? sharedSecret\n: ${hex}\nother: 1\n`],
    ["another document", `a: 1\n---\nb: 2\n---\nsharedSecret: ${hex}\n`],
    ["a comment", `port: 80\n# sharedSecret: ${hex}\n`],
    ["a comment behind a value", `port: 80 # sharedSecret: ${hex}\nhost: x\n`],
    ["properties", `a=1\napple.shared.secret=${hex}\n`],
    ["properties with a colon", `a:1\napple.shared.secret:${hex}\n`],
    ["properties with a blank", `a 1\napple.shared.secret ${hex}\n`],
    ["INI", `[apple]\nshared_secret = ${hex}\n`],
    ["TOML", `[apple]\nshared_secret = "${hex}"\n`],
    ["XML", `<apple><sharedSecret>${hex}</sharedSecret></apple>`],
    ["an attribute of XML", `<apple sharedSecret="${hex}"/>`],
    ["CDATA in XML", `<apple><sharedSecret><![CDATA[${hex}]]></sharedSecret></apple>`],
    ["a shell script", `#!/bin/sh\nexport APPLE_SHARED_SECRET=${hex}\n`],
    ["a here document", `cat > x <<EOF\nAPPLE_SHARED_SECRET=${hex}\nEOF\n`],
    ["a default of a variable", `S=\${APPLE_SHARED_SECRET:-${hex}}\nrun\n`],
    ["a command's flag", `run --apple-shared-secret=${hex} --x\nexit\n`],
    ["a command's flag and a blank", `run --apple-shared-secret ${hex} --x\nexit\n`],
    ["a variable of a command", `env APPLE_SHARED_SECRET=${hex} run\nexit\n`],
    ["a parameter of a URL", `https://x.internal/a?shared_secret=${hex}&b=1`],
    ["a user of a URL", `https://apple:${hex}@x.internal/a`],
    ["a header", `curl -H "Authorization: Bearer ${hex}" https://x.internal\nexit\n`],
    ["a connection string", `Server=x;SharedSecret=${hex};Timeout=3`],
    ["a program", `const sharedSecret = "${hex}";\nrun(sharedSecret);\n`],
    ["a call in a program", `System.setProperty("apple.sharedSecret", "${hex}");\nrun();\n`],
    ["an entry of a map in a program", `x = {\n  "sharedSecret" => "${hex}",\n}\n`],
    ["a line of its own", `The value is below.\n${hex}\nIt is above.\n`],
    ["a thousand lines", `${"a: 1\n".repeat(1000)}sharedSecret: ${hex}\n`],
    ["Windows line ends", `a: 1\r\nsharedSecret: ${hex}\r\n`],
    ["a byte order mark", `\ufeffsharedSecret: ${hex}\nother: 1\n`],
    ["tabs", `a:\t1\nsharedSecret:\t${hex}\n`],
  ];
  for (const [how, value] of texts) {
    it(`the incident's value in ${how}`, () => assert.ok(isFound("settings", value)));
  }

  for (const secret of [stripe, github]) {
    const forms: [how: string, value: string][] = [
      ["a neutral key", secret],
      ["prose", `Use ${secret} for the tests.`],
      ["a comment", `a: 1\n# was ${secret}\n`],
      ["a comment of XML", `<a><!-- ${secret} --><b>1</b></a>`],
      ["quotes", `"${secret}"`],
      ["a list", `a:\n  - ${secret}\n`],
      ["a key", `${secret}: true\nother: 1\n`],
      ["a URL's path", `https://x.internal/${secret}/y`],
      ["base64", base64(secret)],
      ["base64 of a file", base64(`a: 1\nb: ${secret}\n`)],
      ["JSON", JSON.stringify({ a: { b: [secret] } })],
      ["a line feed in JSON", JSON.stringify({ a: `x\n${secret}\n` })],
    ];
    for (const [how, value] of forms) {
      for (const key of ["settings", "checksum", "revision"]) {
        it(`a vendor's token in ${how} under ${key}`, () => assert.ok(isFound(key, value)));
      }
    }
  }

  it("never shows a token that stands as a key", () => {
    const { findings } = detect({ keyPath: ["data", "x"], value: `a: 1\n${stripe}: ${hex}\n` });
    assert.ok(findings.length > 0);
    assert.ok(!JSON.stringify(findings).includes(stripe));
  });

  // Out of reach for a detection that sees one value at a time.
  it("cannot join a value that is split over two keys", () => {
    assert.ok(!isFound("PART_1", hex.slice(0, 16)));
  });
});
