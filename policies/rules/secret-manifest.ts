import { leaves, type KeyPath } from "../engine/leaves";
import type { Finding, Rule, StackResource } from "../engine/rule";
import { isList, isMap, unknown, type Value, type ValueMap } from "../engine/value";
import { namingKeys, serviceFile, variableName } from "../places/fixes";
import { judgeLeaf, placeLeaves, type PlaceLeaf, textOf } from "../places/place";
import { shortestNeedle } from "../provenance/needle-search";
import { viewsOf } from "../provenance/views";

const secret = "kubernetes:core/v1:Secret";
const password = ["n7Kq2vXw", "9LrTb4Zp"].join("");
const inBase64 = Buffer.from(password).toString("base64");
const privateKey = [
  "-----BEGIN ",
  "PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n",
  "-----END ",
  "PRIVATE KEY-----\n",
].join("");

const rule: Rule = {
  id: "secret-manifest",
  description: "Secrets are written by External Secrets Operator, not by a program.",
  severity: "high",
  why:
    "A value that stands in the program stands in the repository and its history, or in the stack's config, and in the state, " +
    "encrypted at best. Nothing rotates it, and its Secret is overwritten with it at every update.",
  fix:
    "Declare the key in a group of services/<service>.ts: the ExternalSecret writes the Secret. Treat a value that stood in the " +
    "repository as known to others: replace it.",
  references: [
    "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
    "https://external-secrets.io/latest/introduction/overview/",
  ],
  // Only the stack tells where a value comes from. What another resource makes does not stand in the program.
  stack: {
    types: ["kubernetes:*:Secret", "kubernetes:*:SecretList", "kubernetes:*:SecretPatch", "kubernetes:*:List"],
    check: (resources) =>
      resources.flatMap((resource) => judge(resource).map((found) => ({ ...found, urn: resource.urn }))),
  },
  examples: {
    bad: [
      {
        title: "a password in plain text, beside a value that is not known yet",
        resources: [{ type: secret, name: "api", props: { stringData: { HOST: unknown, DB_PASSWORD: password } } }],
      },
      {
        title: "a password beside a value that another resource makes",
        resources: [
          { type: "random:index/randomPassword:RandomPassword", name: "session", props: { result: unknown } },
          {
            type: secret,
            name: "api",
            props: { stringData: { SESSION_KEY: unknown, DB_PASSWORD: password } },
            propertyDependencies: { stringData: ["session"] },
          },
        ],
      },
      {
        title: "a password of the program's own in an address that another resource makes",
        resources: [
          {
            type: "aws:rds/instance:Instance",
            name: "database",
            props: { address: "api.abcdefgh.eu-west-1.rds.amazonaws.com" },
          },
          {
            type: secret,
            name: "api",
            props: {
              stringData: { DB_URL: `postgres://api:${password}@api.abcdefgh.eu-west-1.rds.amazonaws.com/api` },
            },
            propertyDependencies: { stringData: ["database"] },
          },
        ],
      },
      {
        title: "a password in base64",
        resources: [{ type: secret, name: "api", props: { data: { DB_PASSWORD: inBase64 } } }],
      },
      {
        title: "the private key of a certificate",
        resources: [
          {
            type: secret,
            name: "tls",
            props: { type: "kubernetes.io/tls", stringData: { "tls.crt": "", "tls.key": privateKey } },
          },
        ],
      },
      {
        title: "a Secret in a list",
        resources: [
          {
            type: "kubernetes:core/v1:List",
            name: "all",
            props: { items: [{ kind: "Service" }, { kind: "Secret", data: { DB_PASSWORD: inBase64 } }] },
          },
        ],
      },
    ],
    good: [
      {
        title: "a value that another resource makes",
        resources: [
          { type: "tls:index/privateKey:PrivateKey", name: "webhook", props: { privateKeyPem: privateKey } },
          {
            type: secret,
            name: "tls",
            props: { type: "kubernetes.io/tls", stringData: { "tls.key": privateKey } },
            propertyDependencies: { stringData: ["webhook"] },
          },
        ],
      },
      {
        title: "a URL with a generated password, in base64",
        resources: [
          { type: "random:index/randomPassword:RandomPassword", name: "generated", props: { result: password } },
          {
            type: secret,
            name: "api",
            props: { data: { DB_URL: Buffer.from(`postgres://api:${password}@db/api`).toString("base64") } },
            propertyDependencies: { data: ["generated"] },
          },
        ],
      },
      {
        title: "the token that Kubernetes fills in, and what Helm keeps",
        resources: [
          {
            type: secret,
            name: "token",
            props: { type: "kubernetes.io/service-account-token", data: { token: inBase64 } },
          },
          { type: secret, name: "release", props: { type: "helm.sh/release.v1", data: { release: inBase64 } } },
        ],
      },
      {
        title: "settings, and what is not known yet",
        resources: [
          { type: secret, name: "api", props: { stringData: { LOG_LEVEL: "info", DB_PASSWORD: unknown } } },
          { type: secret, name: "worker", props: { stringData: unknown } },
        ],
      },
    ],
  },
};
export default rule;

/** Kubernetes and Helm write these themselves. */
const ownTypes = new Set<unknown>(["kubernetes.io/service-account-token", "helm.sh/release.v1"]);

function judge(resource: StackResource): Finding[] {
  const { type, props } = resource;
  const kind = type.slice(type.lastIndexOf(":") + 1);
  if (!/^(Secret|List)/.test(kind)) return [];
  const sources = ["stringData", "data", "items"].flatMap((property) => resource.sourcesOf(property));
  const outputs = outputsOf(sources);
  return [...expand(kind, [], props)].flatMap(({ at, body }) => judgeSecret(at, body, outputs));
}

/** The texts that other resources hold, and what they say once encodings are taken off; the longest first. */
function outputsOf(sources: readonly StackResource[]): string[] {
  const texts = sources.flatMap(({ props }) =>
    [...leaves(props, [])].flatMap(({ value }) => (typeof value === "string" ? [...viewsOf(value.trim())] : [])),
  );
  const long = [...new Set(texts)].filter((text) => text.length >= shortestNeedle);
  return long.sort((one, other) => other.length - one.length);
}

/**
 * Takes out of a value what another resource made, and leaves a reference in its place: what stays is the program's own. The
 * engine tells of a whole property what it comes from, not which of its values, so the outputs are looked for. What is known while
 * they are not is a literal.
 */
function ownPart(leaf: PlaceLeaf, outputs: readonly string[]): PlaceLeaf {
  const text = textOf(leaf);
  if (text === undefined || outputs.length === 0) return leaf;
  const value = outputs.reduce((rest, output) => rest.replaceAll(output, reference), text);
  const [, ...encoded] = viewsOf(text);
  const isMade =
    (text.trim().length >= shortestNeedle && outputs.some((output) => output.includes(text.trim()))) ||
    encoded.some((view) => outputs.some((output) => view.includes(output)));
  return { ...leaf, value: isMade ? reference : value, isBase64: false };
}

/** As the detection knows references: innocent, and nothing to hide a neighbour behind. */
const reference = "${output}";

function* expand(kind: Value | undefined, at: KeyPath, body: Value): Generator<{ at: KeyPath; body: ValueMap }> {
  if (!isMap(body) || typeof kind !== "string") return;
  if (kind === "Secret" || kind === "SecretPatch") yield { at, body };
  if (!kind.endsWith("List") || !isList(body.items)) return;
  for (const [index, item] of body.items.entries()) {
    const given = isMap(item) ? item.kind : undefined;
    yield* expand(given ?? (kind === "SecretList" ? "Secret" : undefined), [...at, "items", index], item);
  }
}

function judgeSecret(at: KeyPath, body: ValueMap, outputs: readonly string[]): Finding[] {
  if (ownTypes.has(body.type)) return [];
  const fix = (keyPath: KeyPath, inner: KeyPath) =>
    `declare ${variableName(namingKeys(keyPath, inner))} in a group of ${serviceFile(body.metadata)}, and remove this Secret:\n` +
    "the ExternalSecret of the service writes one. Replace the value.";
  const found = new Set<string>();
  return ["stringData", "data"].flatMap((field) =>
    [...placeLeaves(body[field], [...at, field], { reading: "manifest", isBase64: field === "data", fix })]
      // Once it is made, the provider repeats stringData in data.
      .filter(({ keyPath }) => !found.has(String(keyPath.at(-1))))
      .flatMap((leaf) => judgeOnce(ownPart(leaf, outputs), found)),
  );
}

function judgeOnce(leaf: PlaceLeaf, found: Set<string>): Finding[] {
  const findings = judgeLeaf(leaf).filter(({ level }) => level === "mandatory");
  if (findings.length > 0) found.add(String(leaf.keyPath.at(-1)));
  return findings;
}
