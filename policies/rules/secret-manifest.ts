import type { KeyPath } from "../engine/leaves";
import type { Finding, Rule, StackResource } from "../engine/rule";
import { isList, isMap, unknown, type Value, type ValueMap } from "../engine/value";
import { namingKeys, serviceFile, variableName } from "../places/fixes";
import { judgeLeaf, placeLeaves, type PlaceLeaf } from "../places/place";

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
          { type: "tls:index/selfSignedCert:SelfSignedCert", name: "webhook", props: {} },
          {
            type: secret,
            name: "tls",
            props: { type: "kubernetes.io/tls", stringData: { "tls.key": privateKey } },
            propertyDependencies: { stringData: ["webhook"] },
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
  const properties = kind.endsWith("List") ? ["items"] : ["stringData", "data"];
  if (!/^(Secret|List)/.test(kind) || properties.some((property) => resource.sourcesOf(property).length > 0)) return [];
  return [...expand(kind, [], props)].flatMap(({ at, body }) => judgeSecret(at, body));
}

function* expand(kind: Value | undefined, at: KeyPath, body: Value): Generator<{ at: KeyPath; body: ValueMap }> {
  if (!isMap(body) || typeof kind !== "string") return;
  if (kind === "Secret" || kind === "SecretPatch") yield { at, body };
  if (!kind.endsWith("List") || !isList(body.items)) return;
  for (const [index, item] of body.items.entries()) {
    const given = isMap(item) ? item.kind : undefined;
    yield* expand(given ?? (kind === "SecretList" ? "Secret" : undefined), [...at, "items", index], item);
  }
}

function judgeSecret(at: KeyPath, body: ValueMap): Finding[] {
  if (ownTypes.has(body.type)) return [];
  const fix = (keyPath: KeyPath, inner: KeyPath) =>
    `declare ${variableName(namingKeys(keyPath, inner))} in a group of ${serviceFile(body.metadata)}, and remove this Secret:\n` +
    "the ExternalSecret of the service writes one. Replace the value.";
  const found = new Set<string>();
  return ["stringData", "data"].flatMap((field) =>
    [...placeLeaves(body[field], [...at, field], { reading: "manifest", isBase64: field === "data", fix })]
      // Once it is made, the provider repeats stringData in data.
      .filter(({ keyPath }) => !found.has(String(keyPath.at(-1))))
      .flatMap((leaf) => judgeOnce(leaf, found)),
  );
}

function judgeOnce(leaf: PlaceLeaf, found: Set<string>): Finding[] {
  const findings = judgeLeaf(leaf).filter(({ level }) => level === "mandatory");
  if (findings.length > 0) found.add(String(leaf.keyPath.at(-1)));
  return findings;
}
