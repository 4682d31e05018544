import { GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type Properties, textOf } from "../../../core/values";
import { awsType } from "../../aws-type";
import type { AwsContext } from "../../context";
import { unlessGone } from "../../gone";
import { compactPolicy, policyProblems, samePolicy } from "../../policy";

/** Who may do what with a queue. Its id is the queue's URL. */
export const resource = awsType({
  module: "sqs/queuePolicy",
  supports: { policy: true, queueUrl: true },
  replaceOn: ["queueUrl"],
  same: { policy: samePolicy },
  check: policyProblems("policy"),

  create: async (inputs, context) => {
    await put(inputs, compactPolicy(inputs["policy"]), context);
    return textOf(inputs["queueUrl"])!;
  },
  read: async (id, context) => {
    const request = new GetQueueAttributesCommand({ QueueUrl: id, AttributeNames: ["Policy"] });
    const policy = (await unlessGone(context.client(SQSClient).send(request)))?.Attributes?.["Policy"];
    return policy ? { queueUrl: id, policy } : undefined;
  },
  update: (_id, { inputs }, context) => put(inputs, compactPolicy(inputs["policy"]), context),
  // An empty policy is none.
  delete: async (id, _state, context) => {
    await unlessGone(put({ queueUrl: id }, "", context));
  },
});

async function put(inputs: Properties, Policy: string, context: AwsContext): Promise<void> {
  const QueueUrl = textOf(inputs["queueUrl"]);
  await context.client(SQSClient).send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
}
