import assert from "node:assert/strict";
import { alertReadStatements, alertStatements } from "../../components/model/alert-permissions";
import { deployPolicy } from "../../components/model/deploy-policy";
import { resolveGitHubAccess, type GitHubOidcArgs } from "../../components/model/github-access";
import type { PolicyDocument } from "../../components/model/iam";
import { previewPolicy } from "../../components/model/preview-policy";

const environment = { name: "prod", account: "123456789012", region: "eu-west-1" };
const resolve = (access: Partial<GitHubOidcArgs> = {}) =>
  resolveGitHubAccess("github", { environment, repositories: [], ...access });
const keyOf = (region: string) => `arn:aws:kms:${region}:123456789012:key/0a1b2c3d`;
const rotation = "arn:aws:lambda:eu-west-1:123456789012:function:rotate";
const managed = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-0a1b-AbCdEf";
const everything = resolve({
  kmsKeyArn: keyOf("eu-west-1"),
  replicas: [{ region: "eu-central-1", kmsKeyArn: keyOf("eu-central-1") }],
  rotationFunctionArns: [rotation],
  managedEntryArns: [managed],
});

const secrets = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/*";
const parameters = "arn:aws:ssm:eu-west-1:123456789012:parameter/prod/*";
const allParameters = "arn:aws:ssm:eu-west-1:123456789012:*";
const roles = "arn:aws:iam::123456789012:role/strongroom/prod/*";
const githubRoles = "arn:aws:iam::123456789012:role/strongroom/prod/github/*";
const boundary = "arn:aws:iam::123456789012:policy/strongroom/prod/strongroom-prod-boundary";
const provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

const syncQueue = "arn:aws:sqs:eu-west-1:123456789012:strongroom-prod-event-sync";
const syncRules = "arn:aws:events:eu-west-1:123456789012:rule/strongroom-prod-sync-*";

const reads = [
  {
    Sid: "DescribeSecrets",
    Effect: "Allow",
    Action: [
      "secretsmanager:DescribeSecret",
      "secretsmanager:GetResourcePolicy",
      "secretsmanager:ListSecretVersionIds",
    ],
    Resource: [secrets, "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!*"],
  },
  {
    Sid: "ReadParameters",
    Effect: "Allow",
    Action: ["ssm:GetParameter", "ssm:ListTagsForResource"],
    Resource: parameters,
  },
  { Sid: "FindParameters", Effect: "Allow", Action: "ssm:DescribeParameters", Resource: allParameters },
  {
    Sid: "ReadRoles",
    Effect: "Allow",
    Action: ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
    Resource: roles,
  },
  { Sid: "ReadBoundary", Effect: "Allow", Action: ["iam:GetPolicy", "iam:GetPolicyVersion"], Resource: boundary },
  { Sid: "ReadProvider", Effect: "Allow", Action: "iam:GetOpenIDConnectProvider", Resource: provider },
  {
    Sid: "ReadRotationFunctions",
    Effect: "Allow",
    Action: ["cloudformation:DescribeStacks", "serverlessrepo:GetApplication"],
    Resource: [
      "arn:aws:cloudformation:eu-west-1:123456789012:stack/serverlessrepo-strongroom-prod-*/*",
      "arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManager*",
    ],
  },
  ...alertReadStatements(everything),
  {
    Sid: "ReadSyncQueue",
    Effect: "Allow",
    Action: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"],
    Resource: syncQueue,
  },
  {
    Sid: "ReadSyncRules",
    Effect: "Allow",
    Action: ["events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule"],
    Resource: syncRules,
  },
];

/** Statements by their Sid. */
const byId = (document: PolicyDocument) => new Map(document.Statement.map((statement) => [statement.Sid, statement]));

describe("the policy of a deploy role", () => {
  it("allows in prod what the program manages, and denies values, its own trust and the boundary", () => {
    assert.deepEqual(deployPolicy(everything), {
      Version: "2012-10-17",
      Statement: [
        ...reads,
        {
          Sid: "ManageSecrets",
          Effect: "Allow",
          Action: [
            "secretsmanager:CancelRotateSecret",
            "secretsmanager:CreateSecret",
            "secretsmanager:DeleteResourcePolicy",
            "secretsmanager:DeleteSecret",
            "secretsmanager:RemoveRegionsFromReplication",
            "secretsmanager:ReplicateSecretToRegions",
            "secretsmanager:RestoreSecret",
            "secretsmanager:RotateSecret",
            "secretsmanager:TagResource",
            "secretsmanager:UntagResource",
            "secretsmanager:UpdateSecret",
            "secretsmanager:ValidateResourcePolicy",
          ],
          Resource: secrets,
        },
        {
          Sid: "PutClosedResourcePolicies",
          Effect: "Allow",
          Action: "secretsmanager:PutResourcePolicy",
          Resource: secrets,
          Condition: { Bool: { "secretsmanager:BlockPublicPolicy": "true" } },
        },
        { Sid: "SetUpRotation", Effect: "Allow", Action: "lambda:InvokeFunction", Resource: [rotation] },
        {
          Sid: "ScheduleManagedEntries",
          Effect: "Allow",
          Action: "secretsmanager:RotateSecret",
          Resource: [managed],
        },
        {
          Sid: "ManageParameters",
          Effect: "Allow",
          Action: ["ssm:AddTagsToResource", "ssm:DeleteParameter", "ssm:PutParameter", "ssm:RemoveTagsFromResource"],
          Resource: parameters,
        },
        {
          Sid: "UseKeysThroughServices",
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
          Resource: [keyOf("eu-west-1"), keyOf("eu-central-1")],
          Condition: {
            StringEquals: {
              "kms:ViaService": [
                "secretsmanager.eu-west-1.amazonaws.com",
                "ssm.eu-west-1.amazonaws.com",
                "secretsmanager.eu-central-1.amazonaws.com",
              ],
            },
          },
        },
        ...alertStatements(everything),
        {
          Sid: "WriteBoundedRoles",
          Effect: "Allow",
          Action: ["iam:CreateRole", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"],
          Resource: roles,
          Condition: { StringEquals: { "iam:PermissionsBoundary": boundary } },
        },
        {
          Sid: "MaintainRoles",
          Effect: "Allow",
          Action: [
            "iam:DeleteRole",
            "iam:ListInstanceProfilesForRole",
            "iam:TagRole",
            "iam:UntagRole",
            "iam:UpdateAssumeRolePolicy",
            "iam:UpdateRole",
            "iam:UpdateRoleDescription",
          ],
          Resource: roles,
        },
        {
          Sid: "PassRoles",
          Effect: "Allow",
          Action: "iam:PassRole",
          Resource: roles,
          Condition: {
            StringEquals: { "iam:PassedToService": ["scheduler.amazonaws.com", "secretsmanager.amazonaws.com"] },
          },
        },
        {
          Sid: "ManageSyncQueue",
          Effect: "Allow",
          Action: ["sqs:CreateQueue", "sqs:DeleteQueue", "sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:UntagQueue"],
          Resource: syncQueue,
        },
        {
          Sid: "ManageSyncRules",
          Effect: "Allow",
          Action: [
            "events:DeleteRule",
            "events:PutRule",
            "events:PutTargets",
            "events:RemoveTargets",
            "events:TagResource",
            "events:UntagResource",
          ],
          Resource: syncRules,
        },
        {
          Sid: "DenySecretValues",
          Effect: "Deny",
          Action: [
            "secretsmanager:BatchGetSecretValue",
            "secretsmanager:GetSecretValue",
            "secretsmanager:PutSecretValue",
          ],
          Resource: "*",
        },
        {
          Sid: "DenyOtherReplicaRegions",
          Effect: "Deny",
          Action: ["secretsmanager:CreateSecret", "secretsmanager:ReplicateSecretToRegions"],
          Resource: "*",
          Condition: { "ForAnyValue:StringNotEquals": { "secretsmanager:AddReplicaRegions": ["eu-central-1"] } },
        },
        {
          Sid: "DenyBoundaryChanges",
          Effect: "Deny",
          Action: [
            "iam:CreatePolicy",
            "iam:CreatePolicyVersion",
            "iam:DeletePolicy",
            "iam:DeletePolicyVersion",
            "iam:SetDefaultPolicyVersion",
            "iam:TagPolicy",
            "iam:UntagPolicy",
          ],
          Resource: boundary,
        },
        { Sid: "DenyBoundaryRemoval", Effect: "Deny", Action: "iam:DeleteRolePermissionsBoundary", Resource: "*" },
        {
          Sid: "DenyGitHubRoleChanges",
          Effect: "Deny",
          Action: [
            "iam:AttachRolePolicy",
            "iam:CreateRole",
            "iam:DeleteRole",
            "iam:DeleteRolePermissionsBoundary",
            "iam:DeleteRolePolicy",
            "iam:DetachRolePolicy",
            "iam:PassRole",
            "iam:PutRolePermissionsBoundary",
            "iam:PutRolePolicy",
            "iam:TagRole",
            "iam:UntagRole",
            "iam:UpdateAssumeRolePolicy",
            "iam:UpdateRole",
            "iam:UpdateRoleDescription",
          ],
          Resource: githubRoles,
        },
        {
          Sid: "DenyProviderChanges",
          Effect: "Deny",
          Action: [
            "iam:AddClientIDToOpenIDConnectProvider",
            "iam:CreateOpenIDConnectProvider",
            "iam:DeleteOpenIDConnectProvider",
            "iam:RemoveClientIDFromOpenIDConnectProvider",
            "iam:TagOpenIDConnectProvider",
            "iam:UntagOpenIDConnectProvider",
            "iam:UpdateOpenIDConnectProviderThumbprint",
          ],
          Resource: provider,
        },
        { Sid: "DenyAssumingRoles", Effect: "Deny", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: roles },
      ],
    });
  });

  it("leaves out keys, functions and copies where there are none", () => {
    const document = deployPolicy(resolve());
    const statements = byId(document);
    assert.equal(statements.has("UseKeysThroughServices"), false);
    assert.equal(statements.has("SetUpRotation"), false);
    assert.equal(statements.has("ScheduleManagedEntries"), false);
    assert.equal(statements.get("DescribeSecrets")?.Resource, secrets);
    assert.doesNotMatch(JSON.stringify(document), /ReplicateSecretToRegions/);
  });

  it("names functions that exist one by one, and AWS's, whose names begin with the environment, by one pattern", () => {
    const named = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
    const own = ["strongroom-prod-mysql-single", "strongroom-prod-postgres-single"].map(named);
    const others = ["rotate", "strongroom-prod2-postgres-single"].map(named);
    const { Resource } = byId(deployPolicy(resolve({ rotationFunctionArns: [...own, ...others] }))).get(
      "SetUpRotation",
    )!;
    assert.deepEqual(Resource, [named("strongroom-prod-*"), ...others]);
  });

  it("reads and writes values where they are not denied, in its own environment alone", () => {
    const statements = byId(deployPolicy(resolve({ environment: { ...environment, name: "dev" } })));
    assert.equal(statements.has("DenySecretValues"), false);
    assert.deepEqual(statements.get("GenerateSecretValues"), {
      Sid: "GenerateSecretValues",
      Effect: "Allow",
      Action: [
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
      ],
      Resource: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:dev/*",
    });
  });

  it("stays within prod's rule where an environment of another name asks for it", () => {
    const staging = resolve({ environment: { ...environment, name: "staging" }, denySecretValues: true });
    assert.equal(byId(deployPolicy(staging)).get("DenySecretValues")?.Effect, "Deny");
    assert.equal(byId(deployPolicy(staging)).has("GenerateSecretValues"), false);
  });

  for (const [name, denied] of Object.entries({
    production: true,
    "prod-eu": true,
    "payments-prod": true,
    "pre-prod": false,
    product: false,
  })) {
    it(`${denied ? "closes" : "leaves open"} the values of an environment named ${name}`, () => {
      const document = deployPolicy(resolve({ environment: { ...environment, name } }));
      assert.equal(byId(document).has("DenySecretValues"), denied);
    });
  }
});

describe("the policy of a preview role", () => {
  it("describes, and opens no value", () => {
    assert.deepEqual(previewPolicy(everything), {
      Version: "2012-10-17",
      Statement: [
        ...reads,
        {
          Sid: "DenySecretValues",
          Effect: "Deny",
          Action: [
            "secretsmanager:BatchGetSecretValue",
            "secretsmanager:GetSecretValue",
            "secretsmanager:PutSecretValue",
          ],
          Resource: "*",
        },
        {
          Sid: "DenyDecrypting",
          Effect: "Deny",
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: { StringLike: { "kms:ViaService": ["secretsmanager.*", "ssm.*"] } },
        },
        { Sid: "DenyAssumingRoles", Effect: "Deny", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: roles },
      ],
    });
  });

  it("never allows a change, nor a value in an environment where the deploy role has it", () => {
    const dev = previewPolicy(resolve({ environment: { ...environment, name: "dev" } }));
    const allowed = dev.Statement.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action }) => Action);
    assert.ok(allowed.length > 0);
    for (const action of allowed) assert.match(action, /^[a-z]+:(Describe|Get|List)/);
    assert.ok(!allowed.includes("secretsmanager:GetSecretValue"));
    assert.equal(byId(dev).get("DenySecretValues")?.Effect, "Deny");
  });
});
