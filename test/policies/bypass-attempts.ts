import { createHash } from "node:crypto";
import { deflateSync, gzipSync } from "node:zlib";
import type { ExampleResource } from "../../policies/engine/rule";
import { unknown, type Value, type ValueMap } from "../../policies/engine/value";

/** A credential that somebody tries to get past the guard. Built from pieces, so that no scanner takes this file for a leak. */
export interface Contraband {
  title: string;
  key: string;
  value: string;
}

const hex = ["9f86d081884c7d65", "9a2feaa0c55ad015"].join("");
const password = ["n7Kq2vXw", "9LrTb4Zp"].join("");

export const contraband: readonly Contraband[] = [
  { title: "Apple's shared secret", key: "APPLE_SHARED_SECRET", value: hex },
  { title: "a Stripe key", key: "STRIPE_SECRET_KEY", value: ["sk_", "live_", "4eC39HqLyjWDarjtT1zdp7dc"].join("") },
  { title: "a database URL", key: "DB_URL", value: ["postgres://api:", password, "@db.internal:5432/api"].join("") },
  { title: "a random password", key: "DB_PASSWORD", value: password },
  { title: "a weak password", key: "DB_PASSWORD", value: ["winter", "2024"].join("") },
  {
    title: "a private key",
    key: "TLS_KEY",
    value: [
      "-----BEGIN ",
      "RSA PRIVATE KEY-----\n",
      "MIIEpAIBAAKCAQEA04up8hoqzS1mkVrrKlLX1bkzA5vGnCqNtRZ2mXyQWlIhVbCk\n",
      "K7sD9vHfL0aQwErTyUiOpLkJhGfDsAzXcVbNm1q2w3e4r5t6y7u8i9o0p1a2s3d4\n",
      "-----END ",
      "RSA PRIVATE KEY-----\n",
    ].join(""),
  },
];

/** A way to hide a credential. */
export interface Technique {
  title: string;
  hide: (key: string, value: string) => ExampleResource[];
}

const configMapType = "kubernetes:core/v1:ConfigMap";

function configMap(data: ValueMap, more: ValueMap = {}): ExampleResource[] {
  return [{ type: configMapType, name: "settings", props: { metadata: { name: "settings" }, data, ...more } }];
}

/** A technique that hides the credential in the data of a ConfigMap. */
function inData(title: string, data: (key: string, value: string) => ValueMap): Technique {
  return { title, hide: (key, value) => configMap({ LOG_LEVEL: "info", ...data(key, value) }) };
}

/** A technique that hides the credential in a file of a ConfigMap. */
function inFile(title: string, file: string, text: (key: string, value: string) => string): Technique {
  return inData(title, (key, value) => ({ [file]: text(key, value) }));
}

/** A technique that encodes the value and keeps its key. */
function encoded(title: string, encode: (value: string) => string): Technique {
  return inData(title, (key, value) => ({ [key]: encode(value) }));
}

const base64 = (text: string | Uint8Array) => Buffer.from(text).toString("base64");
const toHex = (text: string) => Buffer.from(text).toString("hex");
const indent = (text: string, by = "    ") => text.replace(/^/gm, by);
const oneLine = (text: string) => text.replaceAll("\n", "\\n");
const camel = (key: string) => key.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
const yaml = (key: string, value: string) => `${key}: |-\n${indent(value.trimEnd())}\n`;

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

const places: Technique[] = [
  { title: "under binaryData", hide: (key, value) => configMap({}, { binaryData: { [key]: base64(value) } }) },
  {
    title: "compressed, under binaryData",
    hide: (key, value) => configMap({}, { binaryData: { [key]: base64(gzipSync(`${key}=${oneLine(value)}`)) } }),
  },
  {
    title: "in an annotation",
    hide: (key, value) => configMap({}, { metadata: { annotations: { [`example.com/${key.toLowerCase()}`]: value } } }),
  },
  {
    title: "in the annotation that kubectl apply leaves",
    hide: (key, value) =>
      configMap(
        {},
        {
          metadata: {
            annotations: {
              "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({
                kind: "ConfigMap",
                data: { [key]: value },
              }),
            },
          },
        },
      ),
  },
  {
    title: "in a patch of a ConfigMap",
    hide: (key, value) => [{ type: `${configMapType}Patch`, name: "settings", props: { data: { [key]: value } } }],
  },
  {
    title: "in a list of ConfigMaps",
    hide: (key, value) => [
      { type: `${configMapType}List`, name: "all", props: { items: [unknown, { data: { [key]: value } }] } },
    ],
  },
  {
    title: "in a list of many kinds",
    hide: (key, value) => list([{ kind: "Service" }, { apiVersion: "v1", kind: "ConfigMap", data: { [key]: value } }]),
  },
  {
    title: "in a list in a list",
    hide: (key, value) =>
      list([{ kind: "List", items: [{ kind: "ConfigMapList", items: [{ data: { [key]: value } }] }] }]),
  },
  {
    title: "in a ConfigMap by another name of its version",
    hide: (key, value) => [
      {
        type: "kubernetes:v1:ConfigMap",
        name: "settings",
        props: { apiVersion: "v1", kind: "ConfigMap", data: { [key]: value } },
      },
    ],
  },
  {
    title: "in a ConfigMap inside a custom resource",
    hide: (key, value) => [
      {
        type: "kubernetes:work.example.com/v1:Work",
        name: "work",
        props: { spec: { manifests: [{ apiVersion: "v1", kind: "ConfigMap", data: { [key]: value } }] } },
      },
    ],
  },
  {
    title: "in a manifest that is handed over as text",
    hide: (key, value) => [
      {
        type: "kubernetes:yaml/v2:ConfigGroup",
        name: "all",
        props: { yaml: `kind: ConfigMap\ndata:\n${indent(yaml(key, value), "  ")}` },
      },
    ],
  },
  {
    title: "in the variables of a container",
    hide: (key, value) => deployment({ env: [unknown, { name: key, value }] }),
  },
  {
    title: "in the variables of a container that runs first",
    hide: (key, value) => pod({ initContainers: [{ env: [{ name: key, value }] }] }),
  },
  {
    title: "in an argument of a container",
    hide: (key, value) => deployment({ args: [`--${key.toLowerCase().replaceAll("_", "-")}=${value}`] }),
  },
  {
    title: "in two arguments of a container",
    hide: (key, value) => deployment({ args: ["serve", `--${key.toLowerCase().replaceAll("_", "-")}`, value] }),
  },
  {
    title: "in a script of a container",
    hide: (key, value) => deployment({ command: ["sh", "-c", `${key}='${oneLine(value)}' exec app`] }),
  },
  {
    title: "in a command of a probe",
    hide: (key, value) =>
      deployment({ livenessProbe: { exec: { command: ["sh", "-c", `${key}='${oneLine(value)}' check`] } } }),
  },
  {
    title: "in a hook of a container",
    hide: (key, value) =>
      deployment({
        lifecycle: { postStart: { exec: { command: ["sh", "-c", `export ${key}='${oneLine(value)}'`] } } },
      }),
  },
  {
    title: "in an annotation of pods",
    hide: (key, value) => [
      {
        type: "kubernetes:apps/v1:Deployment",
        name: "api",
        props: { spec: { template: { metadata: { annotations: { [`example.com/${key.toLowerCase()}`]: value } } } } },
      },
    ],
  },
  {
    title: "in a job that runs on a schedule, in a list",
    hide: (key, value) =>
      list([
        {
          kind: "CronJob",
          spec: { jobTemplate: { spec: { template: { spec: { containers: [{ env: [{ name: key, value }] }] } } } } },
        },
      ]),
  },
  {
    title: "in the values of a Helm release",
    hide: (key, value) => [
      {
        type: "kubernetes:helm.sh/v3:Release",
        name: "api",
        props: { values: { image: unknown, config: { [camel(key)]: value } } },
      },
    ],
  },
  {
    title: "in a list of values of a Helm release",
    hide: (key, value) => [
      { type: "kubernetes:helm.sh/v3:Release", name: "api", props: { values: { extraEnv: [{ name: key, value }] } } },
    ],
  },
  {
    title: "in the spec of a custom resource",
    hide: (key, value) => [
      { type: "kubernetes:example.com/v1:App", name: "api", props: { spec: { config: { [camel(key)]: value } } } },
    ],
  },
  {
    title: "in the variables of a function",
    hide: (key, value) => [
      {
        type: "aws:lambda/function:Function",
        name: "api",
        props: { environment: { variables: { A: unknown, [key]: value } } },
      },
    ],
  },
  {
    title: "in the variables of a task",
    hide: (key, value) => [
      {
        type: "aws:ecs/taskDefinition:TaskDefinition",
        name: "api",
        props: { containerDefinitions: JSON.stringify([{ environment: [{ name: key, value }] }]) },
      },
    ],
  },
  {
    title: "in the variables of a build",
    hide: (key, value) => [
      {
        type: "aws:codebuild/project:Project",
        name: "api",
        props: { environment: { environmentVariables: [{ name: key, value, type: "PLAINTEXT" }] } },
      },
    ],
  },
  {
    title: "in user data",
    hide: (key, value) => [
      {
        type: "aws:ec2/instance:Instance",
        name: "api",
        props: { userData: `#!/bin/sh\nexport ${key}="${oneLine(value)}"\n` },
      },
    ],
  },
  {
    title: "in compressed user data",
    hide: (key, value) => [
      {
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        name: "api",
        props: { userData: base64(gzipSync(`#!/bin/sh\nexport ${key}="${oneLine(value)}"\n`)) },
      },
    ],
  },
  {
    title: "in a tag",
    hide: (key, value) => [{ type: "aws:s3/bucket:Bucket", name: "api", props: { tags: { [key]: value } } }],
  },
  {
    title: "in a plain parameter",
    hide: (key, value) => [
      { type: "aws:ssm/parameter:Parameter", name: "api", props: { name: `/prod/api/${key}`, type: "String", value } },
    ],
  },
  {
    title: "as a literal of a Secret",
    hide: (key, value) => [{ type: "kubernetes:core/v1:Secret", name: "api", props: { stringData: { [key]: value } } }],
  },
];

function list(items: Value[]): ExampleResource[] {
  return [{ type: "kubernetes:core/v1:List", name: "all", props: { items } }];
}

function pod(spec: ValueMap): ExampleResource[] {
  return [{ type: "kubernetes:core/v1:Pod", name: "api", props: { spec } }];
}

function deployment(container: ValueMap): ExampleResource[] {
  return [
    {
      type: "kubernetes:apps/v1:Deployment",
      name: "api",
      props: { spec: { template: { spec: { containers: [{ name: "api", ...container }] } } } },
    },
  ];
}

/** Made out of the same value: hard to see, and found by where it comes from. */
const disguises: Record<string, (value: string) => ValueMap> = {
  "under a neutral key": (value) => ({ NOTE: value }),
  "inside a sentence": (value) => ({ NOTE: `The answer is ${value}, keep it.` }),
  "split over two keys": (value) => ({ LEFT: value.slice(0, 7), RIGHT: value.slice(7) }),
  "split over keys in another order": (value) => ({ PART_2: value.slice(7), PART_1: value.slice(0, 7) }),
  "one character a key": (value) =>
    Object.fromEntries([...value].map((letter, at) => [`PART_${String(at).padStart(3, "0")}`, letter])),
  "with characters that are not seen": (value) => ({ NOTE: [...value].join("\u200b") }),
  "with soft hyphens": (value) => ({ NOTE: [...value].join("\u00ad") }),
  "in wide letters": (value) => ({
    NOTE: value.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
  }),
  "with spaces between": (value) => ({ NOTE: [...value].join(" ") }),
  "in hexadecimal digits": (value) => ({ NOTE: toHex(value) }),
  "percent-encoded throughout": (value) => ({ NOTE: toHex(value).replace(/../g, "%$&") }),
  "with Unicode escapes": (value) => ({
    NOTE: [...value].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
  }),
  "with entities of XML": (value) => ({ NOTE: [...value].map((letter) => `&#${letter.charCodeAt(0)};`).join("") }),
  "in base64": (value) => ({ NOTE: base64(value) }),
  "in base64, twice": (value) => ({ NOTE: base64(base64(value)) }),
  "in base64, in a longer text": (value) => ({ NOTE: `v1.${base64(`x:${value}`)}.end` }),
  compressed: (value) => ({ NOTE: base64(gzipSync(value)) }),
  "in base64 in JSON in a query": (value) => ({ NOTE: encodeURIComponent(JSON.stringify([base64(value)])) }),
  "in a key": (value) => ({ [value.replace(/[^\w.-]/g, "_")]: "1" }),
  backwards: (value) => ({ NOTE: [...value].reverse().join("") }),
  "with lookalike letters": (value) => ({
    NOTE: value.replaceAll("a", "\u0430").replaceAll("o", "\u043e").replaceAll("c", "\u0441"),
  }),
  "shifted by thirteen letters": (value) => ({ NOTE: value.replace(/[a-z]/gi, rot13) }),
  "deflated without gzip": (value) => ({ NOTE: base64(deflateSync(value)) }),
  "as a hash": (value) => ({ NOTE: createHash("sha256").update(value).digest("hex") }),
};

function rot13(letter: string): string {
  const first = letter <= "Z" ? 65 : 97;
  return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first);
}

/** What the program marks as secret, or makes, says where a value comes from, whatever it looks like. */
export const provenanceTechniques: readonly Technique[] = Object.entries(disguises).map(([title, data]) => ({
  title,
  hide: (key, value) => [
    {
      type: "aws:secretsmanager/secretVersion:SecretVersion",
      name: "app",
      props: { secretId: "dev/api/app", secretString: JSON.stringify({ [key]: value.trim() }) },
    },
    ...configMap({ LOG_LEVEL: "info", ...data(value.trim()) }),
  ],
}));

/** Every way to hide a credential that the guard has to find by what it is, or by its key. */
export const techniques: readonly Technique[] = [...neighbours, ...keys, ...encodings, ...files, ...places];

/** What the guard does not block, and why. */
export interface OutOfReach {
  technique: string;
  /** Titles of the contraband that gets past. Default: all. */
  contraband?: readonly string[];
  reason: string;
}

/** A test fails when one of these is blocked after all, so that the list stays true. */
export const outOfReach: readonly OutOfReach[] = [
  {
    technique: "under a key with a prefix and a suffix",
    contraband: ["Apple's shared secret"],
    reason:
      "NEXT_PUBLIC_..._SECRET says that everyone may read it, and browsers' keys are 32 hex digits too; a password or a vendor's " +
      "format is found there.",
  },
  {
    technique: "commented out in YAML",
    contraband: ["a weak password"],
    reason:
      "What is commented out is an example more often than not. A random value or a vendor's format is found there.",
  },
  {
    technique: "shifted by thirteen letters",
    contraband: contraband.map(({ title }) => title).filter((title) => title !== "a database URL"),
    reason:
      "A cipher leaves nothing to recognize. Whoever writes the program can always encrypt a value; review finds it.",
  },
  {
    technique: "as a hash",
    reason: "A hash does not open anything by itself, and checksums of secrets are how workloads restart.",
  },
];
