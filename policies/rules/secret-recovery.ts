import type { ExampleResource, Finding, Resource, Rule } from "../engine/rule";
import { unknown, type ValueMap } from "../engine/value";
import { isProduction } from "../engine/production";
import { manifestsOf, mapAt, typesOf } from "../kubernetes/manifests";
import { nameOf } from "../rotation/rotation-fixes";

const secretType = "aws:secretsmanager/secret:Secret";
const stores = ["ClusterSecretStore", "SecretStore"];
const storeTypes = typesOf({ "external-secrets.io/v1": stores, "external-secrets.io/v1beta1": stores });
const storeType = "kubernetes:external-secrets.io/v1:ClusterSecretStore";

const rule: Rule = {
  id: "secret-recovery",
  description: "A deleted secret of production can be restored.",
  severity: "high",
  why:
    "A secret that is deleted without a recovery window is gone at once, and with it every pod that starts next. A wrong " +
    "rename or a destroy of the wrong stack is then an outage that nobody can undo.",
  fix:
    "Set recoveryWindowInDays to 7 to 30, or leave it out for 30. In this project it stands in the stack file under " +
    "strongroom:secrets.",
  references: [
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html",
    "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html",
  ],
  resource: {
    types: [secretType, ...storeTypes],
    check: (resource) => (resource.type === secretType ? judgeSecret(resource) : judgeStore(resource)),
  },
  examples: {
    bad: [
      {
        title: "a secret with the tag of production",
        resources: [secret("api/app", { recoveryWindowInDays: 0, tags: { environment: "prod" } })],
      },
      {
        title: "a secret whose name begins with production",
        resources: [secret("prod/api/app", { recoveryWindowInDays: 0 })],
      },
      {
        title: "default tags of the provider",
        resources: [secret("api/app", { recoveryWindowInDays: 0, tagsAll: { Environment: "Production" } })],
      },
      {
        title: "a window that is a text, beside tags that are not known yet",
        resources: [secret("prod/api/app", { recoveryWindowInDays: "0", tagsAll: unknown })],
      },
      {
        title: "a store that deletes without recovery",
        resources: [store({ metadata: { name: "prod-store" } }, { forceDeleteWithoutRecovery: true })],
      },
    ],
    good: [
      {
        title: "the shortest window",
        resources: [secret("prod/api/app", { recoveryWindowInDays: 7, tags: { environment: "prod" } })],
      },
      { title: "AWS's own window", resources: [secret("prod/api/app", {})] },
      {
        title: "a window that is not known yet",
        resources: [secret("prod/api/app", { recoveryWindowInDays: unknown })],
      },
      {
        title: "another environment",
        resources: [secret("dev/api/app", { recoveryWindowInDays: 0, tags: { environment: "dev" } })],
      },
      {
        title: "names that only begin alike",
        resources: [
          secret("products/api/app", { recoveryWindowInDays: 0 }),
          secret("preprod/api/app", { recoveryWindowInDays: 0 }),
          secret("non-prod/api/app", { recoveryWindowInDays: 0 }),
        ],
      },
      { title: "a store that keeps what it deletes", resources: [store({}, { recoveryWindowInDays: 30 })] },
    ],
  },
};
export default rule;

function judgeSecret(secret: Resource): Finding[] {
  const window = secret.props.recoveryWindowInDays;
  if ((window !== 0 && window !== "0") || !isProduction(secret)) return [];
  return [
    {
      level: "mandatory",
      keyPath: "recoveryWindowInDays",
      text: `${nameOf(secret)} belongs to production, and a deletion is final: recoveryWindowInDays is 0.`,
      fix: "set recoveryWindowInDays to 7 to 30, or leave it out for 30.",
    },
  ];
}

/** What a PushSecret put into Secrets Manager goes with it, by the rules of the store. */
function judgeStore(resource: Resource): Finding[] {
  return [...manifestsOf(resource)].flatMap(({ body, at }): Finding[] => {
    const settings = mapAt(body, "spec", "provider", "aws", "secretsManager");
    if (settings.forceDeleteWithoutRecovery !== true || !isProduction({ ...resource, props: body })) return [];
    const keyPath = [...(at.length > 0 ? [`items[${String(at[1])}]`] : []), field].join(".");
    const text = `${keyPath} is true in production: what a PushSecret made is deleted for good.`;
    return [{ level: "mandatory", keyPath, text, fix: "remove it, or set recoveryWindowInDays to 7 to 30." }];
  });
}

const field = "spec.provider.aws.secretsManager.forceDeleteWithoutRecovery";

/** With a declared rotation, so that no other rule has a word about it. */
function secret(name: string, { tags, ...props }: ValueMap): ExampleResource {
  const rotation = {
    "rotation-mode": "manual",
    owner: "api",
    runbook: "https://r.example.com",
    "rotation-interval-days": "90",
  };
  const all = typeof tags === "object" ? { ...rotation, ...tags } : rotation;
  return { type: secretType, name, props: { name, tags: all, ...props } };
}

function store(props: ValueMap, secretsManager: ValueMap): ExampleResource {
  const spec = {
    conditions: [{ namespaces: ["api"] }],
    provider: { aws: { service: "SecretsManager", secretsManager } },
  };
  return { type: storeType, name: "store", props: { ...props, spec } };
}
