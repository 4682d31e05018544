import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { Role } from "@pulumi/kubernetes/rbac/v1/role";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding";
import * as pulumi from "@pulumi/pulumi";
import type { SecretStoreRef } from "./model/references";
import {
  vaultAnnotations,
  type VaultDatabase,
  type VaultJustification,
  type VaultLogin,
  type VaultServer,
} from "./model/vault-store";
import { vaultStoreProblems } from "./model/vault-store-arguments";
import { databaseGeneratorSpec, databaseSecretSpec, tokenRules, vaultStoreSpec } from "./model/vault-store-manifest";
import { refuseProblems } from "./refuse";

/** What a VaultStore is made of. */
export interface VaultStoreArgs extends VaultServer {
  /** Which of the four reasons applies, and why. Without it the store is refused: Secrets Manager is the default. */
  justification: VaultJustification;
  /** Name of the ClusterSecretStore. Default `"vault"`. */
  name?: string;
  /** Namespaces whose ExternalSecrets may read from it, at least one. All of them read what the one role in Vault may read. */
  namespaces: string[];
  /** Mount path of the key-value engine, version 2. Default `"secret"`. */
  path?: string;
  /** How the operator logs in for the store, and the namespace of the service account. */
  login: VaultLogin & {
    /** Where the service account is, e.g. `"external-secrets"`. */
    namespace: string;
  };
  /** The operator that reads: `namespace` and `serviceAccountName` of ExternalSecretsOperator. */
  operator: {
    /** Namespace of the operator. */
    namespace: string;
    /** The service account that may ask for tokens. */
    serviceAccountName: string;
  };
  /** Credentials of databases that Vault makes anew, each for one namespace. Default: none. */
  databases?: VaultDatabase[];
}

/**
 * A ClusterSecretStore for Vault, and short-lived database credentials out of it, for the few teams that need Vault: several
 * clouds, a certificate authority, encryption as a service, or dynamic credentials of many databases.
 *
 * ```typescript
 * const vault = new VaultStore(
 *   "vault",
 *   {
 *     justification: { reason: "dynamic-credentials", why: "Forty databases need credentials that live an hour." },
 *     server: "https://vault.example.com:8200",
 *     namespaces: ["api"],
 *     login: { role: "external-secrets", serviceAccount: "vault-reader", namespace: "external-secrets" },
 *     operator,
 *     databases: [
 *       {
 *         name: "api-database",
 *         namespace: "api",
 *         databaseRole: "api-readwrite",
 *         lease: "1h",
 *         login: { role: "api", serviceAccount: "vault-reader" },
 *       },
 *     ],
 *   },
 *   { dependsOn: operator },
 * );
 * ```
 *
 * No credential of Vault is stored anywhere: the operator asks Kubernetes for a token of the named service account that lives
 * ten minutes, and for that it is granted tokens of exactly these accounts. A static token is refused.
 *
 * New database credentials come in time before the old ones end, and Vault ends those by itself; pods have to restart in
 * between (`"secret.reloader.stakater.com/reload": "api-database"`). Keep everything else in Secrets Manager: while Vault is
 * down, a credential that ends is not replaced.
 *
 * It creates neither Vault nor its roles, nor the service accounts. The network policy of ExternalSecretsOperator lets out
 * ports 53 and 443 only: where Vault listens on another, such as 8200, add a NetworkPolicy that lets the operator's pods
 * reach it.
 */
export class VaultStore extends pulumi.ComponentResource {
  /** What an ExternalSecret names in `secretStoreRef`. */
  readonly ref: SecretStoreRef;
  /** The Secrets that hold database credentials, under the keys `username` and `password`. */
  readonly databaseSecrets: Pick<VaultDatabase, "name" | "namespace">[];

  private readonly annotations: Record<string, string>;

  /** @throws pulumi.RunError with every wrong argument, a missing justification among them, before anything is registered. */
  constructor(name: string, args: VaultStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    const { store, path, databases } = settle(name, args);
    super("strongroom:index:VaultStore", name, {}, opts);
    this.ref = { name: store, kind: "ClusterSecretStore" };
    this.databaseSecrets = databases.map((database) => ({ name: database.name, namespace: database.namespace }));
    const { reason, why } = args.justification;
    this.annotations = { [vaultAnnotations.reason]: reason, [vaultAnnotations.why]: why.trim() };

    const grants = new Map<string, pulumi.Resource>();
    const grant = (namespace: string, { serviceAccount }: VaultLogin): pulumi.Resource => {
      const key = `${namespace}-${serviceAccount}`;
      const granted = grants.get(key) ?? this.allowTokens(`${name}-${key}`, store, namespace, serviceAccount, args);
      grants.set(key, granted);
      return granted;
    };
    this.createStore(name, store, path, args, grant(args.login.namespace, args.login));
    for (const database of databases) {
      this.createDatabase(name, args, database, grant(database.namespace, database.login));
    }
    this.registerOutputs({ ref: this.ref, databaseSecrets: this.databaseSecrets });
  }

  /** The operator's own rights leave tokens out, so it gets those of one service account. */
  private allowTokens(
    name: string,
    store: string,
    namespace: string,
    serviceAccount: string,
    { operator }: VaultStoreArgs,
  ): pulumi.Resource {
    const metadata = { name: `${store}-${serviceAccount}-token`, namespace };
    const role = new Role(`${name}-token`, { metadata, rules: tokenRules(serviceAccount) }, { parent: this });
    return new RoleBinding(
      `${name}-token`,
      {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: metadata.name },
        subjects: [{ kind: "ServiceAccount", name: operator.serviceAccountName, namespace: operator.namespace }],
      },
      { parent: this, dependsOn: role },
    );
  }

  private createStore(name: string, store: string, path: string, args: VaultStoreArgs, grant: pulumi.Resource): void {
    const { login, namespaces, server, vaultNamespace, caBundle, caProvider } = args;
    const spec = vaultStoreSpec({ server, vaultNamespace, caBundle, caProvider, path, login, namespaces });
    const annotations = { ...this.annotations, "pulumi.com/waitFor": "condition=Ready" };
    new CustomResource(
      `${name}-store`,
      {
        apiVersion: "external-secrets.io/v1",
        kind: "ClusterSecretStore",
        metadata: { name: store, annotations },
        spec,
      },
      { parent: this, dependsOn: grant, customTimeouts: { create: "10m", update: "10m" } },
    );
  }

  /** What makes the credentials, and what keeps the Secret supplied with them; both have the Secret's name. */
  private createDatabase(name: string, args: VaultStoreArgs, database: VaultDatabase, grant: pulumi.Resource): void {
    const metadata = { name: database.name, namespace: database.namespace };
    const child = `${name}-${database.namespace}-${database.name}`;
    const generator = new CustomResource(
      `${child}-generator`,
      {
        apiVersion: "generators.external-secrets.io/v1alpha1",
        kind: "VaultDynamicSecret",
        metadata: { ...metadata, annotations: this.annotations },
        spec: databaseGeneratorSpec(args, database),
      },
      { parent: this, dependsOn: grant },
    );
    const annotations = { "pulumi.com/waitFor": "condition=Ready" };
    new CustomResource(
      child,
      {
        apiVersion: "external-secrets.io/v1",
        kind: "ExternalSecret",
        metadata: { ...metadata, annotations },
        spec: databaseSecretSpec(database),
      },
      { parent: this, dependsOn: generator, customTimeouts: { create: "10m", update: "10m" } },
    );
  }
}

/** The arguments with their defaults. */
interface Settled {
  store: string;
  path: string;
  databases: VaultDatabase[];
}

function settle(name: string, args: VaultStoreArgs): Settled {
  const { name: store = "vault", path = "secret", databases = [] } = args;
  refuseProblems("VaultStore", name, vaultStoreProblems({ ...args, name: store, path, databases }));
  return { store, path, databases };
}
