import type { Environment } from "./environment";
import type { Problem } from "./problems";
import type { EnvironmentRef } from "./references";
import {
  databaseFunctions,
  type RotationFunction,
  rotationApplication,
  rotationFunctionName,
  rotationFunctionPrefix,
} from "./rotation-functions";
import type { Service } from "./service";

/** Where rotation functions run: it reaches the databases, and Secrets Manager through an endpoint or a NAT gateway. */
export interface RotationNetwork {
  /** Private subnets, e.g. `["subnet-0a1b2c3d4e5f60718"]`. Two zones or more keep a rotation going without one. */
  subnetIds: string[];
  /** Security groups of the functions, e.g. `["sg-0a1b2c3d4e5f60718"]`. Those of the databases let them in. */
  securityGroupIds: string[];
}

/** Arguments of `DatabaseRotation`. All are plain values, so that the function's name is known at preview. */
export interface DatabaseRotationArgs extends RotationFunction {
  /** The environment whose entries it rotates. Its name is part of the function's name. */
  environment: EnvironmentRef;
  /** Where the function runs. */
  network: RotationNetwork;
  /** Customer key of the entries. Default: AWS's own, which needs no permission. */
  kmsKeyArn?: string;
  /** Customer key of the superuser's entry. Default: AWS's own. */
  superuserKmsKeyArn?: string;
}

/** What the Serverless Application Repository is asked for. */
export interface RotationStack {
  name: string;
  applicationId: string;
  semanticVersion: string;
  capabilities: string[];
  parameters: Record<string, string>;
}

/**
 * The stack of a function: an application of AWS's at a pinned version, with its parameters. The template makes a role (hence the
 * capabilities) and the permission by which Secrets Manager invokes the function.
 *
 * Source of the parameters: aws-cdk-lib/aws-secretsmanager/lib/secret-rotation.ts of AWS's CDK.
 */
export function rotationStack(wanted: DatabaseRotationArgs): RotationStack {
  const { environment, network, superuserSecretArn, kmsKeyArn, superuserKmsKeyArn } = wanted;
  const { id, version } = rotationApplication(wanted, environment.region);
  const name = rotationFunctionName(wanted, environment);
  const suffix = environment.region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return {
    name,
    applicationId: id,
    semanticVersion: version,
    capabilities: ["CAPABILITY_IAM", "CAPABILITY_RESOURCE_POLICY"],
    parameters: {
      functionName: name,
      endpoint: `https://secretsmanager.${environment.region}.${suffix}`,
      vpcSubnetIds: network.subnetIds.join(","),
      vpcSecurityGroupIds: network.securityGroupIds.join(","),
      ...(kmsKeyArn !== undefined && { kmsKeyArn }),
      ...(superuserSecretArn !== undefined && { masterSecretArn: superuserSecretArn }),
      ...(superuserSecretArn !== undefined &&
        superuserKmsKeyArn !== undefined && { masterSecretKmsKeyArn: superuserKmsKeyArn }),
    },
  };
}

/** What is wrong with the arguments of a component. */
export function databaseRotationProblems(wanted: DatabaseRotationArgs): Problem[] {
  const { strategy, superuserSecretArn, network } = wanted;
  const problem = (path: string[], message: string): Problem[] => [{ where: "", path, message }];
  const list = (key: keyof RotationNetwork, pattern: RegExp, example: string) =>
    network[key].length > 0 && network[key].every((id) => pattern.test(id))
      ? []
      : problem(["network", key], `wanted a list such as ["${example}"]`);
  const superuser =
    strategy === "alternating-users"
      ? superuserSecretArn === undefined &&
        "is missing; alternating users are made by a superuser: give the ARN of its entry"
      : superuserSecretArn !== undefined && 'belongs to strategy "alternating-users": leave it out';
  return [
    ...(superuser ? problem(["superuserSecretArn"], superuser) : []),
    ...list("subnetIds", subnetPattern, "subnet-0a1b2c3d4e5f60718"),
    ...list("securityGroupIds", securityGroupPattern, "sg-0a1b2c3d4e5f60718"),
  ];
}

/** An id of a subnet. */
export const subnetPattern = /^subnet-[0-9a-f]{8,17}$/;
/** An id of a security group. */
export const securityGroupPattern = /^sg-[0-9a-f]{8,17}$/;

/** The functions that an environment deploys for its services, as the arguments of one DatabaseRotation each, by their names. */
export function databaseRotations(
  environment: Environment,
  services: readonly Service[],
): [name: string, args: DatabaseRotationArgs][] {
  const { subnetIds = [], securityGroupIds = [] } = environment.network;
  const { kmsKeyArn } = environment.secrets;
  return databaseFunctions(services, environment).map((wanted) => {
    // An entry of this environment has this environment's key; one that RDS owns has RDS's.
    const isOwn = wanted.superuserSecretArn?.includes(`:secret:${environment.name}/`);
    const keys = kmsKeyArn === undefined ? {} : { kmsKeyArn, ...(isOwn && { superuserKmsKeyArn: kmsKeyArn }) };
    const name = rotationFunctionName(wanted, environment).replace(rotationFunctionPrefix(environment), "rotate-");
    return [name, { ...wanted, environment, network: { subnetIds, securityGroupIds }, ...keys }];
  });
}
