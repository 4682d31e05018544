import { durationSeconds, type VaultDatabase, type VaultLogin, type VaultServer } from "./vault-store";

/** What decides a Vault store's specification. */
export interface VaultStoreManifest extends VaultServer {
  /** Mount path of the key-value engine, version 2. */
  path: string;
  login: VaultLogin & { namespace: string };
  /** Namespaces whose ExternalSecrets may read. Never empty: without conditions a store is open to all. */
  namespaces: readonly string[];
}

/**
 * Specification of a ClusterSecretStore for Vault. The operator asks Kubernetes for a token of the service account each time.
 *
 * Source: https://external-secrets.io/latest/provider/hashicorp-vault/
 */
export function vaultStoreSpec({ path, login, namespaces, ...server }: VaultStoreManifest) {
  const vault = { ...connection(server), path, version: "v2", auth: kubernetesAuth(login, login.namespace) };
  return {
    provider: { vault },
    conditions: [{ namespaces: [...new Set(namespaces)].sort() }],
    // Seconds between checks of the login: a lost role shows within five minutes.
    refreshInterval: 300,
  };
}

/**
 * Specification of a VaultDynamicSecret: reading the path makes a new user of the database. It lives in the namespace of its
 * Secret, and so does everything that it refers to.
 *
 * Source: https://external-secrets.io/latest/api/generator/vault/
 */
export function databaseGeneratorSpec(server: VaultServer, database: VaultDatabase) {
  const { caProvider } = server;
  const local = caProvider && { type: caProvider.type, name: caProvider.name, key: caProvider.key };
  return {
    path: `${database.mount ?? "database"}/creds/${database.databaseRole}`,
    method: "GET",
    resultType: "Data",
    provider: {
      ...connection(server),
      ...(local && { caProvider: local }),
      auth: kubernetesAuth(database.login),
    },
  };
}

/** Specification of the ExternalSecret that asks the generator for new credentials before the old ones end. */
export function databaseSecretSpec({ name, lease, refreshInterval }: VaultDatabase) {
  const half = Math.floor(durationSeconds(lease)! / 2);
  return {
    refreshInterval: refreshInterval ?? `${half}s`,
    target: { name, creationPolicy: "Owner", template: { type: "Opaque" } },
    dataFrom: [
      {
        sourceRef: {
          generatorRef: { apiVersion: "generators.external-secrets.io/v1alpha1", kind: "VaultDynamicSecret", name },
        },
      },
    ],
  };
}

/** What lets the operator ask for tokens of one service account and of no other. */
export function tokenRules(serviceAccount: string) {
  return [
    { apiGroups: [""], resources: ["serviceaccounts/token"], resourceNames: [serviceAccount], verbs: ["create"] },
  ];
}

function connection({ server, vaultNamespace, caBundle, caProvider }: VaultServer) {
  return {
    server,
    ...(vaultNamespace !== undefined && { namespace: vaultNamespace }),
    // The API takes bytes, which stand in base64 in a manifest.
    ...(caBundle !== undefined && { caBundle: Buffer.from(caBundle).toString("base64") }),
    ...(caProvider && { caProvider: { ...caProvider } }),
  };
}

function kubernetesAuth(login: VaultLogin, namespace?: string) {
  const { role, serviceAccount, mountPath = "kubernetes", audience = "vault" } = login;
  const serviceAccountRef = {
    name: serviceAccount,
    ...(namespace !== undefined && { namespace }),
    audiences: [audience],
  };
  return { kubernetes: { mountPath, role, serviceAccountRef } };
}
