import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { detect } from "../../policies/detect/index";
import { madeUp } from "../../policies/detect/samples";

const secret = madeUp(14);
const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** What was found, as `path @ line`. */
function places(file: string, value: string): string[] {
  return detect({ keyPath: ["data", file], value })
    .findings.filter(({ level }) => level !== "placeholder")
    .map(({ keyPath, line }) => `${keyPath.slice(2).join(".")}${line === undefined ? "" : ` @ ${line}`}`);
}

describe("opening a value", () => {
  const cases: [format: string, file: string, value: string, wanted: string[]][] = [
    ["JSON on one line", "a.json", `{"db":{"host":"x","password":"${secret}"}}`, ["db.password"]],
    ["JSON on many lines", "a.json", `{\n  "db": {\n    "password": "${secret}"\n  }\n}`, ["db.password @ 3"]],
    ["JSON with escapes", "a.json", `{"p\\u0061ssword":"${secret}"}`, ["password"]],
    ["JSON in JSON", "a.json", JSON.stringify({ a: JSON.stringify({ password: secret }) }), ["a.password"]],
    ["names beside values", "a.json", JSON.stringify([{ name: "DB_PASSWORD", value: secret }]), ["0.value"]],
    ["YAML", "a.yaml", `db:\n  host: x\n  password: ${secret}\n`, ["db.password @ 3"]],
    ["a list in YAML", "a.yaml", `users:\n  - name: a\n    password: ${secret}\n`, ["users.0.password @ 3"]],
    ["YAML of many documents", "a.yaml", `a: 1\n---\nb: 2\npassword: ${secret}\n`, ["1.password @ 4"]],
    ["a quoted key in YAML", "a.yaml", `a: 1\n"pass\\u0077ord": ${secret}\n`, ["password @ 2"]],
    ["a complex key in YAML", "a.yaml", `a: 1\n? password\n: ${secret}\n`, ["password @ 3"]],
    ["an alias in YAML", "a.yaml", `x: &it ${secret}\npassword: *it\n`, ["password @ 1"]],
    ["a map on one line of YAML", "a.yaml", `a: 1\ndb: {host: x, password: ${secret}}\n`, ["db.password @ 2"]],
    ["a value on the next line of YAML", "a.yaml", `a: 1\npassword: >-\n  ${secret}\n`, ["password @ 3"]],
    [
      "a file in YAML",
      "a.yaml",
      `files:\n  app.ini: |\n    [db]\n    password = ${secret}\n`,
      ["files.app.ini.db.password @ 4"],
    ],
    ["base64 in YAML", "a.yaml", `a: 1\ndata:\n  x: ${base64(`password=${secret}`)}\n`, ["data.x @ 3"]],
    ["properties", "a.properties", `a=b\nspring.datasource.password=${secret}\n`, ["spring.datasource.password @ 2"]],
    ["dotenv", ".env", `A=b\nexport DB_PASSWORD="${secret}"\n`, ["DB_PASSWORD @ 2"]],
    ["INI", "a.ini", `[db]\nhost = x\npassword = ${secret}\n`, ["db.password @ 3"]],
    ["TOML", "a.toml", `[db]\nhost = "x"\npassword = "${secret}"\n`, ["db.password @ 3"]],
    ["HOCON", "a.conf", `db {\n  host = x\n  password = "${secret}"\n}\n`, ["db.password @ 3"]],
    ["XML elements", "a.xml", `<a>\n  <db>\n    <password>${secret}</password>\n  </db>\n</a>`, ["a.db.password @ 3"]],
    ["XML attributes", "a.xml", `<a>\n  <add key="Password" value="${secret}"/>\n</a>`, ["a.add.value @ 2"]],
    [
      "XML names beside values",
      "a.xml",
      `<p>\n<name>x.password</name>\n<value>${secret}</value>\n</p>`,
      ["p.value @ 3"],
    ],
    ["a shell script", "a.sh", `#!/bin/sh\nset -e\nDB_PASSWORD=${secret}\n`, ["DB_PASSWORD @ 3"]],
    ["a program", "a.py", `import os\npassword = "${secret}"\nother_password = os.environ["X"]\n`, ["password @ 2"]],
    ["redis.conf", "redis.conf", `port 6379\nrequirepass ${secret}\n`, ["requirepass @ 2"]],
    ["base64", "a", base64(`{"password":"${secret}"}`), ["password"]],
    ["base64 of base64", "a", base64(base64(`{"password":"${secret}"}`)), ["password"]],
    ["base64url", "a", Buffer.from(`{"password":"${secret}","x":"??>>"}`).toString("base64url"), ["password"]],
    [
      "base64 on many lines",
      "a",
      base64(`{"password":"${secret}","x":"${"y ".repeat(60)}"}`).replace(/.{60}/g, "$&\n"),
      ["password @ 1"],
    ],
    ["gzip in base64", "a", gzipSync(`db:\n  password: ${secret}\n`).toString("base64"), ["db.password"]],
    ["hexadecimal escapes", "DB_PASSWORD", `\\x${Buffer.from(secret).toString("hex")}`, [""]],
    [
      ".dockerconfigjson",
      ".dockerconfigjson",
      JSON.stringify({ auths: { r: { auth: base64(`ci:${secret}`) } } }),
      ["auths.r.auth"],
    ],
    ["a kubeconfig", "config", `users:\n- name: a\n  user:\n    token: ${madeUp(40)}\n`, ["users.0.user.token @ 4"]],
    ["Windows line ends", "a.env", `A=b\r\nDB_PASSWORD=${secret}\r\n`, ["DB_PASSWORD @ 2"]],
  ];
  for (const [format, file, value, wanted] of cases) {
    it(`finds a password in ${format}`, () => assert.deepEqual(places(file, value), wanted));
  }

  it("says what it could not open", () => {
    const damaged = gzipSync(madeUp(200)).subarray(0, 60).toString("base64");
    assert.deepEqual(detect({ keyPath: ["data", "a"], value: damaged }).unread, [
      { keyPath: ["data", "a"], reason: "it is compressed, and damaged or too large" },
    ]);
  });

  it("stops at eight layers, and says so", () => {
    let value = `{"password":"${secret}"}`;
    for (let layer = 0; layer < 9; layer++) value = base64(value);
    assert.deepEqual(
      detect({ keyPath: ["data", "a"], value }).unread.map(({ reason }) => reason),
      ["it is nested more than 8 layers deep"],
    );
  });

  it("never says the value", () => {
    for (const [, file, value] of cases) {
      const { findings } = detect({ keyPath: ["data", file], value });
      assert.ok(!JSON.stringify(findings).includes(secret), file);
    }
  });
});

describe("the detection", () => {
  it("is total: no value makes it throw", () => {
    const pieces = [
      "{",
      "}",
      "[",
      "]",
      '"',
      "'",
      "`",
      ":",
      "=",
      "\n",
      " ",
      "-",
      "#",
      "<",
      ">",
      "&",
      "*",
      "|",
      "\\",
      "\\u00",
      "!!",
      "? ",
    ];
    const words = [
      "password",
      "token: ",
      "://a:b@c",
      "-----BEGIN ",
      "eyJ",
      "AKIA",
      "key=",
      "$2b$",
      "\u0000",
      "\ud800",
      "é",
      "H4sIAAAA",
    ];
    const all = [...pieces, ...words];
    let state = 7;
    for (let round = 0; round < 4000; round++) {
      let value = "";
      for (let part = 0; part < 40; part++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        value += all[state % all.length]!;
      }
      assert.doesNotThrow(() => detect({ keyPath: ["data", "x"], value }), JSON.stringify(value));
    }
  });

  it("reads eight megabytes of one kind of character", () => {
    for (const part of ["a", "A1", "=", " ", "\n", "-", "a b", "a: b\n", '"', "{", "<"]) {
      const value = part.repeat(Math.ceil(8_000_000 / part.length));
      const reasons = detect({ keyPath: ["data", "x"], value }).unread.map(({ reason }) => reason);
      assert.deepEqual(
        reasons.filter((reason) => reason.includes("failed")),
        [],
        JSON.stringify(part),
      );
    }
  });

  it("says that a line is too long", () => {
    const { unread } = detect({ keyPath: ["data", "x"], value: `a: 1\nb: ${"c d ".repeat(20_000)}\n` });
    assert.deepEqual(unread, [{ keyPath: ["data", "x"], reason: "it has a line of more than 50000 characters" }]);
  });

  it("reads a megabyte of anything", () => {
    const filler = [
      "a",
      " ",
      "\n",
      "=",
      ":",
      '"',
      "x=",
      "- ",
      "{",
      "<a>",
      "://",
      "@",
      "password ",
      "a.",
      "A1",
      "$",
      "\\",
      "--p ",
      "-u a:",
    ];
    for (const part of filler) {
      const { findings } = detect({ keyPath: ["data", "x"], value: part.repeat(Math.ceil(1_000_000 / part.length)) });
      assert.ok(findings.length >= 0);
    }
  });
});
