/** One statement of an IAM policy, in the spelling that AWS stores. */
export interface PolicyStatement {
  /** Says in a word what the statement is for; it shows in access-denied reports. Letters and digits only. */
  Sid: string;
  Effect: "Allow" | "Deny";
  /** Only in trust policies and resource policies. */
  Principal?: "*" | { AWS?: string | string[]; Federated?: string; Service?: string | string[] };
  Action: string | string[];
  /** Absent in trust policies only. */
  Resource?: string | string[];
  /** Operator to key to value or values, e.g. `{ StringEquals: { "aws:ResourceTag/namespace": "api" } }`. */
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** An IAM policy document. */
export interface PolicyDocument {
  Version: "2012-10-17";
  Statement: PolicyStatement[];
}

/**
 * Puts statements into a policy document.
 *
 * @param statements The statements, in the order in which a reader should meet them: Allow before Deny.
 * @example policyDocument({ Sid: "Read", Effect: "Allow", Action: "ssm:GetParameter", Resource: arn })
 */
export function policyDocument(...statements: PolicyStatement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

/** An AWS account and region: what an ARN is made of. */
export interface AwsLocation {
  /** Twelve digits, e.g. `"123456789012"`. */
  account: string;
  /** For example `"eu-west-1"`. */
  region: string;
}

/**
 * Where this program's roles and policies live in IAM, and what bounds them.
 *
 * @typeParam Arn What gives an ARN: a text where it is known, an input of Pulumi where a resource makes it.
 */
export interface IamPlacement<Arn = string> {
  /** Path of every role and policy, e.g. `"/strongroom/prod/"`: begins and ends with a slash. */
  path: string;
  /** ARN of the permissions boundary that every role carries. Without it a deploy role may not create the role. */
  permissionsBoundary?: Arn;
}

/**
 * The partition that a region belongs to: the second field of every ARN.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function partitionOf(region: string): "aws" | "aws-cn" | "aws-us-gov" {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return "aws";
}

/**
 * Builds an ARN. IAM is global, so its ARNs have no region.
 *
 * @example arn("secretsmanager", { account, region }, "secret:prod/api/*")
 */
export function arn(service: string, location: AwsLocation, resource: string): string {
  const region = service === "iam" ? "" : location.region;
  return `arn:${partitionOf(location.region)}:${service}:${region}:${location.account}:${resource}`;
}
