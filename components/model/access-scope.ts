import { arn } from "./iam";
import { boundaryArn } from "./iam-path";
import type { EnvironmentRef } from "./references";
import { rotationFunctionPrefix } from "./rotation-functions";

/** What the policies of deploy and preview roles are made from. */
export interface AccessScope {
  environment: EnvironmentRef;
  /** IAM path of the environment, e.g. `/strongroom/prod/`. */
  path: string;
  /** ARN of the IAM OIDC provider for GitHub. */
  providerArn: string;
  /** Entries that RDS owns and whose rotation has a schedule of this environment. */
  managedEntryArns: readonly string[];
}

/** Where the deploy and preview roles live: apart, so that a deploy role can be denied to touch them. */
export function githubPath(path: string): string {
  return `${path}github/`;
}

/** ARNs of everything that an environment owns. */
export function environmentArns({ environment, path }: AccessScope) {
  return {
    secrets: arn("secretsmanager", environment, `secret:${environment.name}/*`),
    parameters: arn("ssm", environment, `parameter/${environment.name}/*`),
    // DescribeParameters knows no single parameter; a region's parameters of one account is the narrowest there is.
    allParameters: arn("ssm", environment, "*"),
    roles: arn("iam", environment, `role${path}*`),
    githubRoles: arn("iam", environment, `role${githubPath(path)}*`),
    /** Entries that RDS made, of any database: what describes them says nothing of their values. */
    managedEntries: arn("secretsmanager", environment, "secret:rds!*"),
    boundary: boundaryArn(environment, path),
    rotationStacks: arn(
      "cloudformation",
      environment,
      `stack/serverlessrepo-${rotationFunctionPrefix(environment)}*/*`,
    ),
  };
}

/** What a deploy role's policy is made from. */
export interface DeployScope extends AccessScope {
  kmsKeyArn?: string;
  replicas: readonly { region: string; kmsKeyArn?: string }[];
  rotationFunctionArns: readonly string[];
  denySecretValues: boolean;
}
