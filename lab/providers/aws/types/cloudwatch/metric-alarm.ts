import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  type Dimension,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch";
import { sameSet } from "../../../core/diff";
import type { Problem } from "../../../core/resource-type";
import { numberOf, type Properties, textMapOf, textOf, textsOf } from "../../../core/values";
import { awsType } from "../../aws-type";
import type { AwsContext } from "../../context";
import { unlessGone } from "../../gone";
import { tagList, tagMap } from "../../tags";

/** An alarm on one metric. Its id is its name. */
export const resource = awsType({
  module: "cloudwatch/metricAlarm",
  supports: {
    actionsEnabled: true,
    alarmActions: true,
    alarmDescription: true,
    comparisonOperator: true,
    datapointsToAlarm: true,
    dimensions: true,
    evaluationPeriods: true,
    insufficientDataActions: true,
    metricName: true,
    name: true,
    namespace: true,
    okActions: true,
    period: true,
    statistic: true,
    threshold: true,
    treatMissingData: true,
    unit: true,
  },
  defaults: { actionsEnabled: true, treatMissingData: "missing" },
  computed: ["datapointsToAlarm"],
  replaceOn: ["name"],
  same: { alarmActions: sameSet, insufficientDataActions: sameSet, okActions: sameSet },
  autoname: { property: "name", longest: 255 },
  check: metricProblems,

  create: async (inputs, context) => {
    const request = { ...requestOf(inputs), Tags: tagList(inputs["tagsAll"]) };
    await context.client(CloudWatchClient).send(new PutMetricAlarmCommand(request));
    return request.AlarmName!;
  },

  read: async (id, context) => {
    const client = context.client(CloudWatchClient);
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [id] }));
    const alarm = MetricAlarms?.[0];
    if (!alarm) return undefined;
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN: alarm.AlarmArn }));
    return {
      actionsEnabled: alarm.ActionsEnabled,
      alarmActions: alarm.AlarmActions,
      alarmDescription: alarm.AlarmDescription,
      arn: alarm.AlarmArn,
      comparisonOperator: alarm.ComparisonOperator,
      datapointsToAlarm: alarm.DatapointsToAlarm,
      dimensions: dimensionsOf(alarm.Dimensions),
      evaluationPeriods: alarm.EvaluationPeriods,
      insufficientDataActions: alarm.InsufficientDataActions,
      metricName: alarm.MetricName,
      name: alarm.AlarmName,
      namespace: alarm.Namespace,
      okActions: alarm.OKActions,
      period: alarm.Period,
      statistic: alarm.Statistic,
      tagsAll: tagMap(Tags),
      threshold: alarm.Threshold,
      treatMissingData: alarm.TreatMissingData ?? "missing",
      unit: alarm.Unit,
    };
  },

  // CloudWatch takes the whole alarm again and keeps its tags.
  update: async (_id, { inputs }, context) => {
    await context.client(CloudWatchClient).send(new PutMetricAlarmCommand(requestOf(inputs)));
  },

  tag: async (id, { set, remove }, context) => {
    const client = context.client(CloudWatchClient);
    const ResourceARN = arnOf(id, context);
    if (remove.length > 0) await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: remove }));
    const Tags = tagList(set);
    if (Tags.length > 0) await client.send(new TagResourceCommand({ ResourceARN, Tags }));
  },

  delete: async (id, _state, context) => {
    await unlessGone(context.client(CloudWatchClient).send(new DeleteAlarmsCommand({ AlarmNames: [id] })));
  },
});

function requestOf(inputs: Properties): PutMetricAlarmCommandInput {
  return {
    AlarmName: textOf(inputs["name"]),
    AlarmDescription: textOf(inputs["alarmDescription"]),
    ActionsEnabled: inputs["actionsEnabled"] === true,
    AlarmActions: textsOf(inputs["alarmActions"]),
    OKActions: textsOf(inputs["okActions"]),
    InsufficientDataActions: textsOf(inputs["insufficientDataActions"]),
    ComparisonOperator: textOf(inputs["comparisonOperator"]) as PutMetricAlarmCommandInput["ComparisonOperator"],
    DatapointsToAlarm: numberOf(inputs["datapointsToAlarm"]),
    Dimensions: Object.entries(textMapOf(inputs["dimensions"])).map(([Name, Value]) => ({ Name, Value })),
    EvaluationPeriods: numberOf(inputs["evaluationPeriods"]),
    MetricName: textOf(inputs["metricName"]),
    Namespace: textOf(inputs["namespace"]),
    Period: numberOf(inputs["period"]),
    Statistic: textOf(inputs["statistic"]) as PutMetricAlarmCommandInput["Statistic"],
    Threshold: numberOf(inputs["threshold"]),
    TreatMissingData: textOf(inputs["treatMissingData"]),
    Unit: textOf(inputs["unit"]) as PutMetricAlarmCommandInput["Unit"],
  };
}

function dimensionsOf(dimensions: Dimension[] | undefined): Record<string, string> {
  return Object.fromEntries((dimensions ?? []).map(({ Name, Value }) => [Name!, Value!]));
}

function arnOf(name: string, { region, account }: AwsContext): string {
  return `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
}

function metricProblems(inputs: Properties): Problem[] {
  return ["metricName", "namespace", "period", "statistic", "threshold"]
    .filter((property) => inputs[property] === undefined)
    .map((property) => ({ property, reason: `the lab's alarms are on one metric, which needs ${property}` }));
}
