import { DescribeSecretCommand, GetResourcePolicyCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { arn as arnOf } from "../../components/model/iam";
import type { EnvironmentRef } from "../../components/model/references";
import { clientOptions } from "./client-options";
import { awsFailure } from "./failure";

/** An entry or a parameter that exists, without its value. */
export interface Existing {
  name: string;
  arn: string;
  /** Its deletion is scheduled. */
  isDeleted: boolean;
  /** A key other than the account's own. */
  kmsKeyId?: string;
  /** Whether it has a resource policy. */
  hasPolicy: boolean;
  /** Whether Secrets Manager rotates it. */
  rotates: boolean;
}

const untouched = "Nothing was written.";
const ownKey = /(^|\/)(alias\/)?aws\/(secretsmanager|ssm)$/;

/** What exists in an environment's account and region. The SDK's own credentials and AWS_ENDPOINT_URL count. */
export class ExistingEntries {
  private readonly secretsManager: SecretsManagerClient;
  private readonly parameters: SSMClient;

  constructor(private readonly environment: EnvironmentRef) {
    this.secretsManager = new SecretsManagerClient(clientOptions(environment.region));
    this.parameters = new SSMClient(clientOptions(environment.region));
  }

  /**
   * Looks at an entry of Secrets Manager.
   *
   * @param name For example `"prod/api/app"`.
   * @returns Nothing when there is none.
   * @throws UserError when AWS refuses, or does not answer.
   */
  async entry(name: string): Promise<Existing | undefined> {
    try {
      const found = await this.secretsManager.send(new DescribeSecretCommand({ SecretId: name }));
      const isDeleted = found.DeletedDate !== undefined;
      // What waits for its deletion shows no policy.
      const policy = isDeleted
        ? undefined
        : (await this.secretsManager.send(new GetResourcePolicyCommand({ SecretId: name }))).ResourcePolicy;
      return {
        name,
        arn: found.ARN!,
        isDeleted,
        ...(found.KmsKeyId !== undefined && !ownKey.test(found.KmsKeyId) && { kmsKeyId: found.KmsKeyId }),
        hasPolicy: policy !== undefined && policy !== "",
        rotates: found.RotationEnabled === true,
      };
    } catch (error) {
      if ((error as Error).name === "ResourceNotFoundException") return undefined;
      const calls = "secretsmanager:DescribeSecret, secretsmanager:GetResourcePolicy";
      throw awsFailure(error, `looking at ${name} (${calls})`, untouched);
    }
  }

  /**
   * Looks at a parameter of Parameter Store.
   *
   * @param name For example `"/prod/api/LOG_LEVEL"`.
   * @returns Nothing when there is none.
   * @throws UserError when AWS refuses, or does not answer.
   */
  async parameter(name: string): Promise<Existing | undefined> {
    const filter = { Key: "Name", Option: "Equals", Values: [name] };
    try {
      const answer = await this.parameters.send(new DescribeParametersCommand({ ParameterFilters: [filter] }));
      if ((answer.Parameters ?? []).length === 0) return undefined;
      const arn = arnOf("ssm", this.environment, `parameter${name}`);
      return { name, arn, isDeleted: false, hasPolicy: false, rotates: false };
    } catch (error) {
      throw awsFailure(error, `looking at ${name} (ssm:DescribeParameters)`, untouched);
    }
  }

  close(): void {
    this.secretsManager.destroy();
    this.parameters.destroy();
  }
}
