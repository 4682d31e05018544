import type { StoreService } from "./role-names";

/** What decides a store's specification. */
export interface StoreManifest<Arn> {
  service: StoreService;
  region: string;
  /** ARN of the store's role. */
  role: Arn;
  /** Namespaces whose ExternalSecrets may read, sorted. Never empty: without conditions a store is open to all. */
  namespaces: readonly string[];
  /** Whether the operator sends the asking namespace as a session tag. */
  sessionTags: boolean;
}

/**
 * Specification of a ClusterSecretStore. It holds no `auth`: the operator uses its own identity to assume the role, so
 * that no key is stored anywhere.
 *
 * Source: https://external-secrets.io/latest/api/spec/
 */
export function storeSpec<Arn>({ service, region, role, namespaces, sessionTags }: StoreManifest<Arn>) {
  return {
    provider: { aws: { service, region, role, ...(sessionTags ? { sessionTagsPolicy: "Simple" } : {}) } },
    conditions: [{ namespaces }],
    // Seconds between checks of the credentials: a lost trust shows within five minutes.
    refreshInterval: 300,
  };
}
