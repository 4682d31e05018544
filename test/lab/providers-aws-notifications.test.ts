import assert from "node:assert/strict";
import { SchedulerClient, CreateScheduleCommand } from "@aws-sdk/client-scheduler";
import { assertSettled, change, describeAws, make, plan, remove } from "./provider-lifecycle";

const topicArn = "arn:aws:sns:eu-west-1:111122223333:alarms";
const roleArn = "arn:aws:iam::111122223333:role/reminders";

describeAws("topics, schedules, rules and alarms in the lab's AWS provider", (aws, emulator) => {
  it("makes a topic with a policy and somebody who hears of it", async () => {
    const given = { name: "alarms", kmsMasterKeyId: "alias/aws/sns", tags: { environment: "dev" } };
    const topic = await make(aws().of("aws:sns/topic:Topic"), given);
    assert.equal(topic.id, topicArn);
    await assertSettled(topic, given);
    const shown = { ...given, displayName: "Alarms", tags: { environment: "prod" } };
    const changed = await change(topic, shown, ["displayName", "tags"]);
    assert.deepEqual((await plan(changed, { ...shown, name: "other" })).replaces, ["name"]);

    const policyGiven = { arn: topic.id, policy: publishPolicy("events.amazonaws.com") };
    const policy = await make(aws().of("aws:sns/topicPolicy:TopicPolicy"), policyGiven);
    await assertSettled(policy, policyGiven);
    // The topic does not take its policy back: the program says nothing about it there.
    await assertSettled(changed, shown);
    await change(policy, { arn: topic.id, policy: publishPolicy("cloudwatch.amazonaws.com") }, ["policy"]);
    await policy.asked.delete(policy.id, policy.state);

    const heard = { topic: topic.id, protocol: "email", endpoint: "platform@example.com" };
    const subscription = await make(aws().of("aws:sns/topicSubscription:TopicSubscription"), heard);
    await assertSettled(subscription, heard);
    assert.deepEqual((await plan(subscription, { ...heard, endpoint: "other@example.com" })).replaces, ["endpoint"]);
    const filterPolicy = JSON.stringify({ service: ["api"] });
    await remove(await change(subscription, { ...heard, filterPolicy }, ["filterPolicy"]));
    await remove(changed);
  });

  it("makes schedules in a group, and changes them in place", async () => {
    const group = await make(aws().of("aws:scheduler/scheduleGroup:ScheduleGroup"), { name: "reminders" });
    await assertSettled(group, { name: "reminders" });
    const tagged = await change(group, { name: "reminders", tags: { environment: "dev" } }, ["tags"]);
    const given = {
      name: "apple",
      groupName: "reminders",
      scheduleExpression: "cron(0 9 18-31 2 ? 2027-2199)",
      scheduleExpressionTimezone: "Europe/Berlin",
      flexibleTimeWindow: { mode: "OFF" },
      target: { arn: topicArn, roleArn, input: "Rotate it." },
    };
    const schedule = await make(aws().of("aws:scheduler/schedule:Schedule"), given);
    assert.equal(schedule.id, "reminders/apple");
    await assertSettled(schedule, given);
    const later = {
      ...given,
      scheduleExpression: "rate(1 days)",
      startDate: "2099-01-01T09:00:00Z",
      description: "Why.",
    };
    const moved = await change(schedule, later, ["description", "scheduleExpression", "startDate"]);
    assert.deepEqual((await plan(moved, { ...later, groupName: "default" })).replaces, ["groupName"]);
    await remove(moved);
    await remove(tagged);
  });

  it("refuses schedules that AWS refuses", async () => {
    const scheduler = new SchedulerClient({ ...(await emulator.administrator()), endpoint: emulator.endpoint });
    const given = {
      Name: "one",
      ScheduleExpression: "cron(0 9 * * ? *)",
      FlexibleTimeWindow: { Mode: "OFF" as const },
      Target: { Arn: topicArn, RoleArn: roleArn, Input: "Rotate it." },
    };
    const refused = async (change: object, name: string, message: string) => {
      await assert.rejects(scheduler.send(new CreateScheduleCommand({ ...given, ...change })), { name, message });
    };
    for (const ScheduleExpression of [
      "cron(0 9 * * * *)",
      "cron(0 9 32 1 ? *)",
      "cron(0 9 5-2 1 ? *)",
      "at(tomorrow)",
    ]) {
      const message = `Invalid Schedule Expression ${ScheduleExpression}.`;
      await refused({ ScheduleExpression }, "ValidationException", message);
    }
    const started = { ScheduleExpression: "rate(1 days)", StartDate: new Date("2020-01-01T00:00:00Z") };
    await refused(started, "ValidationException", "The StartDate you specify cannot be earlier than 5 minutes ago.");
    await refused({ GroupName: "none" }, "ResourceNotFoundException", "Schedule group none does not exist.");
    const universal = { ...given.Target, Arn: "arn:aws:scheduler:::aws-sdk:sns:publish" };
    const notJson = "Invalid request provided: The Input for a universal target must be JSON.";
    await refused({ Target: universal }, "ValidationException", notJson);
    const long = "a".repeat(65);
    const pattern = "Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]{1,64}$";
    const name = `Value '${long}' at 'name' failed to satisfy constraint: ${pattern}`;
    await refused({ Name: long }, "ValidationException", name);
  });

  it("makes a rule with a target", async () => {
    const eventPattern = JSON.stringify({ source: ["aws.secretsmanager"], detail: { eventName: ["RotationFailed"] } });
    const given = { name: "rotation-failed", eventPattern, tags: { environment: "dev" } };
    const rule = await make(aws().of("aws:cloudwatch/eventRule:EventRule"), given);
    await assertSettled(rule, given);
    const target = {
      rule: "rotation-failed",
      targetId: "alarms",
      arn: topicArn,
      inputTransformer: { inputPaths: { event: "$.detail.eventName" }, inputTemplate: '"It failed: <event>."' },
    };
    const made = await make(aws().of("aws:cloudwatch/eventTarget:EventTarget"), target);
    assert.equal(made.id, "rotation-failed-alarms");
    await assertSettled(made, target);
    const other = { ...target, inputTransformer: { ...target.inputTransformer, inputTemplate: '"<event>"' } };
    const changed = await change(made, other, ["inputTransformer"]);
    const changedRule = await change(rule, { ...given, state: "DISABLED", tags: { a: "b" } }, ["state", "tags"]);
    await remove(changed);
    await remove(changedRule);
  });

  it("makes an alarm on a metric", async () => {
    const given = {
      name: "reads",
      namespace: "AWS/Events",
      metricName: "MatchedEvents",
      dimensions: { RuleName: "reads" },
      statistic: "Sum",
      period: 300,
      evaluationPeriods: 1,
      threshold: 10,
      comparisonOperator: "GreaterThanThreshold",
      treatMissingData: "notBreaching",
      alarmActions: [topicArn],
    };
    const alarm = await make(aws().of("aws:cloudwatch/metricAlarm:MetricAlarm"), given);
    await assertSettled(alarm, given);
    const changed = await change(alarm, { ...given, threshold: 20, tags: { a: "b" } }, ["tags", "threshold"]);
    await remove(changed);
  });
});

function publishPolicy(Service: string): string {
  const statement = {
    Sid: "Publish",
    Effect: "Allow",
    Principal: { Service },
    Action: "sns:Publish",
    Resource: topicArn,
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
