import type { ExampleResource, Rule, StackFinding, StackResource } from "../engine/rule";
import { unknown, type ValueMap } from "../engine/value";
import {
  justificationProblem,
  type Problem,
  reasonAnnotation,
  vaultReasons,
  whyAnnotation,
} from "../vault/justification";
import { vaultTypes, type VaultUse, vaultUsesOf } from "../vault/uses";

const justified = {
  [reasonAnnotation]: "pki",
  [whyAnnotation]: "Certificates of the service mesh live for a day.",
};

const rule: Rule = {
  id: "vault-justified",
  description: "Vault is used for a written reason.",
  severity: "medium",
  why:
    "Vault is a service that has to run before anything else boots: when it is down, nothing starts. It earns that for " +
    "secrets of several clouds, as a certificate authority, for encryption as a service, or for dynamic credentials of many " +
    "databases. For everything else Secrets Manager does the same, and somebody else runs it.",
  fix:
    "Keep the secret in Secrets Manager and read it with SecretStore. Where one of the four reasons applies, create the " +
    `store with VaultStore and its justification, or annotate it: ${reasonAnnotation} is one of ${vaultReasons.join(", ")}, ` +
    `${whyAnnotation} a sentence. A stack that uses Vault without a store of its own needs an exemption, which has a reason too.`,
  references: [
    "https://external-secrets.io/latest/provider/hashicorp-vault/",
    "https://developer.hashicorp.com/vault/docs/secrets/databases",
  ],
  stack: { types: vaultTypes, check },
  examples: {
    bad: [
      { title: "a store for a whole cluster", resources: [store({})] },
      { title: "a store of one namespace", resources: [{ ...store({}), type: storeType("SecretStore") }] },
      {
        title: "a reason that is none of the four",
        resources: [store({ ...justified, [reasonAnnotation]: "we like it" })],
      },
      { title: "a reason without a sentence", resources: [store({ ...justified, [whyAnnotation]: "needed" })] },
      { title: "a generator of credentials alone", resources: [generator()] },
      {
        title: "a chart that runs Vault",
        resources: [
          {
            type: "kubernetes:helm.sh/v3:Release",
            name: "vault",
            props: { chart: "vault", repositoryOpts: { repo: "https://helm.releases.hashicorp.com" } },
          },
        ],
      },
      {
        title: "a provider and what it makes",
        resources: [
          { type: "pulumi:providers:vault", name: "vault", props: { address: "https://vault.example.com:8200" } },
          { type: "vault:index/mount:Mount", name: "kv", props: { path: "kv", type: "kv" } },
        ],
      },
      {
        title: "a pod into which Vault's agent is injected",
        resources: [injected()],
      },
      {
        title: "a store that is justified beside one that is not",
        resources: [store(justified), { ...store({}), name: "second" }],
      },
      {
        title: "annotations that are not known yet",
        level: "advisory",
        resources: [store(unknown)],
      },
    ],
    good: [
      { title: "a store with a reason and a sentence", resources: [store(justified)] },
      {
        title: "what stands beside a store with a reason",
        resources: [
          store(justified),
          generator(),
          { type: "vault:database/secretBackendRole:SecretBackendRole", name: "api", props: {} },
          injected(),
        ],
      },
      {
        title: "other stores, and vaults that are not Vault",
        resources: [
          {
            type: storeType("ClusterSecretStore"),
            name: "aws",
            props: {
              spec: {
                provider: { aws: { service: "SecretsManager", region: "eu-west-1" } },
                conditions: [{ namespaces: ["api"] }],
              },
            },
          },
          { type: "aws:backup/vault:Vault", name: "backup", props: {} },
          { type: "azure-native:keyvault:Vault", name: "keys", props: {} },
          { type: "kubernetes:helm.sh/v3:Release", name: "vaultwarden", props: { chart: "vaultwarden" } },
        ],
      },
    ],
  },
};
export default rule;

interface Judged {
  use: VaultUse;
  problem: Problem;
}

function check(resources: readonly StackResource[]): StackFinding[] {
  const uses = resources.flatMap((resource) => [...vaultUsesOf(resource)]);
  const problems: Judged[] = uses.map((use) => ({ use, problem: justificationProblem(use.annotations) }));
  const isCovered = problems.some(({ use, problem }) => use.isStore && problem === undefined);
  const open = problems.filter(({ use, problem }) => problem !== undefined && (use.isStore || !isCovered));
  // A program has one provider and many resources of it: one finding says it.
  const [plain, ...more] = open.filter(({ use }) => use.annotations === undefined);
  const own = open.filter(({ use }) => use.annotations !== undefined);
  return [...own.map((judged) => finding(judged)), ...(plain ? [finding(plain, more.length)] : [])];
}

function finding({ use: { urn, what, annotations }, problem }: Judged, more = 0): StackFinding {
  if (typeof problem !== "string") {
    return {
      urn,
      level: "advisory",
      text: `${what} uses Vault, and whether it says why is not known at preview.`,
    };
  }
  const others = more === 0 ? "" : ` (and ${more} more ${more === 1 ? "resource" : "resources"})`;
  const own = `give VaultStore the justification { reason: ${vaultReasons.map((reason) => `"${reason}"`).join(" | ")}, why: "..." }`;
  const where = annotations === undefined ? "this stack's store of Vault" : "it";
  return {
    urn,
    level: "mandatory",
    text: `${what}${others} uses Vault, and ${problem}.`,
    fix: [
      "keep the secret in Secrets Manager and read it with SecretStore. If Vault has to be,",
      `${own},`,
      `or annotate ${where}: ${reasonAnnotation} and ${whyAnnotation}.`,
    ].join("\n"),
  };
}

function storeType(kind: string): string {
  return `kubernetes:external-secrets.io/v1:${kind}`;
}

function store(annotations: ValueMap | typeof unknown): ExampleResource {
  const kubernetes = {
    mountPath: "kubernetes",
    role: "external-secrets",
    serviceAccountRef: { name: "vault-reader", namespace: "external-secrets", audiences: ["vault"] },
  };
  const vault = { server: "https://vault.example.com:8200", path: "secret", version: "v2", auth: { kubernetes } };
  const spec = { provider: { vault }, conditions: [{ namespaces: ["api"] }] };
  const props: ValueMap = { metadata: { name: "vault", annotations }, spec };
  return { type: storeType("ClusterSecretStore"), name: "vault", props };
}

function generator(): ExampleResource {
  return {
    type: "kubernetes:generators.external-secrets.io/v1alpha1:VaultDynamicSecret",
    name: "database",
    props: { metadata: { name: "database", namespace: "api" }, spec: { path: "/database/creds/api" } },
  };
}

function injected(): ExampleResource {
  const metadata = { annotations: { "vault.hashicorp.com/agent-inject": "true" } };
  const props = { spec: { template: { metadata, spec: { containers: [{ name: "api" }] } } } };
  return { type: "kubernetes:apps/v1:Deployment", name: "api", props };
}
