import {
  GetSubscriptionAttributesCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { sameJson } from "../../../core/diff";
import { type Properties, textOf } from "../../../core/values";
import { awsType } from "../../aws-type";
import { unlessGone } from "../../gone";

/** Who hears of a topic. An address confirms first, and until then nothing can be deleted or changed. Its id is its ARN. */
export const resource = awsType({
  module: "sns/topicSubscription",
  supports: {
    endpoint: true,
    filterPolicy: true,
    filterPolicyScope: true,
    protocol: true,
    rawMessageDelivery: true,
    topic: true,
  },
  defaults: { rawMessageDelivery: false },
  computed: ["filterPolicyScope"],
  replaceOn: ["endpoint", "protocol", "topic"],
  same: { filterPolicy: sameJson },

  create: async (inputs, context) => {
    const { SubscriptionArn } = await context.client(SNSClient).send(
      new SubscribeCommand({
        TopicArn: textOf(inputs["topic"]),
        Protocol: textOf(inputs["protocol"]),
        Endpoint: textOf(inputs["endpoint"]),
        Attributes: attributesOf(inputs),
        ReturnSubscriptionArn: true,
      }),
    );
    return SubscriptionArn!;
  },

  read: async (id, context) => {
    const request = new GetSubscriptionAttributesCommand({ SubscriptionArn: id });
    const found = await unlessGone(context.client(SNSClient).send(request));
    if (!found?.Attributes) return undefined;
    const { Attributes: shown } = found;
    const says = (name: string) => shown[name]?.toLowerCase() === "true";
    return {
      arn: id,
      confirmationWasAuthenticated: says("ConfirmationWasAuthenticated"),
      endpoint: shown["Endpoint"],
      filterPolicy: shown["FilterPolicy"],
      filterPolicyScope: shown["FilterPolicyScope"],
      ownerId: shown["Owner"],
      pendingConfirmation: says("PendingConfirmation"),
      protocol: shown["Protocol"],
      rawMessageDelivery: says("RawMessageDelivery"),
      topic: shown["TopicArn"],
    };
  },

  update: async (id, { inputs, changed }, context) => {
    const wanted = attributesOf(inputs);
    if (changed.has("filterPolicy") && wanted["FilterPolicy"] === undefined) wanted["FilterPolicy"] = "{}";
    for (const [AttributeName, AttributeValue] of Object.entries(wanted)) {
      const request = { SubscriptionArn: id, AttributeName, AttributeValue };
      await context.client(SNSClient).send(new SetSubscriptionAttributesCommand(request));
    }
  },

  delete: async (id, _state, context) => {
    await unlessGone(context.client(SNSClient).send(new UnsubscribeCommand({ SubscriptionArn: id })));
  },
});

function attributesOf({ filterPolicy, filterPolicyScope, rawMessageDelivery }: Properties): Record<string, string> {
  return {
    // SNS reads the policy by its scope, so that goes first.
    ...(textOf(filterPolicyScope) !== undefined && { FilterPolicyScope: textOf(filterPolicyScope) }),
    ...(textOf(filterPolicy) !== undefined && { FilterPolicy: textOf(filterPolicy) }),
    RawMessageDelivery: String(rawMessageDelivery === true),
  };
}
