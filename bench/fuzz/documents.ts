import { gzipSync } from "node:zlib";
import { stringify } from "yaml";
import { alphanumeric, hexDigits, type Random } from "../random";

/** Makers of small documents, one for each format that the detection opens or meets. */
export const documents: readonly ((random: Random) => string)[] = [
  (random) => JSON.stringify(tree(random, 3), null, random.pick([0, 2])),
  (random) => stringify(tree(random, 3)),
  (random) => stringify([tree(random, 2), tree(random, 2)]),
  (random) => lines(random, (key, value) => `${key}=${value}`),
  (random) => lines(random, (key, value) => `export ${key}="${value}"`),
  (random) => `[${word(random)}]\n${lines(random, (key, value) => `${key} = "${value}"`)}`,
  (random) => lines(random, (key, value) => `${key.toLowerCase()}.${word(random)}: ${value} # ${word(random)}`),
  (random) => `<config>\n${lines(random, (key, value) => `<${key} ${key}="${value}">${value}</${key}>`)}</config>`,
  (random) => lines(random, (key, value) => `mysql -u${word(random)} -p${value} --${key.toLowerCase()}=${value} \\`),
  (random) =>
    lines(random, (key, value) => `curl -u ${word(random)}:${value} -H "${key}: Bearer ${value}" https://example.com`),
  (random) => lines(random, (key, value) => `ALTER USER ${key} WITH PASSWORD '${value}'; -- ${word(random)}`),
  (random) =>
    `${random.pick(schemes)}://${word(random)}:${secret(random)}@${word(random)}.internal:5432/${word(random)}?ssl=true`,
  (random) => `Server=${word(random)};Uid=${word(random)};Pwd=${secret(random)};Database="${word(random)}"`,
  (random) => `${word(random)}:5432:${word(random)}:${word(random)}:${secret(random)}\n`,
  (random) => `machine ${word(random)}.com login ${word(random)} password ${secret(random)}\n`,
  (random) =>
    JSON.stringify({ auths: { "registry.example.com": { auth: base64(`${word(random)}:${secret(random)}`) } } }),
  (random) => `//registry.npmjs.org/:_authToken=${secret(random)}\n`,
  (random) => pem(random, random.pick(["PRIVATE KEY", "CERTIFICATE", "OPENSSH PRIVATE KEY", "PGP MESSAGE"])),
  (random) =>
    [{ alg: "HS256" }, { sub: word(random) }].map((part) => base64url(JSON.stringify(part))).join(".") +
    `.${secret(random)}`,
  (random) =>
    `${word(random)}:$2b$12$${random.text(53, `./${alphanumeric}`)}\n${word(random)}:$6$${word(random)}$${random.text(86, alphanumeric)}\n`,
  (random) => base64(JSON.stringify(tree(random, 2))),
  (random) => base64(base64(lines(random, (key, value) => `${key}: ${value}`))),
  (random) => gzipSync(stringify(tree(random, 2))).toString("base64"),
  (random) => stringify({ kind: "ConfigMap", data: { file: stringify(tree(random, 2)) } }),
  aliases,
];

const schemes = ["postgres", "mysql", "mongodb+srv", "redis", "amqp", "https", "jdbc:postgresql", "ftp", "sftp"];
const words = [
  "password",
  "token",
  "secret",
  "api",
  "key",
  "name",
  "host",
  "port",
  "url",
  "path",
  "checksum",
  "digest",
  "client",
  "database",
  "enabled",
  "image",
];

function word(random: Random): string {
  return random.pick(words);
}

function key(random: Random): string {
  return `${word(random)}${random.pick(["_", "-", ".", ""])}${word(random)}`.toUpperCase();
}

function secret(random: Random): string {
  return random.text(
    random.between(4, 64),
    random.pick([hexDigits, alphanumeric, `${alphanumeric}+/=`, `${alphanumeric}!@#$%^&*(){}`]),
  );
}

function value(random: Random): string {
  return random.pick([
    secret,
    word,
    () => "true",
    () => "${VARIABLE}",
    () => "{{ .Values.x }}",
    () => "",
    () => "CHANGEME",
  ])(random);
}

function lines(random: Random, line: (key: string, value: string) => string): string {
  return Array.from({ length: random.between(1, 12) }, () => `${line(key(random), value(random))}\n`).join("");
}

type Tree = string | number | boolean | null | Tree[] | { [key: string]: Tree };

function tree(random: Random, depth: number): Tree {
  if (depth === 0)
    return random.pick<() => Tree>([() => value(random), () => random.between(0, 1e9), () => true, () => null])();
  const size = random.between(1, 4);
  if (random.next() < 0.2) return Array.from({ length: size }, () => tree(random, depth - 1));
  return Object.fromEntries(Array.from({ length: size }, () => [key(random).toLowerCase(), tree(random, depth - 1)]));
}

/** Aliases of aliases, which multiply, or many of the same one. */
function aliases(random: Random): string {
  const wide = random.between(1, 12);
  const texts = [`a0: &a0 ${random.pick(["[]", "{}", word(random), secret(random)])}`];
  for (let line = 1; line < random.between(2, 12); line++) {
    const list = Array<string>(wide)
      .fill(`*a${random.between(0, line - 1)}`)
      .join(", ");
    texts.push(
      random.pick([`a${line}: &a${line} [${list}]`, `a${line}: &a${line}\n  <<: *a0\n  ${key(random)}: *a${line - 1}`]),
    );
  }
  return `${texts.join("\n")}\n`;
}

function pem(random: Random, label: string): string {
  const body = Array.from({ length: random.between(1, 8) }, () => random.text(64, alphanumeric)).join("\n");
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function base64url(text: string): string {
  return Buffer.from(text).toString("base64url");
}
