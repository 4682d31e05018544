import { GetTopicAttributesCommand, SetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { type Properties, textOf } from "../../../core/values";
import { awsType } from "../../aws-type";
import type { AwsContext } from "../../context";
import { unlessGone } from "../../gone";
import { compactPolicy, policyProblems, samePolicy } from "../../policy";

/** Who may do what with a topic. Its id is the topic's ARN. */
export const resource = awsType({
  module: "sns/topicPolicy",
  supports: { arn: true, policy: true },
  replaceOn: ["arn"],
  same: { policy: samePolicy },
  check: policyProblems("policy"),

  create: (inputs, context) => put(inputs, context),
  read: async (id, context) => {
    const request = new GetTopicAttributesCommand({ TopicArn: id });
    const found = await unlessGone(context.client(SNSClient).send(request));
    return found && { arn: id, owner: found.Attributes?.["Owner"], policy: found.Attributes?.["Policy"] };
  },
  update: async (_id, { inputs }, context) => {
    await put(inputs, context);
  },
  // A topic is never without a policy: it gets back the one that SNS gives to a new one.
  delete: async (id, _state, context) => {
    const policy = JSON.stringify(ownersPolicy(id, context));
    await unlessGone(put({ arn: id, policy }, context));
  },
});

async function put(inputs: Properties, context: AwsContext): Promise<string> {
  const TopicArn = textOf(inputs["arn"])!;
  const AttributeValue = compactPolicy(inputs["policy"]);
  const request = new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue });
  await context.client(SNSClient).send(request);
  return TopicArn;
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html */
function ownersPolicy(topic: string, { account }: AwsContext) {
  const calls = ["GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic"];
  return {
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [...calls, "Subscribe", "ListSubscriptionsByTopic", "Publish"].map((call) => `SNS:${call}`),
        Resource: topic,
        Condition: { StringEquals: { "AWS:SourceOwner": account } },
      },
    ],
  };
}
