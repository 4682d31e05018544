import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  SetTopicAttributesCommand,
  SNSClient,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sns";
import type { Properties } from "../../../core/values";
import { textOf } from "../../../core/values";
import { awsType } from "../../aws-type";
import { unlessGone } from "../../gone";
import { policyProblems, samePolicy } from "../../policy";
import { tagList, tagMap } from "../../tags";

/** Input to the attribute that SNS keeps it under. */
const attributes = { displayName: "DisplayName", kmsMasterKeyId: "KmsMasterKeyId", policy: "Policy" } as const;

/** A topic. Its id is its ARN. */
export const resource = awsType({
  module: "sns/topic",
  supports: { displayName: true, kmsMasterKeyId: true, name: true, policy: true },
  computed: ["policy"],
  replaceOn: ["name"],
  same: { policy: samePolicy },
  autoname: { property: "name", longest: 256 },
  check: policyProblems("policy"),

  create: async (inputs, context) => {
    const { TopicArn } = await context.client(SNSClient).send(
      new CreateTopicCommand({
        Name: textOf(inputs["name"]),
        Attributes: given(inputs),
        Tags: tagList(inputs["tagsAll"]),
      }),
    );
    return TopicArn!;
  },

  read: async (id, context) => {
    const client = context.client(SNSClient);
    const found = await unlessGone(client.send(new GetTopicAttributesCommand({ TopicArn: id })));
    if (!found?.Attributes) return undefined;
    const { Attributes: shown } = found;
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn: id }));
    return {
      arn: shown["TopicArn"],
      displayName: shown["DisplayName"],
      kmsMasterKeyId: shown["KmsMasterKeyId"],
      name: id.split(":").pop(),
      owner: shown["Owner"],
      policy: shown["Policy"],
      tagsAll: tagMap(Tags),
    };
  },

  update: async (id, { inputs, changed }, context) => {
    for (const [input, AttributeName] of Object.entries(attributes).filter(([name]) => changed.has(name))) {
      const request = { TopicArn: id, AttributeName, AttributeValue: textOf(inputs[input]) ?? "" };
      await context.client(SNSClient).send(new SetTopicAttributesCommand(request));
    }
  },

  tag: async (id, { set, remove }, context) => {
    const client = context.client(SNSClient);
    if (remove.length > 0) await client.send(new UntagResourceCommand({ ResourceArn: id, TagKeys: remove }));
    const Tags = tagList(set);
    if (Tags.length > 0) await client.send(new TagResourceCommand({ ResourceArn: id, Tags }));
  },

  delete: async (id, _state, context) => {
    await unlessGone(context.client(SNSClient).send(new DeleteTopicCommand({ TopicArn: id })));
  },
});

function given(inputs: Properties): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([input, attribute]) => {
      const value = textOf(inputs[input]);
      return value === undefined ? [] : [[attribute, value]];
    }),
  );
}
