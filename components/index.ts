/** The component library: every component works alone, in any Pulumi program. */
export { AlertTopic, type AlertTopicArgs } from "./alert-topic";
export { ConfigMapAdmission, type ConfigMapAdmissionArgs } from "./config-map-admission";
export { DatabaseRotation, type DatabaseRotationArgs } from "./database-rotation";
export { loadEnvironment, loadServices } from "./environment";
export { EventSync, type EventSyncArgs } from "./event-sync";
export { ExternalSecretsOperator, type ExternalSecretsOperatorArgs } from "./external-secrets-operator";
export { GitHubOidc, type GitHubOidcArgs } from "./github-oidc";
export { databaseRotations } from "./model/database-rotation";
export { serviceOwnedEntries } from "./model/entries";
export type { Environment } from "./model/environment";
export {
  alertArguments,
  auditArguments,
  githubAccess,
  iamPlacement,
  syncsByEvents,
} from "./model/environment-arguments";
export { defineService, perEnvironment, type SecretKey } from "./model";
export type { InventoryItem } from "./model/inventory";
export { storeNamespaces } from "./model/parse-environment";
export { isProduction } from "./model/production";
export type { Platform } from "./model/platform";
export type { EnvironmentRef, SecretStoreRef } from "./model/references";
export type { Service, ServiceDeclaration } from "./model/service";
export { readPlatform } from "./platform";
export { PrometheusRules, type PrometheusRulesArgs } from "./prometheus-rules";
export { createProviders } from "./providers";
export { Reloader, type ReloaderArgs } from "./reloader";
export { RotationAlarms, type RotationAlarmsArgs } from "./rotation-alarms";
export { RotationReminder, type RotationReminderArgs } from "./rotation-reminder";
export { SecretAudit, type SecretAuditArgs } from "./secret-audit";
export { SecretStore, type SecretStoreArgs } from "./secret-store";
export { ServiceSecrets, type ServiceSecretsArgs } from "./service-secrets";
export { VaultStore, type VaultStoreArgs } from "./vault-store";
