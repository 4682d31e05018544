import type { AlertTopicArgs } from "./alert-topic";
import type { SecretAuditArgs } from "./audit-rules";
import { rotationFunctions, serviceOwnedEntries } from "./entries";
import type { Environment } from "./environment";
import type { GitHubOidcArgs } from "./github-access";
import type { IamPlacement } from "./iam";
import { isProduction } from "./production";
import { boundaryArn, defaultIamPath } from "./iam-path";
import type { InventoryItem } from "./inventory";
import { ownerAddress } from "./responsible";
import { defaultStoreNames, storeRoleArn } from "./role-names";
import type { Service } from "./service";

/** Where every role of an environment lives, and the boundary that each carries. */
export function iamPlacement(environment: Environment): Required<IamPlacement> {
  return { path: defaultIamPath(environment.name), permissionsBoundary: boundaryArn(environment) };
}

/** Whether events bring changed values into an environment's cluster: in production, and wherever the stack file says so. */
export function syncsByEvents({ name, eventSync }: Environment): boolean {
  return eventSync.enabled ?? isProduction(name);
}

/** What a stack file and the declarations say about GitHub Actions, as the arguments of `GitHubOidc`. */
export function githubAccess(environment: Environment, services: readonly Service[]): GitHubOidcArgs {
  const { github, secrets } = environment;
  return {
    environment,
    repositories: github.repositories,
    provider: github.providerArn === undefined ? undefined : { arn: github.providerArn },
    enterprise: github.enterprise,
    sessionDuration: github.sessionDuration,
    denySecretValues: github.denySecretValues,
    kmsKeyArn: secrets.kmsKeyArn,
    replicas: secrets.replicas,
    rotationFunctionArns: rotationFunctions(services, environment),
    managedEntryArns: serviceOwnedEntries(services, namespacesOf(services)).map(({ arn }) => arn),
    alertTopicArn: environment.reminders.topicArn,
  };
}

/** What a stack file and the declarations say about who reads as they should, as arguments of `SecretAudit`. */
export function auditArguments(
  environment: Environment,
  services: readonly Service[],
): Omit<SecretAuditArgs, "environment" | "topicArn"> {
  return {
    ...environment.audit,
    storeRoleArns: [storeRoleArn(environment, defaultIamPath(environment.name), defaultStoreNames.SecretsManager)],
    rotationFunctionArns: rotationFunctions(services, environment),
    serviceOwnedArns: serviceOwnedEntries(services, namespacesOf(services)).map(({ arn }) => arn),
    kmsKeyArn: environment.secrets.kmsKeyArn,
  };
}

/**
 * What a stack file and the inventory say about who is told of rotations, as the arguments of `AlertTopic`. Owners are those who
 * rotate by hand; where no address hears of everything, all of them, because they hear of alarms then.
 */
export function alertArguments(environment: Environment, inventory: readonly InventoryItem[]): AlertTopicArgs {
  const { enabled, topicArn, emails = [], owners = true } = environment.reminders;
  const concerned = inventory.filter(({ mode }) => mode === "manual" || emails.length === 0);
  return {
    environment,
    enabled,
    topicArn,
    emails,
    owners: owners ? [...new Set(concerned.map(ownerAddress))].sort() : [],
  };
}

function namespacesOf(services: readonly Service[]): string[] {
  return services.map(({ namespace }) => namespace);
}
