import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListTagsForResourceCommand,
  PutRuleCommand,
  type RuleState,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-eventbridge";
import { sameJson } from "../../../core/diff";
import type { Problem } from "../../../core/resource-type";
import { type Properties, textOf } from "../../../core/values";
import { awsType } from "../../aws-type";
import { unlessGone } from "../../gone";
import { tagList, tagMap } from "../../tags";

/** Which events go to its targets. Its id is its name, on another bus than the default one `bus/name`. */
export const resource = awsType({
  module: "cloudwatch/eventRule",
  supports: {
    description: true,
    eventBusName: true,
    eventPattern: true,
    name: true,
    roleArn: true,
    scheduleExpression: true,
    state: true,
  },
  defaults: { eventBusName: "default", state: "ENABLED" },
  replaceOn: ["eventBusName", "name"],
  same: { eventPattern: sameJson },
  autoname: { property: "name", longest: 64 },
  check: ruleProblems,

  create: async (inputs, context) => {
    const { Tags, ...request } = requestOf(inputs);
    await context.client(EventBridgeClient).send(new PutRuleCommand({ ...request, Tags }));
    const { Name, EventBusName } = request;
    return EventBusName === "default" ? Name! : `${EventBusName}/${Name}`;
  },

  read: async (id, context) => {
    const client = context.client(EventBridgeClient);
    const found = await unlessGone(client.send(new DescribeRuleCommand(ruleOf(id))));
    if (!found) return undefined;
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN: found.Arn }));
    return {
      arn: found.Arn,
      description: found.Description,
      eventBusName: found.EventBusName,
      eventPattern: found.EventPattern,
      name: found.Name,
      roleArn: found.RoleArn,
      scheduleExpression: found.ScheduleExpression,
      state: found.State,
      tagsAll: tagMap(Tags),
    };
  },

  // PutRule writes the whole rule again and keeps its tags.
  update: async (_id, { inputs }, context) => {
    const { Tags: _, ...request } = requestOf(inputs);
    await context.client(EventBridgeClient).send(new PutRuleCommand(request));
  },

  tag: async (id, { set, remove }, context) => {
    const client = context.client(EventBridgeClient);
    const { Arn: ResourceARN } = await client.send(new DescribeRuleCommand(ruleOf(id)));
    if (remove.length > 0) await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: remove }));
    const Tags = tagList(set);
    if (Tags.length > 0) await client.send(new TagResourceCommand({ ResourceARN, Tags }));
  },

  delete: async (id, _state, context) => {
    await unlessGone(context.client(EventBridgeClient).send(new DeleteRuleCommand(ruleOf(id))));
  },
});

/** The rule that an id means, as the service's calls name it. */
function ruleOf(id: string): { Name: string; EventBusName: string } {
  const slash = id.lastIndexOf("/");
  return { Name: id.slice(slash + 1), EventBusName: slash < 0 ? "default" : id.slice(0, slash) };
}

function requestOf(inputs: Properties) {
  return {
    Name: textOf(inputs["name"]),
    Description: textOf(inputs["description"]),
    EventBusName: textOf(inputs["eventBusName"]),
    EventPattern: textOf(inputs["eventPattern"]),
    RoleArn: textOf(inputs["roleArn"]),
    ScheduleExpression: textOf(inputs["scheduleExpression"]),
    State: textOf(inputs["state"]) as RuleState,
    Tags: tagList(inputs["tagsAll"]),
  };
}

function ruleProblems({ eventPattern, scheduleExpression }: Properties): Problem[] {
  return eventPattern === undefined && scheduleExpression === undefined
    ? [{ property: "eventPattern", reason: "give eventPattern, scheduleExpression or both" }]
    : [];
}
