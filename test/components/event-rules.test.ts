import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { EventRules, type EventRulesArgs } from "../../components/event-rules";
import { queuePolicy } from "../../components/model/event-sync-role";
import { outcome } from "../iam/simulator";
import { record } from "./mocks";

const queueArn = "arn:aws:sqs:eu-west-1:123456789012:strongroom-prod-event-sync";
const arnOf = (entry: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${entry}-AbCdEf`;
const environment = { name: "prod", account: "123456789012", region: "eu-west-1" };

const prod: EventRulesArgs = {
  environment,
  entries: ["prod/api/app", "prod/billing/invoicing"].map((name) => ({ name, arn: pulumi.output(arnOf(name)) })),
};

const build = (args: Partial<EventRulesArgs> = {}) => record(() => new EventRules("sync", { ...prod, ...args }));

describe("EventRules", () => {
  it("follows each entry with a rule of its own, which tells the companion the entry's name", async () => {
    const recorder = await build();
    const rules = recorder.ofType("aws:cloudwatch/eventRule:EventRule");
    assert.deepEqual(
      rules.map(({ inputs }) => inputs["description"]),
      ["The value of prod/api/app changed.", "The value of prod/billing/invoicing changed."],
    );
    const targets = recorder.ofType("aws:cloudwatch/eventTarget:EventTarget");
    assert.equal(targets.length, 2);
    for (const [index, target] of targets.entries()) {
      const rule = rules[index]!;
      const entry = prod.entries[index]!.name;
      assert.ok((rule.inputs["eventPattern"] as string).includes(JSON.stringify(arnOf(entry))));
      assert.deepEqual(target.inputs, {
        rule: rule.inputs["name"],
        targetId: "queue",
        arn: queueArn,
        inputTransformer: {
          inputPaths: { id: "$.id", time: "$.detail.eventTime" },
          inputTemplate: `{"detail":{"eventTime":"<time> <id>","requestParameters":{"secretId":"${entry}"}}}`,
        },
        retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 185 },
      });
      assert.equal(recorder.parentOf(target)?.urn, rule.urn);
    }
    const names = rules.map(({ inputs }) => inputs["name"]);
    assert.deepEqual(recorder.value.ruleNames, names);
    assert.deepEqual(recorder.value.ruleNames, ["strongroom-prod-sync-api-app-b3686e90", names[1]]);
  });

  it("keeps the rules that EventSync of the same name made before", async () => {
    // The engine derives the former names of the targets below from those of the rules.
    const [rule] = (await build()).ofType("aws:cloudwatch/eventRule:EventRule");
    const before = "urn:pulumi:test::strongroom::strongroom:index:EventSync$aws:cloudwatch/eventRule:EventRule";
    assert.deepEqual(rule?.aliases, [`${before}::sync-api-app-b3686e90`]);
  });

  it("names rules of another stack otherwise, and the queue takes messages of both, and of no other's", async () => {
    const own = (await build()).value.ruleNames;
    const team = (await build({ stack: "prod-payments" })).value.ruleNames;
    assert.deepEqual((await build({ stack: "prod" })).value.ruleNames, own);
    assert.equal(new Set([...own, ...team]).size, 4);
    const sends = (rule: string, account = "123456789012") =>
      outcome({
        principal: "events.amazonaws.com",
        action: "sqs:SendMessage",
        resource: queueArn,
        resourcePolicy: queuePolicy(environment, queueArn),
        context: {
          "aws:SourceArn": `arn:aws:events:eu-west-1:${account}:rule/${rule}`,
          "aws:SourceAccount": account,
          "aws:SecureTransport": "true",
        },
      });
    for (const rule of [...own, ...team]) assert.equal(await sends(rule), "allowed", rule);
    assert.equal(await sends(own[0]!, "999999999999"), "not allowed");
    assert.equal(await sends("strongroom-dev-sync-api-app"), "not allowed");
    assert.equal(await sends("anything"), "not allowed");
  });

  it("refuses an entry that stands there twice", async () => {
    await assert.rejects(
      record(() => new EventRules("sync", { ...prod, entries: [prod.entries[0]!, prod.entries[0]!] })),
      {
        message: [
          'EventRules "sync" cannot be created:',
          "  entries[1].name: prod/api/app stands there twice: remove it",
        ].join("\n"),
      },
    );
  });
});
