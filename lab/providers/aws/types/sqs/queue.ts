import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueueTagsCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import type { Problem } from "../../../core/resource-type";
import { type Properties, textOf } from "../../../core/values";
import { awsType } from "../../aws-type";
import { unlessGone } from "../../gone";
import { policyProblems, samePolicy } from "../../policy";

/** Input to the attribute that SQS keeps it under; SQS keeps numbers and switches as texts. */
const numbers = {
  delaySeconds: "DelaySeconds",
  maxMessageSize: "MaximumMessageSize",
  messageRetentionSeconds: "MessageRetentionPeriod",
  receiveWaitTimeSeconds: "ReceiveMessageWaitTimeSeconds",
  visibilityTimeoutSeconds: "VisibilityTimeout",
} as const;
const texts = { kmsMasterKeyId: "KmsMasterKeyId", policy: "Policy" } as const;
const encrypted = "SqsManagedSseEnabled";

/** A queue, not one that keeps an order. Its id is its URL. */
export const resource = awsType({
  module: "sqs/queue",
  supports: {
    ...Object.fromEntries(Object.keys({ ...numbers, ...texts }).map((name) => [name, true as const])),
    name: true,
    sqsManagedSseEnabled: true,
  },
  // What the vendor's provider and SQS give a queue: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
  defaults: {
    delaySeconds: 0,
    maxMessageSize: 262144,
    messageRetentionSeconds: 345600,
    receiveWaitTimeSeconds: 0,
    visibilityTimeoutSeconds: 30,
  },
  computed: ["policy", "sqsManagedSseEnabled"],
  replaceOn: ["name"],
  same: { policy: samePolicy },
  autoname: { property: "name", longest: 80 },
  check: (inputs) => [...policyProblems("policy")(inputs), ...encryptionProblems(inputs)],

  create: async (inputs, context) => {
    const { QueueUrl } = await context.client(SQSClient).send(
      new CreateQueueCommand({
        QueueName: textOf(inputs["name"]),
        Attributes: attributesOf(inputs),
        tags: inputs["tagsAll"] as Record<string, string>,
      }),
    );
    return QueueUrl!;
  },

  read: async (id, context) => {
    const client = context.client(SQSClient);
    const request = new GetQueueAttributesCommand({ QueueUrl: id, AttributeNames: ["All"] });
    const found = await unlessGone(client.send(request));
    if (!found?.Attributes) return undefined;
    const { Tags } = await client.send(new ListQueueTagsCommand({ QueueUrl: id }));
    return { ...shown(found.Attributes), name: id.split("/").pop(), url: id, tagsAll: Tags ?? {} };
  },

  update: async (id, { inputs, changed }, context) => {
    const given = attributesOf(inputs);
    const Attributes = Object.fromEntries(
      Object.entries({ ...numbers, ...texts, sqsManagedSseEnabled: encrypted })
        .filter(([input]) => changed.has(input))
        .map(([, attribute]) => [attribute, given[attribute] ?? ""]),
    );
    if (Object.keys(Attributes).length === 0) return;
    await context.client(SQSClient).send(new SetQueueAttributesCommand({ QueueUrl: id, Attributes }));
  },

  tag: async (id, { set, remove }, context) => {
    const client = context.client(SQSClient);
    if (remove.length > 0) await client.send(new UntagQueueCommand({ QueueUrl: id, TagKeys: remove }));
    if (Object.keys(set).length > 0) await client.send(new TagQueueCommand({ QueueUrl: id, Tags: set }));
  },

  delete: async (id, _state, context) => {
    await unlessGone(context.client(SQSClient).send(new DeleteQueueCommand({ QueueUrl: id })));
  },
});

function attributesOf(inputs: Properties): Record<string, string> {
  const known = Object.entries({ ...numbers, ...texts, sqsManagedSseEnabled: encrypted });
  return Object.fromEntries(
    known.flatMap(([input, attribute]) => {
      const value = inputs[input];
      if (value === undefined) return [];
      return [[attribute, typeof value === "string" ? value : JSON.stringify(value)]];
    }),
  );
}

function shown(attributes: Record<string, string>): Properties {
  const given = (entries: Record<string, string>, read: (text: string) => string | number) =>
    Object.entries(entries).flatMap(([input, attribute]) => {
      const value = attributes[attribute];
      return value === undefined || value === "" ? [] : [[input, read(value)] as const];
    });
  return {
    ...Object.fromEntries([...given(numbers, Number), ...given(texts, String)]),
    arn: attributes["QueueArn"],
    sqsManagedSseEnabled: attributes[encrypted] === "true",
  };
}

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
function encryptionProblems({ kmsMasterKeyId, sqsManagedSseEnabled }: Properties): Problem[] {
  if (kmsMasterKeyId === undefined || sqsManagedSseEnabled !== true) return [];
  return [{ property: "sqsManagedSseEnabled", reason: "a queue has one encryption: leave out kmsMasterKeyId or this" }];
}
