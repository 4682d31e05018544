import {
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { sameJson } from "../../../core/diff";
import { ProviderError } from "../../../core/errors";
import { isObject, numberOf, type Properties, textMapOf, textOf } from "../../../core/values";
import { awsType } from "../../aws-type";
import type { AwsContext } from "../../context";
import { unlessGone } from "../../gone";

/** Where a rule's events go. Its id is `rule-target`, on another bus than the default one `bus-rule-target`. */
export const resource = awsType({
  module: "cloudwatch/eventTarget",
  supports: {
    arn: true,
    deadLetterConfig: ["arn"],
    eventBusName: true,
    input: true,
    inputPath: true,
    inputTransformer: ["inputPaths", "inputTemplate"],
    retryPolicy: ["maximumEventAgeInSeconds", "maximumRetryAttempts"],
    roleArn: true,
    rule: true,
    sqsTarget: ["messageGroupId"],
    targetId: true,
  },
  defaults: { eventBusName: "default" },
  replaceOn: ["eventBusName", "rule", "targetId"],
  same: { input: sameJson },
  autoname: { property: "targetId", longest: 64 },

  create: async (inputs, context) => {
    await put(inputs, context);
    const bus = textOf(inputs["eventBusName"]);
    const id = `${textOf(inputs["rule"])}-${textOf(inputs["targetId"])}`;
    return bus === "default" ? id : `${bus}-${id}`;
  },

  read: async (id, context, state) => {
    const rule = textOf(state["rule"]);
    if (rule === undefined) throw new ProviderError(`the lab imports no targets of rules: make ${id} anew`);
    const request = { Rule: rule, EventBusName: textOf(state["eventBusName"]) };
    const found = await unlessGone(context.client(EventBridgeClient).send(new ListTargetsByRuleCommand(request)));
    const target = found?.Targets?.find(({ Id }) => Id === textOf(state["targetId"]));
    return target && { ...shown(target), rule, eventBusName: request.EventBusName };
  },

  update: (_id, { inputs }, context) => put(inputs, context),

  delete: async (_id, state, context) => {
    const request = {
      Rule: textOf(state["rule"]),
      EventBusName: textOf(state["eventBusName"]),
      Ids: [textOf(state["targetId"])!],
    };
    await unlessGone(context.client(EventBridgeClient).send(new RemoveTargetsCommand(request)));
  },
});

async function put(inputs: Properties, context: AwsContext): Promise<void> {
  const request = {
    Rule: textOf(inputs["rule"]),
    EventBusName: textOf(inputs["eventBusName"]),
    Targets: [requested(inputs)],
  };
  const { FailedEntries: failed = [] } = await context.client(EventBridgeClient).send(new PutTargetsCommand(request));
  const [first] = failed;
  if (first) throw new ProviderError(`the target was refused: ${first.ErrorCode}: ${first.ErrorMessage}`);
}

function requested(inputs: Properties): Target {
  const { deadLetterConfig: letters, inputTransformer: transformer, retryPolicy: retries, sqsTarget } = inputs;
  return {
    Id: textOf(inputs["targetId"]),
    Arn: textOf(inputs["arn"]),
    RoleArn: textOf(inputs["roleArn"]),
    Input: textOf(inputs["input"]),
    InputPath: textOf(inputs["inputPath"]),
    InputTransformer: isObject(transformer)
      ? {
          InputPathsMap: textMapOf(transformer["inputPaths"]),
          InputTemplate: textOf(transformer["inputTemplate"]),
        }
      : undefined,
    DeadLetterConfig: isObject(letters) ? { Arn: textOf(letters["arn"]) } : undefined,
    RetryPolicy: isObject(retries)
      ? {
          MaximumEventAgeInSeconds: numberOf(retries["maximumEventAgeInSeconds"]),
          MaximumRetryAttempts: numberOf(retries["maximumRetryAttempts"]),
        }
      : undefined,
    SqsParameters: isObject(sqsTarget) ? { MessageGroupId: textOf(sqsTarget["messageGroupId"]) } : undefined,
  };
}

function shown(target: Target): Properties {
  const { DeadLetterConfig: letters, InputTransformer: transformer, RetryPolicy: retries, SqsParameters: sqs } = target;
  return {
    arn: target.Arn,
    targetId: target.Id,
    roleArn: target.RoleArn,
    input: target.Input,
    inputPath: target.InputPath,
    inputTransformer: transformer && {
      inputPaths: transformer.InputPathsMap,
      inputTemplate: transformer.InputTemplate,
    },
    deadLetterConfig: letters && { arn: letters.Arn },
    retryPolicy: retries && {
      maximumEventAgeInSeconds: retries.MaximumEventAgeInSeconds,
      maximumRetryAttempts: retries.MaximumRetryAttempts,
    },
    sqsTarget: sqs && { messageGroupId: sqs.MessageGroupId },
  };
}
