import { CloudFormationStack } from "@pulumi/aws/serverlessrepository/cloudFormationStack";
import * as pulumi from "@pulumi/pulumi";
import { type DatabaseRotationArgs, databaseRotationProblems, rotationStack } from "./model/database-rotation";
import { rotationFunctionArn } from "./model/rotation-functions";
import { tagKeys } from "./model/tags";
import { refuseProblems } from "./refuse";

export type { DatabaseRotationArgs };

/**
 * AWS's own rotation function for a database engine and a strategy, deployed once and shared by every entry that needs it.
 *
 * ```typescript
 * const rotation = new DatabaseRotation("rotate-postgres", {
 *   environment: { name: "prod", account: "123456789012", region: "eu-west-1" },
 *   engine: "postgres",
 *   strategy: "alternating-users",
 *   superuserSecretArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-0a1b-AbCdEf",
 *   network: { subnetIds: ["subnet-0a1b2c3d4e5f60718"], securityGroupIds: ["sg-0a1b2c3d4e5f60718"] },
 * });
 * new SecretRotation("orders", { secretId, rotationLambdaArn: rotation.functionArn, rotationRules: { ... } });
 * ```
 *
 * An administrator runs the update that adds one: AWS's template makes a role of its own name without the environment's
 * boundary, and a deploy role that may do that could make itself mightier. It may read the stack and set up rotations by it.
 *
 * AWS's template fixes runtime, memory, timeout (30 seconds), the length of passwords (32) and the characters that they leave out
 * (`:/@"'\`). It cannot be told otherwise here, because a function that is not as AWS publishes it is `lambda`'s business. With
 * alternating users its role reads the entry of one superuser, so each superuser has a function.
 */
export class DatabaseRotation extends pulumi.ComponentResource {
  /** ARN of the function, for `rotationLambdaArn` and for a deploy role's policy. It is known at preview. */
  readonly functionArn: string;

  /**
   * @param name Name of the component, e.g. `"rotate-postgres"`.
   * @throws pulumi.RunError with every wrong argument, before anything is registered.
   */
  constructor(name: string, args: DatabaseRotationArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseProblems("DatabaseRotation", name, databaseRotationProblems(args));
    super("strongroom:index:DatabaseRotation", name, {}, opts);
    this.functionArn = rotationFunctionArn(args, args.environment);
    const tags = { [tagKeys.environment]: args.environment.name };
    new CloudFormationStack(name, { ...rotationStack(args), tags }, { parent: this });
    this.registerOutputs({ functionArn: this.functionArn });
  }
}
