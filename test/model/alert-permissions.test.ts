import assert from "node:assert/strict";
import { alertBoundary, alertReadStatements, alertStatements } from "../../components/model/alert-permissions";

const environment = { name: "prod", account: "123456789012", region: "eu-west-1" };
const scope = {
  environment,
  path: "/strongroom/prod/",
  providerArn: "arn:aws:iam::123456789012:oidc-provider/x",
  managedEntryArns: [],
};
const own = "arn:aws:sns:eu-west-1:123456789012:strongroom-prod-*";
const shared = "arn:aws:sns:eu-west-1:123456789012:alarms";
const everything = [
  "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:strongroom-prod-*",
  "arn:aws:scheduler:eu-west-1:123456789012:schedule-group/strongroom-prod-reminders",
  "arn:aws:events:eu-west-1:123456789012:rule/strongroom-prod-*",
  "arn:aws:scheduler:eu-west-1:123456789012:schedule/strongroom-prod-reminders/*",
  own,
];

describe("what roles may do with reminders and alarms", () => {
  it("ends at the environment's names, for reading and for writing", () => {
    for (const { Sid, Resource } of [...alertReadStatements(scope), ...alertStatements(scope)]) {
      if (Sid === "ReadAlertKey") assert.equal(Resource, "arn:aws:kms:eu-west-1:123456789012:key/*");
      else if (Sid === "SubscribeAddresses") assert.equal(Resource, own);
      else assert.deepEqual(Resource, everything, Sid);
    }
  });

  it("tells the environment's key from others by its tag, and makes none", () => {
    const key = alertReadStatements(scope).find(({ Sid }) => Sid === "ReadAlertKey");
    assert.deepEqual(key?.Condition, { StringEquals: { "aws:ResourceTag/environment": "prod" } });
    assert.doesNotMatch(JSON.stringify(alertStatements(scope)), /kms:/);
  });

  it("subscribes addresses alone, which have to confirm", () => {
    const subscribe = alertStatements(scope).filter(({ Action }) => [Action].flat().includes("sns:Subscribe"));
    assert.deepEqual(
      subscribe.map(({ Condition }) => Condition),
      [{ StringEquals: { "sns:Protocol": "email" } }],
    );
  });

  it("is bounded by the environment's topics, and by the one that a stack file names", () => {
    const boundary = (...topics: string[]) => [
      { Sid: "PublishAlerts", Effect: "Allow", Action: "sns:Publish", Resource: topics },
      {
        Sid: "EncryptAlerts",
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "arn:aws:kms:eu-west-1:123456789012:key/*",
        Condition: {
          StringEquals: { "kms:ViaService": ["sns.eu-west-1.amazonaws.com"] },
          ArnLike: { "kms:EncryptionContext:aws:sns:topicArn": topics },
        },
      },
    ];
    assert.deepEqual(alertBoundary(environment), boundary(own));
    assert.deepEqual(alertBoundary(environment, shared), boundary(own, shared));
  });
});
