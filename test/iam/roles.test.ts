import assert from "node:assert/strict";
import { alertKeyPolicy } from "../../components/model/alert-topic";
import { policyDocument } from "../../components/model/iam";
import { rotationFunctionName } from "../../components/model/rotation-functions";
import { type DeclaredAccount, declaredAccount } from "./declared-account";
import { type Call, type Outcome, outcome } from "./simulator";

type Row = [action: string, resource: string, outcome: Outcome, context?: Call["context"]];

const region = "eu-west-1";
const github = "arn:aws:iam::333344445555:oidc-provider/token.actions.githubusercontent.com";
const entry = `arn:aws:secretsmanager:${region}:333344445555:secret:prod/api/app-AbCdEf`;
const foreign = `arn:aws:secretsmanager:${region}:333344445555:secret:staging/api/app-AbCdEf`;
const parameter = `arn:aws:ssm:${region}:333344445555:parameter/prod/api/LOG_LEVEL`;
const syncQueue = `arn:aws:sqs:${region}:333344445555:strongroom-prod-event-sync`;
const syncRule = `arn:aws:events:${region}:333344445555:rule/strongroom-prod-sync-api-app-0a1b2c3d`;
const role = (name: string) => `arn:aws:iam::333344445555:role/${name}`;
const boundary = "arn:aws:iam::333344445555:policy/strongroom/prod/strongroom-prod-boundary";
const ownRole = role("strongroom/prod/strongroom-prod-external-secrets");
const deployRole = role("strongroom/prod/github/strongroom-prod-deploy-platform");
const topic = `arn:aws:sns:${region}:333344445555:strongroom-prod-alerts`;
const schedule = `arn:aws:scheduler:${region}:333344445555:schedule/strongroom-prod-reminders/api.apple.1-day-before`;
const scheduleGroup = `arn:aws:scheduler:${region}:333344445555:schedule-group/strongroom-prod-reminders`;
const rule = `arn:aws:events:${region}:333344445555:rule/strongroom-prod-rotation-api.database`;
const alarm = `arn:aws:cloudwatch:${region}:333344445555:alarm:strongroom-prod-audit-reads-burst`;
const key = `arn:aws:kms:${region}:333344445555:key/0a1b2c3d`;
const bounded = { "iam:PermissionsBoundary": boundary };
const api = { "aws:ResourceTag/namespace": "api", "aws:PrincipalTag/esoNamespace": "api" };

/** What RDS made for billing, and the superuser of api's database, which this program never schedules. */
const [managed, superuser] = ["3", "4"].map(
  (last) =>
    `arn:aws:secretsmanager:${region}:333344445555:secret:rds!db-0a1b2c3d-0000-4000-8000-00000000000${last}-AbCdEf`,
) as [string, string];
const stack = `arn:aws:cloudformation:${region}:333344445555:stack/serverlessrepo-strongroom-prod-postgres-single/1234`;
const rotator = `arn:aws:lambda:${region}:333344445555:function:${rotationFunctionName(
  { engine: "postgres", strategy: "alternating-users", superuserSecretArn: superuser },
  { name: "prod" },
)}`;

/** What each role may call in production, and what it may not. */
const tables: Record<string, Row[]> = {
  "external-secrets": [
    ["sts:AssumeRole", role("strongroom/prod/strongroom-prod-store-aws-secrets-manager"), "allowed"],
    ["sts:TagSession", role("strongroom/prod/strongroom-prod-store-aws-parameter-store"), "allowed"],
    ["sts:AssumeRole", deployRole, "not allowed"],
    ["sts:AssumeRole", role("strongroom/staging/strongroom-staging-store-aws-secrets-manager"), "not allowed"],
    ["secretsmanager:GetSecretValue", entry, "denied"],
    ["ssm:GetParameter", parameter, "denied"],
    ["iam:CreateRole", ownRole, "not allowed"],
  ],
  "store-aws-secrets-manager": [
    ["secretsmanager:GetSecretValue", entry, "allowed", api],
    ["secretsmanager:GetSecretValue", entry, "not allowed", { ...api, "aws:PrincipalTag/esoNamespace": "worker" }],
    ["secretsmanager:GetSecretValue", foreign, "not allowed", api],
    ["secretsmanager:PutSecretValue", entry, "not allowed", api],
    ["secretsmanager:DeleteSecret", entry, "not allowed", api],
    ["secretsmanager:ListSecrets", "*", "not allowed"],
    ["secretsmanager:BatchGetSecretValue", "*", "not allowed"],
    ["ssm:GetParameter", parameter, "denied", api],
    ["sts:AssumeRole", ownRole, "not allowed"],
  ],
  "store-aws-parameter-store": [
    ["ssm:GetParameter", parameter, "allowed", api],
    ["ssm:GetParameter", parameter, "not allowed", { ...api, "aws:PrincipalTag/esoNamespace": "worker" }],
    ["ssm:PutParameter", parameter, "not allowed", api],
    ["ssm:GetParametersByPath", parameter, "not allowed", api],
    ["secretsmanager:GetSecretValue", entry, "denied", api],
  ],
  reminders: [
    ["sns:Publish", topic, "allowed"],
    ["sns:Publish", topic.replace("alerts", "other"), "not allowed"],
    ["sns:Subscribe", topic, "not allowed"],
    ["kms:GenerateDataKey", key, "allowed", forTopic(topic)],
    ["kms:GenerateDataKey", key, "not allowed", forTopic(topic.replace("alerts", "other"))],
    ["kms:GenerateDataKey", key, "not allowed", { "kms:ViaService": "sns.eu-west-1.amazonaws.com" }],
    ["secretsmanager:GetSecretValue", entry, "not allowed"],
    ["sts:AssumeRole", ownRole, "not allowed"],
  ],
  "event-sync": [
    ["sqs:ReceiveMessage", syncQueue, "allowed"],
    ["sqs:DeleteMessage", syncQueue, "allowed"],
    ["sqs:SendMessage", syncQueue, "not allowed"],
    ["sqs:ReceiveMessage", syncQueue.replace("event-sync", "other"), "not allowed"],
    ["secretsmanager:GetSecretValue", entry, "not allowed"],
    ["sts:AssumeRole", ownRole, "not allowed"],
  ],
  "deploy-platform": [
    ["sqs:CreateQueue", syncQueue, "allowed"],
    ["sqs:SetQueueAttributes", syncQueue, "allowed"],
    ["sqs:SetQueueAttributes", syncQueue.replace("event-sync", "other"), "not allowed"],
    ["sqs:ReceiveMessage", syncQueue, "not allowed"],
    ["sqs:SendMessage", syncQueue, "not allowed"],
    ["events:PutRule", syncRule, "allowed"],
    ["events:PutTargets", syncRule, "allowed"],
    ["events:PutTargets", syncRule.replace("-prod-", "-dev-"), "not allowed"],
    ["secretsmanager:GetSecretValue", entry, "denied"],
    ["secretsmanager:BatchGetSecretValue", "*", "denied"],
    ["secretsmanager:PutSecretValue", entry, "denied"],
    ["secretsmanager:CreateSecret", entry, "allowed"],
    ["secretsmanager:CreateSecret", foreign, "not allowed"],
    ["secretsmanager:DeleteSecret", entry, "allowed"],
    ["secretsmanager:RotateSecret", entry, "allowed"],
    ["secretsmanager:RotateSecret", managed, "allowed"],
    ["secretsmanager:RotateSecret", superuser, "not allowed"],
    ["secretsmanager:CancelRotateSecret", managed, "not allowed"],
    ["secretsmanager:DeleteSecret", managed, "not allowed"],
    ["lambda:InvokeFunction", rotator, "allowed"],
    ["lambda:InvokeFunction", rotator.replace("strongroom-prod-", "strongroom-staging-"), "not allowed"],
    // An administrator deploys AWS's rotation functions: each makes a role without the boundary.
    ["cloudformation:DescribeStacks", stack, "allowed"],
    ["cloudformation:CreateChangeSet", stack, "not allowed"],
    ["cloudformation:DeleteStack", stack, "not allowed"],
    ["lambda:CreateFunction", rotator, "not allowed"],
    ["lambda:UpdateFunctionCode", rotator, "not allowed"],
    ["secretsmanager:PutResourcePolicy", entry, "allowed", { "secretsmanager:BlockPublicPolicy": "true" }],
    ["secretsmanager:PutResourcePolicy", entry, "not allowed", { "secretsmanager:BlockPublicPolicy": "false" }],
    ["secretsmanager:PutResourcePolicy", entry, "not allowed"],
    ["ssm:PutParameter", parameter, "allowed"],
    ["ssm:PutParameter", parameter.replace("/prod/", "/dev/"), "not allowed"],
    ["iam:CreateRole", ownRole, "allowed", bounded],
    ["iam:CreateRole", ownRole, "not allowed"],
    ["iam:CreateRole", role("admin"), "not allowed", bounded],
    ["iam:PutRolePolicy", ownRole, "allowed", bounded],
    ["iam:AttachRolePolicy", ownRole, "not allowed", bounded],
    ["iam:DeleteRolePermissionsBoundary", ownRole, "denied"],
    ["iam:UpdateAssumeRolePolicy", deployRole, "denied"],
    ["iam:PutRolePolicy", deployRole, "denied", bounded],
    ["iam:CreatePolicyVersion", boundary, "denied"],
    ["iam:DeleteOpenIDConnectProvider", github, "denied"],
    ["iam:PassRole", ownRole, "allowed", { "iam:PassedToService": "secretsmanager.amazonaws.com" }],
    ["iam:PassRole", ownRole, "allowed", { "iam:PassedToService": "scheduler.amazonaws.com" }],
    ["iam:PassRole", ownRole, "not allowed", { "iam:PassedToService": "ec2.amazonaws.com" }],
    ["sns:CreateTopic", topic, "allowed"],
    ["sns:CreateTopic", topic.replace("prod", "staging"), "not allowed"],
    ["sns:Publish", topic, "not allowed"],
    ["sns:Subscribe", topic, "allowed", { "sns:Protocol": "email" }],
    ["sns:Subscribe", topic, "not allowed", { "sns:Protocol": "sqs" }],
    ["scheduler:UpdateSchedule", schedule, "allowed"],
    ["scheduler:UpdateSchedule", schedule.replace("strongroom-prod-reminders", "default"), "not allowed"],
    ["scheduler:DeleteScheduleGroup", scheduleGroup, "allowed"],
    ["scheduler:DeleteScheduleGroup", scheduleGroup.replace("prod", "staging"), "not allowed"],
    ["events:PutRule", rule, "allowed"],
    ["cloudwatch:PutMetricAlarm", alarm, "allowed"],
    ["cloudwatch:PutMetricAlarm", alarm.replace("strongroom-prod", "backup"), "not allowed"],
    ["events:PutRule", rule.replace("strongroom-prod", "backup"), "not allowed"],
    ["kms:GetKeyPolicy", key, "allowed", { "aws:ResourceTag/environment": "prod" }],
    ["kms:GetKeyPolicy", key, "not allowed", { "aws:ResourceTag/environment": "staging" }],
    ["kms:PutKeyPolicy", key, "not allowed", { "aws:ResourceTag/environment": "prod" }],
    ["kms:CreateKey", "*", "not allowed"],
    ["iam:CreateUser", "arn:aws:iam::333344445555:user/x", "not allowed"],
    ["iam:CreateAccessKey", "arn:aws:iam::333344445555:user/x", "not allowed"],
    ["sts:AssumeRole", ownRole, "denied"],
  ],
  "preview-platform": [
    ["sqs:GetQueueAttributes", syncQueue, "allowed"],
    ["sqs:ReceiveMessage", syncQueue, "not allowed"],
    ["events:DescribeRule", syncRule, "allowed"],
    ["events:PutRule", syncRule, "not allowed"],
    ["secretsmanager:DescribeSecret", entry, "allowed"],
    ["secretsmanager:DescribeSecret", managed, "allowed"],
    ["secretsmanager:RotateSecret", managed, "not allowed"],
    ["cloudformation:DescribeStacks", stack, "allowed"],
    ["lambda:InvokeFunction", rotator, "not allowed"],
    ["secretsmanager:GetSecretValue", entry, "denied"],
    ["secretsmanager:CreateSecret", entry, "not allowed"],
    ["secretsmanager:DeleteSecret", entry, "not allowed"],
    ["ssm:GetParameter", parameter, "allowed"],
    ["ssm:PutParameter", parameter, "not allowed"],
    ["iam:GetRole", ownRole, "allowed"],
    ["iam:PutRolePolicy", ownRole, "not allowed"],
    ["sns:GetTopicAttributes", topic, "allowed"],
    ["sns:SetTopicAttributes", topic, "not allowed"],
    ["scheduler:GetSchedule", schedule, "allowed"],
    ["scheduler:UpdateSchedule", schedule, "not allowed"],
    ["events:DescribeRule", rule, "allowed"],
    ["cloudwatch:DescribeAlarms", alarm, "allowed"],
    ["cloudwatch:PutMetricAlarm", alarm, "not allowed"],
    ["events:PutRule", rule, "not allowed"],
    ["kms:Decrypt", "arn:aws:kms:eu-west-1:333344445555:key/1234", "denied", viaSecretsManager()],
    ["sts:AssumeRole", ownRole, "denied"],
  ],
};

function viaSecretsManager(): Call["context"] {
  return { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` };
}

describe("what the roles of prod may call", () => {
  let account: DeclaredAccount;
  before(async () => {
    account = await declaredAccount("prod");
  });

  it("is written down for every role", () => {
    const named = Object.keys(tables).map((ending) => account.role(ending).name);
    assert.deepEqual(named.sort(), account.roles.map(({ name }) => name).sort());
  });

  for (const [ending, rows] of Object.entries(tables)) {
    for (const [action, resource, wanted, context] of rows) {
      const with_ = context ? ` with ${JSON.stringify(context)}` : "";
      it(`${ending}: ${action} on ${resource}${with_} is ${wanted}`, async () => {
        assert.equal(
          await account.may(account.role(ending), {
            action,
            resource,
            ...(context && { context }),
            ...keyPolicy(action),
          }),
          wanted,
        );
      });
    }
  }

  it("is nothing for a role that a deploy job writes for GitHub's own sessions", async () => {
    const operator = account.role("external-secrets");
    const call = { action: "sts:AssumeRole", resource: account.role("store-aws-secrets-manager").arn };
    assert.equal(await account.may(operator, call), "allowed");
    assert.equal(await account.may(operator, { ...call, context: { "aws:FederatedProvider": github } }), "denied");
  });

  it("is bounded by the environment, whatever a role's own policies say", async () => {
    const statement = { Sid: "All", Effect: "Allow", Action: "*", Resource: "*" } as const;
    const mighty = { ...account.role("external-secrets"), policies: [policyDocument(statement)] };
    const may = (action: string, resource: string) => account.may(mighty, { action, resource });
    assert.equal(await may("secretsmanager:GetSecretValue", entry), "allowed");
    assert.equal(await may("secretsmanager:GetSecretValue", foreign), "not allowed");
    assert.equal(await may("secretsmanager:PutSecretValue", entry), "not allowed");
    assert.equal(await may("iam:CreateUser", "arn:aws:iam::333344445555:user/x"), "not allowed");
    assert.equal(await may("s3:GetObject", "arn:aws:s3:::bucket/key"), "not allowed");
  });
});

describe("who may become which role of prod", () => {
  let account: DeclaredAccount;
  before(async () => {
    account = await declaredAccount("prod");
  });

  /** A web identity's token, as STS sees it. */
  async function webIdentity(ending: string, issuer: string, claims: { aud: string; sub: string }): Promise<Outcome> {
    const { arn, trust } = account.role(ending);
    return outcome({
      principal: `arn:aws:iam::333344445555:oidc-provider/${issuer}`,
      action: "sts:AssumeRoleWithWebIdentity",
      resource: arn,
      resourcePolicy: trust,
      context: { [`${issuer}:aud`]: claims.aud, [`${issuer}:sub`]: claims.sub },
    });
  }

  it("the operator: its service account, with a token for STS", async () => {
    const [statement] = account.role("external-secrets").trust.Statement;
    const issuer = String((statement!.Principal as { Federated: string }).Federated).split(":oidc-provider/")[1]!;
    const own = { aud: "sts.amazonaws.com", sub: "system:serviceaccount:external-secrets:external-secrets" };
    assert.equal(await webIdentity("external-secrets", issuer, own), "allowed");
    const others = [
      { ...own, sub: "system:serviceaccount:external-secrets:default" },
      { ...own, sub: "system:serviceaccount:api:external-secrets" },
      { ...own, aud: "kubernetes.default.svc" },
    ];
    for (const claims of others) assert.equal(await webIdentity("external-secrets", issuer, claims), "not allowed");
    assert.equal(await webIdentity("external-secrets", "oidc.example.com", own), "not allowed");
    assert.equal(await webIdentity("store-aws-secrets-manager", issuer, own), "not allowed");
  });

  it("a store: the operator, for this store and with no tag of its own making", async () => {
    const operator = account.role("external-secrets");
    const store = account.role("store-aws-secrets-manager");
    const assume = async (tags: Record<string, string>, who = operator): Promise<Outcome[]> => {
      const sent = Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value]);
      const context = { "aws:TagKeys": Object.keys(tags), ...(Object.fromEntries(sent) as Record<string, string>) };
      const call = { resource: store.arn, resourcePolicy: store.trust, context };
      // STS asks for both when a session is tagged.
      return Promise.all(["sts:AssumeRole", "sts:TagSession"].map((action) => account.may(who, { ...call, action })));
    };
    const tags = { esoNamespace: "api", esoStoreName: "aws-secrets-manager", esoStoreKind: "ClusterSecretStore" };
    assert.deepEqual(await assume(tags), ["allowed", "allowed"]);
    assert.deepEqual(await assume({ ...tags, esoStoreName: "aws-parameter-store" }), ["not allowed", "not allowed"]);
    assert.deepEqual(await assume({ ...tags, project: "x" }), ["allowed", "denied"]);
    assert.deepEqual(await assume(tags, account.role("deploy-platform")), ["denied", "denied"]);
    assert.deepEqual(await assume(tags, account.role("preview-platform")), ["denied", "denied"]);
  });
});

/** A key says itself that its account's policies count. */
function keyPolicy(action: string): Pick<Call, "resourcePolicy"> {
  const prod = { name: "prod", account: "333344445555", region };
  return action.startsWith("kms:") ? { resourcePolicy: alertKeyPolicy(prod) } : {};
}

/** How KMS sees a call that SNS makes for a publisher. */
function forTopic(arn: string): Call["context"] {
  return { "kms:ViaService": "sns.eu-west-1.amazonaws.com", "kms:EncryptionContext:aws:sns:topicArn": arn };
}
