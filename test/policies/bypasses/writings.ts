import { gzipSync } from "node:zlib";
import { unknown } from "../../../policies/engine/value";
import {
  base64,
  camel,
  configMap,
  configMapType,
  encoded,
  inData,
  indent,
  inFile,
  oneLine,
  type Technique,
  yaml,
} from "./technique";

const neighbours: Technique[] = [
  inData("beside a value that is not known", (key, value) => ({ A: unknown, [key]: value, Z: unknown })),
  inData("beside null, a number and a list", (key, value) => ({ A: null, B: 1, C: ["x", unknown], [key]: value })),
  {
    title: "in a ConfigMap whose metadata is not known",
    hide: (key, value) => [
      {
        type: configMapType,
        name: "settings",
        props: { metadata: unknown, binaryData: unknown, data: { [key]: value } },
      },
    ],
  },
  inData("among a hundred settings", (key, value) => ({
    ...Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`SETTING_${index}`, `value ${index}`])),
    [key]: value,
  })),
  inData("behind a list", (key, value) => ({ list: [{ [key]: value }] })),
  {
    title: "in a ConfigMap that says it is immutable",
    hide: (key, value) => configMap({ [key]: value }, { immutable: true }),
  },
];

const keys: Technique[] = [
  inData("under a key in lower case", (key, value) => ({ [key.toLowerCase()]: value })),
  inData("under a key in camel case", (key, value) => ({ [camel(key)]: value })),
  inData("under a key with dashes", (key, value) => ({ [key.toLowerCase().replaceAll("_", "-")]: value })),
  inData("under a key with dots", (key, value) => ({ [`app.${key.toLowerCase().replaceAll("_", ".")}`]: value })),
  inData("under a key with a prefix and a suffix", (key, value) => ({ [`NEXT_PUBLIC_${key}_V2`]: value })),
  inData("under a key in odd case", (key, value) => ({
    [key.replace(/[A-Z]/g, (letter, at: number) => (at % 2 ? letter.toLowerCase() : letter))]: value,
  })),
  inData("under a key with spaces around it", (key, value) => ({ [` ${key} `]: value })),
];

const encodings: Technique[] = [
  encoded("in base64", base64),
  encoded("in base64url", (value) => Buffer.from(value).toString("base64url")),
  encoded("in base64 without padding", (value) => base64(value).replace(/=+$/, "")),
  encoded("in base64, twice", (value) => base64(base64(value))),
  encoded("in base64, three times", (value) => base64(base64(base64(value)))),
  encoded("in base64 in folded lines", (value) => base64(value).replace(/.{20}/g, "$&\n")),
  encoded("compressed, in base64", (value) => base64(gzipSync(value))),
  encoded("percent-encoded", encodeURIComponent),
  encoded("in quotes", (value) => `"${oneLine(value)}"`),
  encoded("in spaces and line ends", (value) => `  \n\t${value}\n\n  `),
  encoded("behind a byte order mark", (value) => `\ufeff${value}`),
  encoded("with Windows line ends", (value) => value.replaceAll("\n", "\r\n") + "\r\n"),
];

const files: Technique[] = [
  inFile("in YAML", "application.yaml", yaml),
  inFile("in YAML, nested", "application.yaml", (key, value) => `app:\n  settings:\n${indent(yaml(key, value))}`),
  inFile(
    "in YAML, in flow style",
    "application.yaml",
    (key, value) => `app: {level: info, ${key}: ${JSON.stringify(value)}}\n`,
  ),
  inFile("in the second document of a YAML file", "all.yaml", (key, value) => `level: info\n---\n${yaml(key, value)}`),
  inFile(
    "behind an anchor of YAML",
    "application.yaml",
    (key, value) => `x: &base\n${indent(yaml(key, value))}app:\n  <<: *base\n`,
  ),
  inFile(
    "in a YAML list of names and values",
    "env.yaml",
    (key, value) => `env:\n  - name: ${key}\n    value: ${JSON.stringify(value)}\n`,
  ),
  inFile(
    "in YAML with a comment behind it",
    "application.yaml",
    (key, value) => `${key}: ${JSON.stringify(value)} # not a secret\n`,
  ),
  inFile(
    "commented out in YAML",
    "application.yaml",
    (key, value) => `level: info\n# ${key}: ${JSON.stringify(value)}\n`,
  ),
  inFile("in JSON", "application.json", (key, value) => JSON.stringify({ level: "info", [key]: value })),
  inFile("in JSON, nested and indented", "application.json", (key, value) =>
    JSON.stringify({ a: [{ b: { [key]: value } }] }, null, 2),
  ),
  inFile("in JSON in JSON", "application.json", (key, value) =>
    JSON.stringify({ inner: JSON.stringify({ [key]: value }) }),
  ),
  inFile("in JSON in YAML in base64", "blob", (key, value) =>
    base64(`inner: '${JSON.stringify({ [key]: oneLine(value) })}'\n`),
  ),
  inFile(
    "in JSON with comments",
    "tsconfig.json",
    (key, value) => `{\n  // settings\n  "${key}": ${JSON.stringify(value)}, // here\n}\n`,
  ),
  inFile("in a dotenv file", ".env", (key, value) => `LEVEL=info\n${key}="${oneLine(value)}"\n`),
  inFile("in a dotenv file with export", ".env", (key, value) => `export ${key}='${oneLine(value)}'\n`),
  inFile(
    "in a properties file",
    "application.properties",
    (key, value) => `level = info\n${key.toLowerCase().replaceAll("_", ".")} = ${oneLine(value)}\n`,
  ),
  inFile(
    "in an INI file",
    "app.ini",
    (key, value) => `[main]\nlevel=info\n[service]\n${key.toLowerCase()} = ${oneLine(value)} ; note\n`,
  ),
  inFile("in TOML", "config.toml", (key, value) => `[service]\n${key.toLowerCase()} = ${JSON.stringify(value)}\n`),
  inFile(
    "in an element of XML",
    "config.xml",
    (key, value) => `<config><level>info</level><${key.toLowerCase()}>${value}</${key.toLowerCase()}></config>`,
  ),
  inFile(
    "in an attribute of XML",
    "config.xml",
    (key, value) => `<config><service level="info" ${key.toLowerCase()}="${oneLine(value)}"/></config>`,
  ),
  inFile(
    "in a shell script",
    "start.sh",
    (key, value) => `#!/bin/sh\nset -e\nexport ${key}="${oneLine(value)}"\nexec app\n`,
  ),
  inFile(
    "in a here-document",
    "start.sh",
    (key, value) => `cat > /etc/app.env <<EOF\nLEVEL=info\n${key}=${oneLine(value)}\nEOF\n`,
  ),
  inFile(
    "in a script that decodes it",
    "start.sh",
    (key, value) => `export ${key}=$(echo ${base64(value)} | base64 -d)\n`,
  ),
  inFile("in a Dockerfile", "Dockerfile", (key, value) => `FROM alpine\nENV ${key}=${JSON.stringify(value)}\n`),
  inFile("in a default of a shell variable", "start.sh", (key, value) => `: "\${${key}:=${oneLine(value)}}"\n`),
  inFile("in source code", "settings.py", (key, value) => `LEVEL = "info"\n${key} = "${oneLine(value)}"\n`),
  inFile(
    "in a ConfigMap inside a ConfigMap",
    "manifest.yaml",
    (key, value) => `apiVersion: v1\nkind: ConfigMap\ndata:\n${indent(yaml(key, value), "  ")}`,
  ),
];

/** Ways to write a credential in a ConfigMap. */
export const writings: readonly Technique[] = [...neighbours, ...keys, ...encodings, ...files];
