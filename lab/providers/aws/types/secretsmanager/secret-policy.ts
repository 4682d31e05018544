import {
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { type Properties, textOf } from "../../../core/values";
import { awsType } from "../../aws-type";
import { describeSecret } from "../../describe-secret";
import { unlessGone } from "../../gone";
import { compactPolicy, policyProblems, samePolicy } from "../../policy";
import type { AwsContext } from "../../context";

/** An entry's resource policy. Its id is the entry's ARN. */
export const resource = awsType({
  module: "secretsmanager/secretPolicy",
  supports: { blockPublicPolicy: true, policy: true, secretArn: true },
  replaceOn: ["secretArn"],
  retained: ["blockPublicPolicy"],
  same: { policy: samePolicy },
  check: policyProblems("policy"),

  create: (inputs, context) => put(inputs, context),
  read: async (id, context) => {
    const client = context.client(SecretsManagerClient);
    if (!(await describeSecret(client, id))) return undefined;
    const { ResourcePolicy } = await client.send(new GetResourcePolicyCommand({ SecretId: id }));
    return { policy: ResourcePolicy ?? "", secretArn: id };
  },
  update: async (_id, { inputs }, context) => {
    await put(inputs, context);
  },
  delete: async (id, _state, context) => {
    const client = context.client(SecretsManagerClient);
    await unlessGone(client.send(new DeleteResourcePolicyCommand({ SecretId: id })));
  },
});

async function put(inputs: Properties, context: AwsContext): Promise<string> {
  const { ARN } = await context.client(SecretsManagerClient).send(
    new PutResourcePolicyCommand({
      SecretId: textOf(inputs["secretArn"]),
      ResourcePolicy: compactPolicy(inputs["policy"]),
      BlockPublicPolicy: inputs["blockPublicPolicy"] === true,
    }),
  );
  return ARN!;
}
