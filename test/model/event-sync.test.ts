import assert from "node:assert/strict";
import { syncRuleName } from "../../components/model/event-sync-names";
import { companionMessage, changePattern } from "../../components/model/event-sync-rules";
import { fits, transform } from "./event-pattern";

const name = "prod/api/app";
const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/api/app-AbCdEf";

/** As EventBridge hands on what CloudTrail saw: https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html */
const call = (eventName: string, secretId: string, more: object = {}) => ({
  version: "0",
  id: "79f04f06-924c-7a00-b3f8-e532167d23e0",
  "detail-type": "AWS API Call via CloudTrail",
  source: "aws.secretsmanager",
  account: "123456789012",
  time: "2026-10-23T12:26:45Z",
  region: "eu-west-1",
  resources: [],
  detail: {
    eventVersion: "1.09",
    eventTime: "2026-10-23T12:26:45Z",
    eventSource: "secretsmanager.amazonaws.com",
    eventName,
    awsRegion: "eu-west-1",
    requestParameters: { secretId, clientRequestToken: "4d383ea9-084a-49c9-8722-cbfb0f25c456" },
    responseElements: { arn },
    readOnly: false,
    eventType: "AwsApiCall",
    managementEvent: true,
    ...more,
  },
});

const rotation = (eventName: string, secretId: string) => ({
  ...call(eventName, ""),
  "detail-type": "AWS Service Event via CloudTrail",
  detail: {
    eventVersion: "1.08",
    eventTime: "2026-10-23T12:26:47Z",
    eventSource: "secretsmanager.amazonaws.com",
    eventName,
    awsRegion: "eu-west-1",
    requestParameters: null,
    responseElements: null,
    additionalEventData: { SecretId: secretId },
    readOnly: false,
    eventType: "AwsServiceEvent",
    managementEvent: true,
  },
});

const partial = arn.replace(/-AbCdEf$/, "");

describe("the events that event sync follows", () => {
  for (const [what, event] of [
    ["a completed rotation", rotation("RotationSucceeded", arn)],
    ["a value that was put, by name", call("PutSecretValue", name)],
    ["a value that was put, by ARN", call("PutSecretValue", arn)],
    ["a value that was put, by ARN without its end", call("PutSecretValue", partial)],
    ["an updated value", call("UpdateSecret", arn)],
    ["a promotion", call("UpdateSecretVersionStage", arn)],
  ] as const) {
    it(`are ${what}`, () => assert.equal(fits(changePattern({ name, arn }), event), true));
  }

  for (const [what, event] of [
    ["a rotation that starts", rotation("RotationStarted", arn)],
    ["a rotation that failed", rotation("RotationFailed", arn)],
    ["a rotation of an entry whose name goes on", rotation("RotationSucceeded", arn.replace("app-", "app-two-"))],
    ["an entry whose name goes on", call("PutSecretValue", "prod/api/app-two")],
    ["an entry of another environment", call("PutSecretValue", "dev/api/app")],
    ["a read", call("GetSecretValue", name)],
    ["a call that was refused", call("PutSecretValue", name, { errorCode: "AccessDenied", responseElements: null })],
    ["another service's call", { ...call("PutSecretValue", name), source: "aws.ssm" }],
    ["an entry with another end, made after this one was deleted", rotation("RotationSucceeded", `${partial}-GhIjKl`)],
  ] as const) {
    it(`are not ${what}`, () => assert.equal(fits(changePattern({ name, arn }), event), false));
  }

  it("reach the companion as the entry that ExternalSecrets name, whatever the event's own spelling", () => {
    for (const event of [call("PutSecretValue", partial), rotation("RotationSucceeded", arn)]) {
      const { eventTime } = event.detail;
      assert.deepEqual(transform(companionMessage(name), event), {
        detail: { eventTime: `${eventTime} ${event.id}`, requestParameters: { secretId: name } },
      });
    }
  });

  it("of an entry that RDS owns are told by its ARN", () => {
    const owned = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1-AbCdEf";
    const pattern = changePattern({ name: owned, arn: owned });
    assert.equal(fits(pattern, rotation("RotationSucceeded", owned)), true);
    const message = transform(companionMessage(owned), rotation("RotationSucceeded", owned)) as {
      detail: { requestParameters: { secretId: string } };
    };
    assert.equal(message.detail.requestParameters.secretId, owned);
  });
});

describe("the name of an entry's rule", () => {
  it("tells which, within what EventBridge allows", () => {
    assert.match(syncRuleName("prod", name), /^strongroom-prod-sync-api-app-[0-9a-f]{8}$/);
    const owned = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1-AbCdEf";
    assert.match(syncRuleName("prod", owned), /^strongroom-prod-sync-rds-db-1-AbCdEf-[0-9a-f]{8}$/);
    const long = `prod/${"a".repeat(40)}/${"b".repeat(40)}`;
    assert.equal(syncRuleName("prod", long).length, 64);
    assert.match(syncRuleName("prod", long), /^[.\-_A-Za-z0-9]{1,64}$/);
  });

  it("is another for every entry", () => {
    const entries = ["prod/api/a-b", "prod/api-a/b", `prod/${"a".repeat(60)}/b`, `prod/${"a".repeat(60)}/c`];
    assert.equal(new Set(entries.map((entry) => syncRuleName("prod", entry))).size, entries.length);
  });
});
