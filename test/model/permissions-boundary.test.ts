import assert from "node:assert/strict";
import { alertBoundary } from "../../components/model/alert-permissions";
import { deployPolicy } from "../../components/model/deploy-policy";
import { resolveGitHubAccess } from "../../components/model/github-access";
import type { PolicyDocument } from "../../components/model/iam";
import { boundaryArn } from "../../components/model/iam-path";
import { boundaryPolicy } from "../../components/model/permissions-boundary";
import { previewPolicy } from "../../components/model/preview-policy";

const environment = { name: "prod", account: "123456789012", region: "eu-west-1" };
const keyOf = (region: string) => `arn:aws:kms:${region}:123456789012:key/0a1b2c3d`;
const everything = resolveGitHubAccess("github", {
  environment,
  repositories: [],
  kmsKeyArn: keyOf("eu-west-1"),
  replicas: [{ region: "eu-central-1", kmsKeyArn: keyOf("eu-central-1") }],
  rotationFunctionArns: ["arn:aws:lambda:eu-west-1:123456789012:function:rotate"],
  managedEntryArns: [
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-0a1b2c3d-0000-4000-8000-0000000001-AbCdEf",
  ],
});
const secrets = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/*";
const parameters = "arn:aws:ssm:eu-west-1:123456789012:parameter/prod/*";
const roles = "arn:aws:iam::123456789012:role/strongroom/prod/*";
const boundary = "arn:aws:iam::123456789012:policy/strongroom/prod/strongroom-prod-boundary";
const provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

/** Statements by their Sid. */
const byId = (document: PolicyDocument) => new Map(document.Statement.map((statement) => [statement.Sid, statement]));

describe("the permissions boundary", () => {
  it("lets a role read this environment's entries and nothing else", () => {
    assert.deepEqual(boundaryPolicy(environment, "/strongroom/prod/", provider), {
      Version: "2012-10-17",
      Statement: [
        { Sid: "AssumeOwnRoles", Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: roles },
        {
          Sid: "ReadSecrets",
          Effect: "Allow",
          Action: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
          Resource: [secrets, "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!*"],
        },
        {
          Sid: "ReadParameters",
          Effect: "Allow",
          Action: ["ssm:GetParameter", "ssm:GetParameters"],
          Resource: parameters,
        },
        {
          Sid: "DecryptForReading",
          Effect: "Allow",
          Action: "kms:Decrypt",
          Resource: "arn:aws:kms:eu-west-1:123456789012:key/*",
          Condition: {
            StringEquals: {
              "kms:ViaService": ["secretsmanager.eu-west-1.amazonaws.com", "ssm.eu-west-1.amazonaws.com"],
            },
          },
        },
        ...alertBoundary(environment),
        {
          Sid: "TakeEvents",
          Effect: "Allow",
          Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
          Resource: "arn:aws:sqs:eu-west-1:123456789012:strongroom-prod-event-sync",
        },
        {
          Sid: "DenyGitHub",
          Effect: "Deny",
          Action: "*",
          Resource: "*",
          Condition: { StringEquals: { "aws:FederatedProvider": provider } },
        },
      ],
    });
  });

  it("has an ARN that is known beforehand, under the default path or another", () => {
    assert.equal(boundaryArn(environment), boundary);
    assert.equal(
      boundaryArn({ ...environment, region: "cn-north-1" }, "/teams/"),
      "arn:aws-cn:iam::123456789012:policy/teams/strongroom-prod-boundary",
    );
  });

  it("names the services as KMS does in China", () => {
    const china = boundaryPolicy({ ...environment, region: "cn-north-1" }, "/strongroom/prod/", provider);
    assert.deepEqual(byId(china).get("DecryptForReading")?.Condition, {
      StringEquals: {
        "kms:ViaService": ["secretsmanager.cn-north-1.amazonaws.com.cn", "ssm.cn-north-1.amazonaws.com.cn"],
      },
    });
  });
});

describe("the boundary and the policies of GitHub's roles", () => {
  // Limits: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  const documents: [string, PolicyDocument, number][] = [
    ["deploy", deployPolicy(everything), 10_240],
    ["deploy, with values", deployPolicy({ ...everything, denySecretValues: false }), 10_240],
    ["preview", previewPolicy(everything), 10_240],
    ["boundary", boundaryPolicy(environment, "/strongroom/prod/", provider), 6_144],
  ];
  for (const [name, document, limit] of documents) {
    it(`are as short as IAM wants them: ${name}`, () => {
      assert.ok(JSON.stringify(document).length <= limit);
    });

    it(`allow nothing on every resource, no action by wildcard, and never by ForAllValues: ${name}`, () => {
      const allows = document.Statement.filter(({ Effect }) => Effect === "Allow");
      assert.ok(allows.length > 0);
      for (const { Action, Resource } of allows) {
        assert.ok(![Resource].flat().includes("*"));
        for (const action of [Action].flat()) assert.doesNotMatch(action, /\*/);
      }
      assert.doesNotMatch(JSON.stringify(document), /ForAllValues/);
    });

    it(`name each statement once: ${name}`, () => {
      assert.equal(byId(document).size, document.Statement.length);
    });
  }
});
