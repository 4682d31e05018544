/**
 * The component library, for programs of Pulumi: every component works alone, in any of them.
 *
 * @module strongroom
 */
export { AlertTopic, type AlertTopicArgs } from "./alert-topic";
export { ConfigMapAdmission, type ConfigMapAdmissionArgs } from "./config-map-admission";
export { DatabaseRotation, type DatabaseRotationArgs } from "./database-rotation";
export { loadEnvironment, loadServices } from "./environment";
export { EventRules, type EventRulesArgs } from "./event-rules";
export { EventSync, type EventSyncArgs } from "./event-sync";
export { ExternalSecretsOperator, type ExternalSecretsOperatorArgs } from "./external-secrets-operator";
export { GitHubOidc, type GitHubOidcArgs } from "./github-oidc";
export { defineService, perEnvironment, type SecretKey, type Service, type ServiceDeclaration } from "./model";
export type { AdmissionAction } from "./model/admission-policy";
export type { EnvironmentVariable, SecretVolume, VolumeMount } from "./model/consumer";
export { databaseRotations, type RotationNetwork } from "./model/database-rotation";
export type { Day } from "./model/days";
export { serviceOwnedEntries } from "./model/entries";
export type {
  AdmissionConfig,
  AuditConfig,
  ClusterConfig,
  Environment,
  EventSyncConfig,
  GitHubConfig,
  NetworkConfig,
  OperatorConfig,
  PrometheusRulesConfig,
  ReloaderConfig,
  RemindersConfig,
  Replica,
  RespondConfig,
  SecretsConfig,
} from "./model/environment";
export {
  alertArguments,
  auditArguments,
  githubAccess,
  iamPlacement,
  syncsByEvents,
} from "./model/environment-arguments";
export type { FollowedEntry } from "./model/event-sync-rules";
export type { GitHubRepository, GitHubSubject } from "./model/github-subject";
export type { IamPlacement } from "./model/iam";
export type { InventoryItem } from "./model/inventory";
export type { ClusterIdentity } from "./model/operator-role";
export type { HelmValues } from "./model/operator-values";
export { storeNamespaces } from "./model/parse-environment";
export { boundaryArn } from "./model/iam-path";
export { isProduction } from "./model/production";
export type { Platform } from "./model/platform";
export type { EnvironmentRef, SecretStoreRef } from "./model/references";
export { storeRoleArn, type StoreService } from "./model/role-names";
export type { RotationFunction } from "./model/rotation-functions";
export type { ServiceOwnedEntry } from "./model/store-role";
export type {
  VaultCaProvider,
  VaultDatabase,
  VaultJustification,
  VaultLogin,
  VaultReason,
  VaultServer,
} from "./model/vault-store";
export {
  inventoryOfTeams,
  servicesOfStack,
  type TeamAlerts,
  type TeamStacks,
  teamStacksOutput,
} from "./model/team-stack";
export { readPlatform, readSharedPlatform, type SharedPlatform } from "./platform";
export { PrometheusRules, type PrometheusRulesArgs } from "./prometheus-rules";
export { createProviders } from "./providers";
export { Reloader, type ReloaderArgs } from "./reloader";
export { RotationAlarms, type RotationAlarmsArgs } from "./rotation-alarms";
export { RotationReminder, type RotationReminderArgs } from "./rotation-reminder";
export { SecretAudit, type SecretAuditArgs } from "./secret-audit";
export { SecretStore, type SecretStoreArgs } from "./secret-store";
export { ServiceSecrets, type ServiceSecretsArgs } from "./service-secrets";
export { VaultStore, type VaultStoreArgs } from "./vault-store";
