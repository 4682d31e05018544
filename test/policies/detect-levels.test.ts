import assert from "node:assert/strict";
import { detect } from "../../policies/detect/index";
import { alphabets, madeUp } from "../../policies/detect/samples";
import type { Level } from "../../policies/detect/types";

/** The highest level that is found under a key, or "none". */
function levelOf(key: string, value: string): Level | "none" {
  return detect({ keyPath: ["data", key], value }).findings[0]?.level ?? "none";
}

/** Random values of the incident's kind, the same in every run. */
function hexValues(count: number): string[] {
  return Array.from({ length: count }, (_, seed) => madeUp(32, alphabets.hex, seed + 1));
}

describe("the level of a finding", () => {
  it("is certain for every random value under a key that names a credential", () => {
    assert.deepEqual([...new Set(hexValues(1000).map((value) => levelOf("APPLE_SHARED_SECRET", value)))], ["certain"]);
  });

  it("is suspicious for every random value under a key that says nothing", () => {
    assert.deepEqual([...new Set(hexValues(1000).map((value) => levelOf("APPLE_IAP", value)))], ["suspicious"]);
  });

  for (const key of ["checksum", "digest", "etag", "revision", "install_id", "checksum/config", "gitSha", "buildId"]) {
    it(`is none for random values under ${key}`, () => {
      assert.deepEqual([...new Set(hexValues(200).map((value) => levelOf(key, value)))], ["none"]);
    });
  }

  const passwords = [
    "password",
    "DB_PASSWORD",
    "dbPassword",
    "spring.datasource.password",
    "PGPASSWORD",
    "requirepass",
  ];
  for (const key of [...passwords, "MYSQL_ROOT_PASSWORD", "admin-password", "smtp_pass", "RABBITMQ_DEFAULT_PASS"]) {
    it(`is likely for a weak password under ${key}`, () => assert.equal(levelOf(key, "b" + "ar"), "likely"));
  }

  const secrets = ["CLIENT_SECRET", "apiKey", "AUTH_TOKEN", "aws_secret_access_key", "encryptionKey", "jwtSecret"];
  for (const key of [
    ...secrets,
    "TOKEN",
    "ACCESS_KEY_PROD",
    "webhookSecret",
    "cookie-secret",
    "clientsecret",
    "azurestorageaccountkey",
    "stripeapikey",
  ]) {
    it(`is certain for a random value under ${key}`, () => assert.equal(levelOf(key, madeUp(24)), "certain"));
  }

  it("is likely for a UUID under a key that names a credential, and none elsewhere", () => {
    const uuid = [8, 4, 4, 4, 12].map((length) => madeUp(length, alphabets.hex)).join("-");
    assert.equal(levelOf("CLIENT_SECRET", uuid), "likely");
    assert.equal(levelOf("TENANT_ID", uuid), "none");
    assert.equal(levelOf("SUBSCRIPTION", uuid), "none");
  });

  const placeholders = ["CHANGEME", "change-me", "your-api-key", "<password>", "xxxxxxxx", "REPLACE_ME", "********"];
  for (const value of [...placeholders, "PASSWORD_GOES_HERE_TODO", "example-password", "CLIENT_SECRET"]) {
    it(`is placeholder, or none, for ${value}`, () => {
      assert.ok(["placeholder", "none"].includes(levelOf("password", value)), levelOf("password", value));
    });
  }
});

describe("a key that speaks about a credential", () => {
  const about: [key: string, value: string][] = [
    ["SECRETS_DIR", "/run/secrets"],
    ["secretName", "payments-database"],
    ["existingSecret", "payments-database"],
    ["existingSecretPasswordKey", "redis-password"],
    ["tokenUrl", "https://login.internal/token"],
    ["JWT_GCP_TOKEN_URL", "https://login.internal/token"],
    ["SECRET_REDIS_CA_CERTIFICATE_KEY", "ca.crt"],
    ["PASSWORD_FILE", "/run/secrets/db"],
    ["TOKEN_TTL_SECONDS", "900"],
    ["tokenExpiry", "24h"],
    ["password_min_length", "12"],
    ["enablePasswordReset", "true"],
    ["server-tokens", "off"],
    ["external_secrets_replicas", "2"],
    ["auth.enable.password", "true"],
    ["proxy_pass", "http://backend:8080"],
    ["fastcgi_pass", "php-handler"],
    ["maxTokens", "4096"],
    ["max_tokens", "4096"],
    ["publicKey", madeUp(44, alphabets.base64)],
    ["partitionKey", "tenant"],
    ["sortKey", "created"],
    ["routingKey", "orders"],
    ["passwordEncoder", "bcrypt"],
    ["csrfTokenHeader", "X-CSRF-Token"],
    ["tokenType", "bearer"],
    ["secretsManagerRegion", "eu-central-1"],
    ["keyspace", "orders"],
    ["compass", "north"],
    ["bypass", "192.0.2.0/24"],
    ["passthrough", "on"],
    ["tokenizer", "standard"],
    ["monkey", "business"],
    ["author", "platform"],
    ["authority", "orders.internal"],
    ["keyboard", "qwerty"],
  ];
  for (const [key, value] of about) {
    it(`is no finding: ${key}`, () => assert.equal(levelOf(key, value), "none"));
  }
});

describe("a value that points to a credential", () => {
  const references = [
    "${DB_PASSWORD}",
    "$(DB_PASSWORD)",
    "$DB_PASSWORD",
    "{{ .Values.password }}",
    "{{password}}",
    "<password>",
    "%DB_PASSWORD%",
    `ENC[AES256_GCM,data:${madeUp(24, alphabets.base64)},iv:${madeUp(44, alphabets.base64)},tag:x,type:str]`,
    "vault:secret/data/api#password",
    "ref+awssecrets://prod/api/app#/password",
    "op://vault/item/password",
    "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/api/app-AbCdEf",
    "/run/secrets/db",
    "https://secrets.internal/db",
    "file:/run/secrets/db",
    "@Microsoft.KeyVault(SecretUri=https://x.vault.azure.net/secrets/db)",
    "projects/p/secrets/db/versions/latest",
    "process.env.DB_PASSWORD",
    "__DB_PASSWORD__",
    "@DB_PASSWORD@",
    "",
    "null",
    "true",
  ];
  for (const value of references) {
    it(`is no finding: ${value.slice(0, 24)}`, () =>
      assert.ok(["none", "placeholder"].includes(levelOf("DB_PASSWORD", value)), levelOf("DB_PASSWORD", value)));
  }
});

describe("a value that only looks random", () => {
  const innocent: [key: string, value: string][] = [
    ["image", `registry.internal/api@sha256:${madeUp(64, alphabets.hex)}`],
    ["ssh.pub", `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${madeUp(43, alphabets.base64)} ci@host`],
    ["known_hosts", `github.com ssh-rsa AAAAB3NzaC1yc2E${madeUp(200, alphabets.base64)}`],
    ["integrity", `sha512-${madeUp(86, alphabets.base64)}==`],
    ["pod", "api-7d9f8b6c5d-x2x4z"],
    ["ciphers", "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305"],
    ["class", "org.springframework.boot.autoconfigure.security.SecurityAutoConfiguration"],
    ["metric", "container_memory_working_set_bytes_total"],
    ["sealed", `AgB${madeUp(400, alphabets.base64)}`],
    ["path", "a/b3/C4d5/e6F7g8/h9I0/j1K2l3"],
  ];
  for (const [key, value] of innocent) {
    it(`is no finding: ${key}`, () => assert.equal(levelOf(key, value), "none"));
  }
});
