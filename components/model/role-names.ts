import { arn } from "./iam";
import type { EnvironmentRef } from "./references";

/** The two AWS services that a store reads from, as the operator spells them. */
export type StoreService = "SecretsManager" | "ParameterStore";

/** Name of the store for each service, unless a program names its own. */
export const defaultStoreNames: Readonly<Record<StoreService, string>> = {
  SecretsManager: "aws-secrets-manager",
  ParameterStore: "aws-parameter-store",
};

/**
 * Name of the operator's IAM role.
 *
 * @example operatorRoleName(prod) // "strongroom-prod-external-secrets"
 */
export function operatorRoleName(environment: EnvironmentRef): string {
  return `strongroom-${environment.name}-external-secrets`;
}

/**
 * Name of a store's IAM role. It follows from the store's name, so that the operator's policy can name the role before it
 * exists: each of the two roles names the other.
 *
 * @example storeRoleName(prod, "aws-secrets-manager") // "strongroom-prod-store-aws-secrets-manager"
 */
export function storeRoleName(environment: EnvironmentRef, store: string): string {
  return `strongroom-${environment.name}-store-${store}`;
}

/**
 * ARN of a store's IAM role, known before the role exists: for `assumeRoleArns` of ExternalSecretsOperator and `storeRoleArns` of
 * SecretAudit.
 *
 * @param path Path of the roles in IAM, e.g. `"/strongroom/prod/"`.
 * @param store Name of the store, e.g. `"aws-secrets-manager"`.
 */
export function storeRoleArn(environment: EnvironmentRef, path: string, store: string): string {
  return arn("iam", environment, `role${path}${storeRoleName(environment, store)}`);
}

/**
 * What is wrong with a role's name, or undefined. IAM compares names without their path, in the whole account.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function roleNameProblem(name: string, shorten: string): string | undefined {
  if (name.length <= 64) return undefined;
  return `makes the role name ${name}, which has ${name.length} characters; IAM allows 64: shorten ${shorten} by ${name.length - 64}`;
}

/** What is wrong with a path of roles, or undefined. */
export function rolePathProblem(path: string): string | undefined {
  if (/^\/([A-Za-z0-9_+=,.@-]+\/)*$/.test(path)) return undefined;
  return `must begin and end with a slash, e.g. "/strongroom/prod/", not ${JSON.stringify(path)}`;
}

/** What is wrong with the name of a namespace, or undefined. */
export function namespaceProblem(namespace: string): string | undefined {
  if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace)) return undefined;
  return `must be the name of a namespace: small letters, digits and dashes, e.g. "api", not ${JSON.stringify(namespace)}`;
}
