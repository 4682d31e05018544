/** The component library: every component works alone, in any Pulumi program. */
export { ConfigMapAdmission, type ConfigMapAdmissionArgs } from "./config-map-admission";
export { loadEnvironment, loadServices } from "./environment";
export { ExternalSecretsOperator, type ExternalSecretsOperatorArgs } from "./external-secrets-operator";
export { GitHubOidc, type GitHubOidcArgs } from "./github-oidc";
export { serviceOwnedEntries } from "./model/entries";
export type { Environment } from "./model/environment";
export { githubAccess, iamPlacement } from "./model/environment-arguments";
export { defineService, perEnvironment, type SecretKey } from "./model";
export type { InventoryItem } from "./model/inventory";
export { storeNamespaces } from "./model/parse-environment";
export { isProduction } from "./model/production";
export type { EnvironmentRef, SecretStoreRef } from "./model/references";
export type { Service, ServiceDeclaration } from "./model/service";
export { createProviders } from "./providers";
export { SecretStore, type SecretStoreArgs } from "./secret-store";
export { ServiceSecrets, type ServiceSecretsArgs } from "./service-secrets";
export { VaultStore, type VaultStoreArgs } from "./vault-store";
