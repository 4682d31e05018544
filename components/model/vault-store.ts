/** Why a team may run Vault beside Secrets Manager. */
export type VaultReason = "multi-cloud" | "pki" | "transit" | "dynamic-credentials";

export const vaultReasons: readonly VaultReason[] = ["multi-cloud", "pki", "transit", "dynamic-credentials"];

/** What Vault is needed for. Without it Secrets Manager does, and nothing has to run before everything else boots. */
export interface VaultJustification {
  /** Which of the four reasons applies. */
  reason: VaultReason;
  /** A sentence of at least 20 characters, e.g. `"Forty databases need credentials that live an hour."`. */
  why: string;
}

/** Where Vault is, and how its certificate is known. */
export interface VaultServer {
  /** Its address, https only, e.g. `"https://vault.example.com:8200"`. */
  server: string;
  /** Vault Enterprise's own namespace. Default: none. */
  vaultNamespace?: string;
  /** The authority of Vault's certificate as PEM. Default: those that the operator's image trusts. */
  caBundle?: string;
  /** The same in an object of the cluster. A generator looks for it in its own namespace, under the same name. */
  caProvider?: VaultCaProvider;
}

/** An object that holds a certificate authority as PEM. */
export interface VaultCaProvider {
  /** Its kind. */
  type: "ConfigMap" | "Secret";
  /** Its name, e.g. `"vault-ca"`. */
  name: string;
  /** For example `"ca.crt"`. */
  key: string;
  /** Where the store finds it, e.g. `"external-secrets"`. */
  namespace: string;
}

/** How the operator logs in: with a token of a service account that lives ten minutes. There is no other way here. */
export interface VaultLogin {
  /** The role of Vault's Kubernetes auth method, which names the service account and its namespace. */
  role: string;
  /** A service account that exists. */
  serviceAccount: string;
  /** Where the auth method is mounted. Default `"kubernetes"`. */
  mountPath?: string;
  /** Audience of the token, as the role in Vault wants it. Default `"vault"`. */
  audience?: string;
}

/** Credentials of a database that Vault makes anew for one namespace. */
export interface VaultDatabase {
  /** Name of the Secret, and of its generator and ExternalSecret, e.g. `"api-database"`. */
  name: string;
  /** One of the store's namespaces. */
  namespace: string;
  /** The role of Vault's database engine, e.g. `"api-readwrite"`. */
  databaseRole: string;
  /** Where the database engine is mounted. Default `"database"`. */
  mount?: string;
  /** How long Vault lets the credentials live: `default_ttl` of the role, e.g. `"1h"`. */
  lease: string;
  /** How often new ones are made; shorter than the lease. Default: half of it, so that pods have the other half to restart. */
  refreshInterval?: string;
  /** How the operator logs in for this namespace. The service account is the namespace's own. */
  login: VaultLogin;
}

/** Annotations in which the guard finds the justification. It spells them itself, because it must not trust this code. */
export const vaultAnnotations = { reason: "strongroom/vault-reason", why: "strongroom/vault-why" } as const;

const secondsPer: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

/**
 * Reads a duration as Go and Kubernetes write it.
 *
 * @returns Seconds, or undefined when it is none.
 * @example durationSeconds("1h30m") // 5400
 */
export function durationSeconds(text: string): number | undefined {
  if (!/^(\d{1,6}h)?(\d{1,6}m)?(\d{1,6}s)?$/.test(text) || text === "") return undefined;
  return [...text.matchAll(/(\d+)([hms])/g)].reduce(
    (seconds, [, count, unit]) => seconds + Number(count) * secondsPer[unit!]!,
    0,
  );
}
