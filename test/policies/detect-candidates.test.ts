import assert from "node:assert/strict";
import { discoverDetectors } from "../../policies/detect/discover-detectors";
import { hasHint } from "../../policies/detect/evidence/hints";
import { keyKinds, passwordNouns, secretNouns } from "../../policies/detect/evidence/vocabulary";
import { compounds } from "../../policies/detect/evidence/words";
import { isTelling } from "../../policies/detect/evidence/hints";
import { candidatesIn, holdsToken } from "../../policies/detect/open/candidates";
import { openLines } from "../../policies/detect/open/lines";
import { alphabets, madeUp } from "../../policies/detect/samples";

function isCandidate(line: string): boolean {
  return candidatesIn(line).length > 0 || holdsToken(line, 0, line.length);
}

describe("the lines that are read", () => {
  const kinds = [...keyKinds].flatMap((kind) => [`${kind}_key`, `${kind}Key`]);
  const names = [...passwordNouns, ...secretNouns, ...kinds, ...compounds.keys(), "GITHUB_PAT", "patTest", "dbPw"];

  it("are all that a key tells", () => {
    const spelled = names.flatMap((name) => [name, name.toUpperCase(), `x.${name}.y`, `${name}2`]).filter(isTelling);
    assert.ok(spelled.length > 200, `${spelled.length} keys`);
    assert.deepEqual(
      spelled.filter((key) => !isCandidate(`${key}: x`) || !isCandidate(`  ${key}=x`)),
      [],
    );
  });

  it("are all that the value gives a hint of", () => {
    const values = [
      ...discoverDetectors().flatMap(({ leaks, innocent }) => [...leaks(), ...innocent()].map(({ value }) => value)),
      ...Object.values(alphabets).flatMap((alphabet) =>
        Array.from({ length: 200 }, (_, seed) => madeUp(12 + (seed % 30), alphabet, seed)),
      ),
      "abcdefghijklmnopqrst",
      '"rk_live_abcdefghij",',
      "\\x68756e74657232",
      "get on >hunter2",
      "https://user@host",
      "{SSHA}abc",
      "$2y$10$abc",
      "identified with x",
      "redis-cli -a x",
      "{SHA}abc",
      "mysql -h db",
    ];
    const lines = values.flatMap((value) => value.split("\n")).filter((line) => hasHint(line));
    assert.ok(lines.length > 1000, `${lines.length} lines`);
    assert.deepEqual(
      lines.filter((line) => !isCandidate(line)),
      [],
    );
  });

  it("are all that are not written in ASCII", () => {
    for (const line of ["ключ: x", "é: x", "x: é", "aé: b"]) assert.ok(isCandidate(line), line);
  });

  it("are few of an ordinary file", () => {
    const lines = ["replicas: 3", "path: /var/lib", "image: nginx", "  - name: http", "port: 8080", "level: info"];
    assert.deepEqual(lines.filter(isCandidate), []);
  });
});

describe("the keys that lead to a line", () => {
  const keysOf = (text: string) =>
    openLines(text, "app.yaml").inside.map(({ keys, alias }) => [...keys, alias ?? ""].join("/"));

  const texts: [what: string, text: string, keys: string][] = [
    ["lines between", "top:\n  b:\n    c: 1\n  d:\n    e: 1\n    password: x1\n", "top/d/password/"],
    ["deeper lines before", "top:\n  b:\n    c:\n      d: 1\n  password: x1\n", "top/password/"],
    ["items before", "list:\n  - a: 1\n  - b: 1\n  - c: 1\n    password: x1\n", "list/2/password/"],
    [
      "items that were read before",
      "list:\n  - password: x1\n  - b: 1\n  - password: x2\n",
      "list/0/password/ list/2/password/",
    ],
    ["items in items", "- a:\n    - b: 1\n    - c: 1\n- d:\n    - e: 1\n    - password: x1\n", "1/d/1/password/"],
    [
      "a name beside it",
      "env:\n  - level: 1\n    name: GITHUB\n    other: 1\n    value: hunter2x9password\n",
      "env/0/value/GITHUB",
    ],
    [
      "the last of two names beside it",
      "env:\n  - name: PASSWORD\n    key: GITHUB_TOKEN\n    other: 1\n    value: hunter2x9password\n",
      "env/0/name/ env/0/key/ env/0/value/GITHUB_TOKEN",
    ],
    [
      "a name that does not tell behind one that does",
      "env:\n  - name: PASSWORD\n    key: LEVEL\n    other: 1\n    value: abc\n",
      "env/0/name/",
    ],
    [
      "lines between that were read for nothing",
      "top:\n  tokens:\n    authority: a\n    password: x1\n",
      "top/tokens/password/",
    ],
    ["a header", "aa = 1\n[db]\nb = 1\nhost = x\npassword = x1\n", "db/password/"],
    ["braces", "server {\n  listen 80\n  location / {\n    password = x1\n", "server/location/password/"],
    ["sentences between", "top:\n  b: 1\nand so on\n  password: x1\n", "top/password/"],
  ];
  for (const [what, text, keys] of texts)
    it(`are found with ${what}`, () => assert.equal(keysOf(text).join(" "), keys));
});
