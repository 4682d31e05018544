import { arn } from "./iam";
import type { EnvironmentRef } from "./references";

/** Where an environment's roles and policies live in IAM unless a program says otherwise, e.g. `/strongroom/prod/`. */
export function defaultIamPath(environment: string): string {
  return `/strongroom/${environment}/`;
}

/** Name of the boundary that every role of the environment carries, e.g. `strongroom-prod-boundary`. */
export function boundaryName(environment: string): string {
  return `strongroom-${environment}-boundary`;
}

/**
 * ARN of the boundary, computed before the policy exists: roles name it at preview. Whatever creates such a role depends
 * on the GitHubOidc component, because IAM refuses a boundary that is not there.
 *
 * @param path IAM path of the environment. Default `/strongroom/<environment>/`.
 * @example boundaryArn({ name: "prod", account: "123456789012", region: "eu-west-1" })
 * // "arn:aws:iam::123456789012:policy/strongroom/prod/strongroom-prod-boundary"
 */
export function boundaryArn(environment: EnvironmentRef, path: string = defaultIamPath(environment.name)): string {
  return arn("iam", environment, `policy${path}${boundaryName(environment.name)}`);
}
