/** A store that an ExternalSecret reads from. Components take this, so that one store can be swapped for another. */
export interface SecretStoreRef {
  /** Name of the store, e.g. `"aws-secrets-manager"`. */
  name: string;
  /** A ClusterSecretStore serves many namespaces, a SecretStore its own. */
  kind: "ClusterSecretStore" | "SecretStore";
}

/** The environment that a component belongs to: the first part of every entry's name and part of every role's. */
export interface EnvironmentRef {
  /** The environment's name, e.g. `"prod"`: that of its own stack, also in the stack of a team. */
  name: string;
  /** AWS account, twelve digits. */
  account: string;
  /** AWS region, e.g. `"eu-west-1"`. */
  region: string;
}
