import assert from "node:assert/strict";
import type { InventoryItem } from "../../components/model/inventory";
import { failedRotation, rotationAlarms } from "../../components/model/rotation-alarm";
import { fits } from "./event-pattern";

const environment = { name: "prod", account: "123456789012", region: "eu-west-1" };
const secretArn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/api/database-AbCdEf";
const database: InventoryItem = {
  environment: "prod",
  entry: "prod/api/database",
  service: "api",
  group: "database",
  namespace: "api",
  owner: "payments <payments@example.com>",
  runbook: "https://runbooks.example.com/api",
  mode: "lambda",
  kind: "database",
  intervalDays: 30,
  awaitingSeed: false,
  consumers: ["Deployment/api"],
};

/** As CloudTrail hands it to EventBridge. */
function event(change: object = {}, detail: object = {}) {
  return {
    version: "0",
    id: "d82e0a2d-f36e-11fd-37cb-cba423a71196",
    "detail-type": "AWS Service Event via CloudTrail",
    source: "aws.secretsmanager",
    account: "123456789012",
    time: "2026-11-27T00:50:20Z",
    region: "eu-west-1",
    resources: [],
    detail: {
      eventVersion: "1.08",
      userIdentity: { accountId: "123456789012", invokedBy: "secretsmanager.amazonaws.com" },
      eventTime: "2026-11-27T00:50:20Z",
      eventSource: "secretsmanager.amazonaws.com",
      eventName: "RotationFailed",
      awsRegion: "eu-west-1",
      errorMessage: "Error when executing lambda during createSecret step",
      requestParameters: null,
      responseElements: null,
      additionalEventData: { SecretId: secretArn },
      readOnly: false,
      eventType: "AwsServiceEvent",
      managementEvent: true,
      eventCategory: "Management",
      ...detail,
    },
    ...change,
  };
}

describe("an alarm on rotations that failed", () => {
  it("fits the events of its entry, and no others", () => {
    const pattern = failedRotation(secretArn);
    assert.ok(fits(pattern, event()));
    assert.ok(fits(pattern, event({}, { eventName: "RotationAbandoned" })));
    assert.ok(!fits(pattern, event({}, { eventName: "RotationSucceeded" })));
    const other = { SecretId: secretArn.replace("database-", "database-replica-") };
    assert.ok(!fits(pattern, event({}, { additionalEventData: other })));
    assert.ok(!fits(pattern, event({ "detail-type": "AWS API Call via CloudTrail" })));
    assert.ok(!fits(pattern, event({ source: "custom" })));
  });

  it("says what failed and why, whose it is, and what to type", () => {
    const [alarm] = rotationAlarms(environment, [database]);
    assert.equal(alarm!.ruleName, "strongroom-prod-rotation-api.database");
    const filled = Object.entries(alarm!.inputPaths).reduce((text, [name, path]) => {
      const value = path
        .split(".")
        .slice(1)
        .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], event());
      return text.replaceAll(`<${name}>`, String(value));
    }, alarm!.inputTemplate);
    assert.deepEqual(
      filled.split("\n").map((line) => JSON.parse(line) as string),
      [
        "The rotation of prod/api/database (api, group database) in prod did not end well: RotationFailed, at 2026-11-27T00:50:20Z.",
        "AWS says: Error when executing lambda during createSecret step",
        `Entry: ${secretArn}`,
        "Owner: payments (payments@example.com)",
        "Runbook: https://runbooks.example.com/api",
        "Read by: Deployment/api",
        "See how it stands, and type: npx strongroom inventory prod --live",
        "Once the cause is gone, type: npx strongroom rotate prod api database",
      ],
    );
    assert.doesNotMatch(filled, /[<>]/);
  });

  it("is made for what AWS rotates, under a name that EventBridge takes", () => {
    assert.deepEqual(rotationAlarms(environment, [{ ...database, mode: "manual" }]), []);
    const long = { ...database, service: "s".repeat(40), group: "g".repeat(40) };
    const names = [long, { ...long, entry: "prod/other", group: `${"g".repeat(39)}h` }].map(
      (item) => rotationAlarms(environment, [item])[0]!.ruleName,
    );
    assert.equal(new Set(names).size, 2);
    // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
    for (const name of names) assert.match(name, /^[.\-_A-Za-z0-9]{1,64}$/);
    // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_InputTransformer.html
    assert.ok(rotationAlarms(environment, [long])[0]!.inputTemplate.length <= 8192);
  });
});
