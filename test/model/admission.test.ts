import assert from "node:assert/strict";
import { admissionVariables } from "../../components/model/admission-expressions";
import { formatTables, prefixLength, toRe2, tokenPattern } from "../../components/model/admission-formats";
import { policySpec } from "../../components/model/admission-policy";
import * as values from "../../components/model/admission-values";
import { keyStems, passwordEnding, wordCode, wordPattern } from "../../components/model/admission-words";
import { discoverDetectors } from "../../policies/detect/discover-detectors";
import { alphabets, madeUp } from "../../policies/detect/samples";
import { re2 } from "./re2";

const code = wordCode();

/** A key's letters, made as the policy makes them. */
function letters(key: string): string {
  return (key.match(re2(wordPattern, "g")) ?? [])
    .map((word) => word.toLowerCase())
    .map((word) => {
      if (code.letters[word] !== undefined) return code.letters[word];
      if (/^[0-9]{1,4}$/.test(word)) return code.number;
      return re2(passwordEnding).test(word) ? code.password : code.other;
    })
    .join("");
}

/** What a key names, in the order in which the policy asks. */
function named(key: string): "password" | "secret" | "vague" | "nothing" {
  if (!re2(`(?i)${keyStems().join("|")}`).test(key)) return "nothing";
  const kinds = ["password", "secret", "vague"] as const;
  return kinds.find((kind) => re2(code.names[kind]).test(letters(key))) ?? "nothing";
}

const { tokens, marks } = formatTables();

/** Whether a value holds a vendor's format, looked up as the policy looks it up. */
function holdsFormat(value: string): boolean {
  const found = (value.match(re2(tokenPattern, "g")) ?? []).some((token) => {
    const pattern = tokens[token.slice(0, prefixLength)];
    return pattern !== undefined && re2(pattern).test(token) && !re2(values.filler).test(token);
  });
  return found || marks.some(([literal, pattern]) => value.includes(literal) && re2(pattern).test(value));
}

describe("what the admission policy reads in a key", () => {
  for (const [key, kind] of [
    ["APPLE_SHARED_SECRET", "secret"],
    ["appleSharedSecret", "secret"],
    ["apple.shared-secret", "secret"],
    ["sharedsecret", "secret"],
    ["APIKey", "secret"],
    ["API_KEYS", "secret"],
    ["GITHUB_TOKEN_PROD", "secret"],
    ["DB_PASSWORD", "password"],
    ["dbPassword2", "password"],
    ["DBPassword", "password"],
    ["PGPASSWORD", "password"],
    ["requirepass", "password"],
    ["SECRET_KEY_BASE", "vague"],
    ["JWT_GCP_TOKEN_URL", "nothing"],
    ["SECRET_REDIS_CA_CERTIFICATE_KEY", "nothing"],
    ["SECRETS_DIR", "nothing"],
    ["DB_PASSWORD_FILE", "nothing"],
    ["TOKEN_PATH", "nothing"],
    ["secretName", "nothing"],
    ["server-tokens", "secret"],
    ["external_secrets_replicas", "nothing"],
    ["ENABLE_PASSWORD", "nothing"],
    ["PUBLIC_KEY", "nothing"],
    ["PASSWORD_HASH", "nothing"],
    ["PASSWORD_HASH_ROUNDS", "nothing"],
    ["PASSWORD_COST", "nothing"],
    ["APPLE_IAP", "nothing"],
    ["checksum", "nothing"],
    ["PRIMARY_KEY", "nothing"],
    ["compass", "nothing"],
  ] as const) {
    it(`${key} names ${kind === "nothing" ? "nothing" : `a ${kind}`}`, () => assert.equal(named(key), kind));
  }

  it("takes every noun of the detection for one", () => {
    for (const word of ["passphrase", "passwd", "creds", "psk", "bearer", "pepper"]) {
      assert.notEqual(named(word), "nothing", word);
    }
  });
});

describe("what the admission policy reads in a value", () => {
  const bare = (value: string): string => re2(values.bareValue).exec(value)?.[0] ?? "";
  const passes = (value: string): boolean =>
    !re2(values.plainValue).test(value) ||
    re2(values.innocentValue).test(bare(value)) ||
    re2(values.placeholder).test(bare(value));

  for (const value of [
    madeUp(32, alphabets.hex),
    `"${madeUp(24)}"`,
    `${madeUp(40, alphabets.base64)}\n`,
    "winter" + "storm",
    "correct-horse-" + "battery",
  ]) {
    it(`judges a credential of ${value.length} characters, quoted or not`, () => assert.equal(passes(value), false));
  }

  for (const value of [
    "",
    "true",
    "None",
    "${DB_PASSWORD}",
    "$(DB_PASSWORD)",
    "{{ .Values.password }}",
    "<password>",
    "vault:secret/data/api#password",
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/api",
    "/run/secrets/password",
    "~/.netrc",
    "https://tokens.internal/jwt",
    "15m",
    "1.2.3",
    "grafana-admin-secret",
    "redis-password",
    "adminPassword",
    "config.token",
    "ops@example.com",
    "changeme",
    "CHANGE_ME",
    "your-password-here",
    "xxxxxxxx",
    "********",
    "__DB_PASSWORD__",
    "must be at least eight characters",
  ]) {
    it(`lets ${JSON.stringify(value)} pass`, () => assert.equal(passes(value), true));
  }
});

describe("what the admission policy reads in a document", () => {
  const assignment = re2(values.assignment(keyStems()), "g");
  const secret = "winter" + "storm7";

  for (const [what, text] of [
    ["YAML", `redis:\n  password: ${secret}\n`],
    ["quoted YAML", `redis:\n  - password: "${secret}"\r\n`],
    ["JSON on one line", `{"user":"api","password":"${secret}","port":1}`],
    ["properties", `db.user=api\ndb.password=${secret}\n`],
    ["dotenv", `export DB_PASSWORD='${secret}'\n`],
  ] as const) {
    it(`finds the line and its two halves in ${what}`, () => {
      const line = text.match(assignment)?.[0] ?? "";
      const key = re2(values.assignedKey).exec(line.replace(/^\W*(?:export )?/, ""))?.[0] ?? "";
      assert.equal(named(key), "password");
      assert.equal(re2(values.bareValue).exec(re2(values.assignedRest).exec(line)?.[0] ?? "")?.[0], secret);
    });
  }

  for (const [what, text] of [
    ["a reference", "password: ${DB_PASSWORD}\n"],
    ["a sentence", "password: must be long\n"],
    ["a URL", "tokenUrl: https://tokens.internal\n"],
    ["a call", "password = get_password()\n"],
    ["an empty value", "password: \nuser: api\n"],
  ] as const) {
    it(`finds no line in ${what}`, () => assert.equal(text.match(assignment), null));
  }

  it("finds a password in a URL, and no reference in its place", () => {
    const url = re2(values.urlPassword);
    assert.ok(url.test(`postgres://api:${secret}@db.internal:5432/api`));
    assert.ok(url.test(`routes = [ nats://cluster:${secret}@nats:6222 ]`));
    for (const innocent of [
      "postgres://api:${DB_PASSWORD}@db.internal/api",
      "postgres://api:$DB_PASSWORD@db.internal/api",
      "postgres://api:<password>@db.internal/api",
      "postgres://api@db.internal:5432/api",
      "http://proxy.internal:3128/a@b",
    ]) {
      assert.ok(!url.test(innocent), innocent);
    }
  });

  it("finds a private key with its body, plain and in base64, and neither a sentence nor a certificate", () => {
    const dashes = "-".repeat(5);
    const pem = (kind: string) => `${dashes}BEGIN ${kind}${dashes}\n${madeUp(64, alphabets.base64)}\n`;
    for (const kind of [
      "PRIVATE KEY",
      "RSA PRIVATE KEY",
      "EC PRIVATE KEY",
      "OPENSSH PRIVATE KEY",
      "ENCRYPTED PRIVATE KEY",
    ]) {
      assert.ok(re2(values.privateKey).test(pem(kind)), kind);
      assert.ok(re2(values.privateKeyInShort).test(pem(kind)), kind);
      assert.ok(re2(values.encodedPrivateKey).test(Buffer.from(pem(kind)).toString("base64")), kind);
    }
    for (const innocent of [
      pem("CERTIFICATE"),
      pem("PUBLIC KEY"),
      `It begins with ${dashes}BEGIN PRIVATE KEY${dashes}.`,
    ]) {
      assert.ok(!re2(values.privateKey).test(innocent));
      assert.ok(!re2(values.privateKeyInShort).test(innocent));
      assert.ok(!re2(values.encodedPrivateKey).test(Buffer.from(innocent).toString("base64")));
    }
  });
});

describe("the vendors' formats in the admission policy", function () {
  this.timeout(20_000);
  const detectors = discoverDetectors();
  const valuesOf = (id: string) =>
    detectors
      .find((detector) => detector.id === id)!
      .leaks()
      .map(({ value }) => value);

  for (const id of ["ai-models", "aws", "github", "gitlab", "jwt", "atlassian"]) {
    it(`finds every sample of ${id}, under a key that says nothing and inside a document`, () => {
      for (const value of valuesOf(id)) assert.ok(holdsFormat(value), `${id}: ${value.length} characters`);
    });
  }

  it("finds a webhook by its URL", () => {
    assert.ok(
      valuesOf("slack")
        .filter((value) => value.startsWith("hooks.slack"))
        .every(holdsFormat),
    );
  });

  it("leaves no more to the other guards than a sixth of the formats", () => {
    const { left } = formatTables();
    const all = detectors.flatMap(({ formats }) => formats ?? []).length;
    assert.ok(left > 0 && left < all / 6, `${left} of ${all}`);
  });

  it("finds nothing in what a detector calls innocent", () => {
    for (const { id, formats, innocent } of detectors) {
      if (formats === undefined) continue;
      for (const { value } of innocent()) assert.ok(!holdsFormat(value), `${id}: ${value}`);
    }
  });

  it("translates what RE2 does not know", () => {
    assert.equal(toRe2("ghp_[A-Za-z0-9]{36}(?![A-Za-z0-9])"), "ghp_[A-Za-z0-9]{36}(?:[^A-Za-z0-9]|$)");
    assert.equal(toRe2("a\\/b[x]{20,4000}"), "a/b[x]{20,}");
  });
});

describe("the admission policy's expressions", () => {
  const variables = admissionVariables();

  it("use only variables that stand in front of them", () => {
    variables.forEach(({ name, expression }, index) => {
      const before = new Set(variables.slice(0, index).map((variable) => variable.name));
      const used = [...expression.replace(/"(?:[^"\\]|\\.)*"/g, '""').matchAll(/variables\.(\w+)/g)];
      for (const [, other] of used) assert.ok(before.has(other!), `${name} uses ${other}`);
    });
  });

  it("hold only patterns that RE2 reads", () => {
    const { validations, variables: all } = policySpec({ action: "deny" });
    const expressions = [...all, ...validations].map(({ expression }) => expression);
    const literals = expressions.flatMap((expression) => [
      ...expression.matchAll(/\.(?:matches|find|findAll)\(("(?:[^"\\]|\\.)*")/g),
    ]);
    assert.ok(literals.length > 30);
    for (const [, literal] of literals) re2(JSON.parse(literal!) as string);
    for (const pattern of [...Object.values(tokens), ...marks.map(([, text]) => text)]) re2(pattern);
  });

  it("name keys in what they say, and never a value", () => {
    const findings = variables.at(-1)!;
    assert.equal(findings.name, "findings");
    assert.doesNotMatch(findings.expression, /data\[k\]/);
    const { validations, auditAnnotations } = policySpec({ action: "deny" });
    const said = [validations[0]!.messageExpression, ...auditAnnotations.map(({ valueExpression }) => valueExpression)];
    for (const expression of said) assert.doesNotMatch(expression, /variables\.data|object\.data|\?data/);
  });

  it("read a ConfigMap within bounds", () => {
    const of = (name: string) => variables.find((variable) => variable.name === name)?.expression;
    assert.equal(of("isReadable"), "size(object.?data.orValue({})) <= 500");
    assert.equal(of("characters"), "variables.data.map(k, size(variables.data[k])).sum()");
    assert.equal(of("isSmall"), "variables.characters <= 120000");
    for (const name of ["lines", "marked", "urls"]) assert.ok(of(name)!.startsWith("variables.isSmall ? "), name);
  });

  it("exempt by reason, owner and a last day that no stamp of the object has passed", () => {
    assert.equal(
      variables.find(({ name }) => name === "exempt")?.expression,
      [
        'variables.annotations[?"strongroom/exempt"].orValue("").trim() != ""',
        'variables.annotations[?"strongroom/exempt-owner"].orValue("").trim() != ""',
        'variables.annotations[?"strongroom/exempt-until"].orValue("").matches("^20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$")',
        '([object.metadata.?creationTimestamp.orValue("")] + object.metadata.?managedFields.orValue([]).map(f, f.?time.orValue(""))).all(t, string(t) <= variables.annotations[?"strongroom/exempt-until"].orValue("") + "T23:59:59Z")',
      ].join(" && "),
    );
  });
});
