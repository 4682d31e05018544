import assert from "node:assert/strict";
import { SecretAudit, type SecretAuditArgs } from "../../components/secret-audit";
import { record } from "./mocks";

const environment = { name: "prod", account: "123456789012", region: "eu-west-1" };
const topicArn = "arn:aws:sns:eu-west-1:123456789012:strongroom-prod-alerts";
const storeRoleArns = ["arn:aws:iam::123456789012:role/strongroom/prod/strongroom-prod-store-aws-secrets-manager"];
const kmsKeyArn = "arn:aws:kms:eu-west-1:123456789012:key/0a1b";
const rule = "aws:cloudwatch/eventRule:EventRule";
const target = "aws:cloudwatch/eventTarget:EventTarget";
const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";

describe("SecretAudit", () => {
  const build = (args: Partial<SecretAuditArgs> = {}) =>
    record(() => new SecretAudit("audit", { environment, topicArn, storeRoleArns, ...args }));

  it("watches reads in the state that sees them, changes and the key, and tells the topic", async () => {
    const recorder = await build({ kmsKeyArn });
    const rules = recorder.ofType(rule).map(({ inputs }) => [inputs["name"], inputs["state"]]);
    assert.deepEqual(rules, [
      ["strongroom-prod-audit-reads", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"],
      ["strongroom-prod-audit-changes", "ENABLED"],
      ["strongroom-prod-audit-key", "ENABLED"],
    ]);
    assert.deepEqual(
      recorder.value.ruleNames,
      rules.map(([name]) => name),
    );
    for (const { inputs } of recorder.ofType(target)) assert.equal(inputs["arn"], topicArn);
    assert.equal(recorder.ofType(target).length, 3);
  });

  it("raises an alarm on many reads by others, counted by the rule's own matches", async () => {
    const { inputs } = (await build({ burst: 5 })).resource(alarm);
    const { namespace, metricName, dimensions, statistic, period, threshold, comparisonOperator, treatMissingData } =
      inputs;
    assert.deepEqual(
      { namespace, metricName, dimensions, statistic, period, threshold, comparisonOperator, treatMissingData },
      {
        namespace: "AWS/Events",
        metricName: "MatchedEvents",
        dimensions: { RuleName: "strongroom-prod-audit-reads" },
        statistic: "Sum",
        period: 300,
        threshold: 5,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        treatMissingData: "notBreaching",
      },
    );
    assert.equal(inputs["name"], "strongroom-prod-audit-reads-burst");
    assert.deepEqual(inputs["alarmActions"], [topicArn]);
  });

  it("leaves reads out where no trail logs them", async () => {
    const recorder = await build({ reads: false });
    assert.deepEqual(recorder.value.ruleNames, ["strongroom-prod-audit-changes"]);
    assert.equal(recorder.ofType(alarm).length, 0);
  });

  it("creates nothing outside of production unless it is told to, and nothing without a topic", async () => {
    const dev = { ...environment, name: "dev" };
    assert.equal((await build({ environment: dev })).resources.length, 1);
    assert.deepEqual((await build({ environment: dev, enabled: true })).value.ruleNames, [
      "strongroom-dev-audit-reads",
      "strongroom-dev-audit-changes",
    ]);
    assert.equal((await build({ topicArn: undefined })).resources.length, 1);
    assert.equal((await build({ enabled: false })).resources.length, 1);
  });

  it("refuses wrong arguments before anything is registered, with every problem", async () => {
    await assert.rejects(build({ readers: ["somebody"], burst: 0.5 }), {
      message:
        'SecretAudit "audit" cannot be created:\n' +
        '  readers[0]: must be the ARN of one role, user or root, e.g. arn:aws:iam::123456789012:role/break-glass, not "somebody"\n' +
        "  burst: must be a whole number of reads in five minutes, from 1, e.g. 10, not 0.5",
    });
  });
});
