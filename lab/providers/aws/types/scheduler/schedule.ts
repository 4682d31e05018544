import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  type FlexibleTimeWindow,
  GetScheduleCommand,
  SchedulerClient,
  type ScheduleState,
  type Target,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { sameJson } from "../../../core/diff";
import { isObject, numberOf, type Properties, textOf, type Value } from "../../../core/values";
import { awsType } from "../../aws-type";
import { unlessGone } from "../../gone";
import { splitId } from "../../split-id";

/** Scheduler's own, where a target names none. https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html */
const defaultRetries = { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 };

/** One schedule and what it calls. Its id is `group/name`. */
export const resource = awsType({
  module: "scheduler/schedule",
  supports: {
    description: true,
    endDate: true,
    flexibleTimeWindow: ["maximumWindowInMinutes", "mode"],
    groupName: true,
    kmsKeyArn: true,
    name: true,
    scheduleExpression: true,
    scheduleExpressionTimezone: true,
    startDate: true,
    state: true,
    target: ["arn", "deadLetterConfig", "input", "retryPolicy", "roleArn"],
  },
  defaults: { groupName: "default", scheduleExpressionTimezone: "UTC", state: "ENABLED" },
  replaceOn: ["groupName", "name"],
  same: { target: sameTarget, startDate: sameTime, endDate: sameTime },
  autoname: { property: "name", longest: 64 },

  create: async (inputs, context) => {
    const request = requestOf(inputs);
    await context.client(SchedulerClient).send(new CreateScheduleCommand(request));
    return `${request.GroupName}/${request.Name}`;
  },

  read: async (id, context) => {
    const [GroupName, Name] = splitId(id, "/", "group/name");
    const found = await unlessGone(context.client(SchedulerClient).send(new GetScheduleCommand({ GroupName, Name })));
    if (!found) return undefined;
    return {
      arn: found.Arn,
      description: found.Description,
      endDate: found.EndDate?.toISOString(),
      flexibleTimeWindow: windowOf(found.FlexibleTimeWindow),
      groupName: found.GroupName,
      kmsKeyArn: found.KmsKeyArn,
      name: found.Name,
      scheduleExpression: found.ScheduleExpression,
      scheduleExpressionTimezone: found.ScheduleExpressionTimezone,
      startDate: found.StartDate?.toISOString(),
      state: found.State,
      target: targetOf(found.Target),
    };
  },

  // Scheduler takes the whole schedule again; what is left out goes back to its default.
  update: async (_id, { inputs }, context) => {
    await context.client(SchedulerClient).send(new UpdateScheduleCommand(requestOf(inputs)));
  },

  delete: async (id, _state, context) => {
    const [GroupName, Name] = splitId(id, "/", "group/name");
    await unlessGone(context.client(SchedulerClient).send(new DeleteScheduleCommand({ GroupName, Name })));
  },
});

function requestOf(inputs: Properties): CreateScheduleCommandInput {
  const window = (inputs["flexibleTimeWindow"] ?? {}) as Properties;
  return {
    Name: textOf(inputs["name"]),
    GroupName: textOf(inputs["groupName"]),
    Description: textOf(inputs["description"]),
    EndDate: dateOf(inputs["endDate"]),
    FlexibleTimeWindow: {
      Mode: textOf(window["mode"]) as FlexibleTimeWindow["Mode"],
      MaximumWindowInMinutes: numberOf(window["maximumWindowInMinutes"]),
    },
    KmsKeyArn: textOf(inputs["kmsKeyArn"]),
    ScheduleExpression: textOf(inputs["scheduleExpression"]),
    ScheduleExpressionTimezone: textOf(inputs["scheduleExpressionTimezone"]),
    StartDate: dateOf(inputs["startDate"]),
    State: textOf(inputs["state"]) as ScheduleState,
    Target: requestedTarget((inputs["target"] ?? {}) as Properties),
  };
}

function requestedTarget({ arn, roleArn, input, deadLetterConfig, retryPolicy }: Properties): Target {
  return {
    Arn: textOf(arn),
    RoleArn: textOf(roleArn),
    Input: textOf(input),
    DeadLetterConfig: isObject(deadLetterConfig) ? { Arn: textOf(deadLetterConfig["arn"]) } : undefined,
    RetryPolicy: isObject(retryPolicy)
      ? {
          MaximumEventAgeInSeconds: numberOf(retryPolicy["maximumEventAgeInSeconds"]),
          MaximumRetryAttempts: numberOf(retryPolicy["maximumRetryAttempts"]),
        }
      : undefined,
  };
}

function windowOf(window: FlexibleTimeWindow | undefined): Properties {
  return { mode: window?.Mode, maximumWindowInMinutes: window?.MaximumWindowInMinutes };
}

function targetOf(target: Target | undefined): Properties {
  const { DeadLetterConfig: letters, RetryPolicy: retries } = target ?? {};
  return {
    arn: target?.Arn,
    roleArn: target?.RoleArn,
    input: target?.Input,
    deadLetterConfig: letters && { arn: letters.Arn },
    retryPolicy: retries && {
      maximumEventAgeInSeconds: retries.MaximumEventAgeInSeconds,
      maximumRetryAttempts: retries.MaximumRetryAttempts,
    },
  };
}

function sameTarget(one: Value, other: Value): boolean {
  const settled = (value: Value): Properties => {
    const { retryPolicy = {}, ...target } = value as Properties;
    return { ...target, retryPolicy: { ...defaultRetries, ...(isObject(retryPolicy) ? retryPolicy : {}) } };
  };
  return sameJson(JSON.stringify(settled(one)), JSON.stringify(settled(other)));
}

function dateOf(value: Value): Date | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : new Date(text);
}

function sameTime(one: Value, other: Value): boolean {
  return dateOf(one)?.getTime() === dateOf(other)?.getTime();
}
