import type { ExampleResource, Rule } from "../engine/rule";
import { unknown, type ValueMap } from "../engine/value";
import { maximumIntervalDays } from "../rotation/interval";
import { judgeSecret } from "../rotation/judge-secret";
import { scheduleFix } from "../rotation/rotation-fixes";
import { judgeSchedule } from "../rotation/scheduled-rotation";
import { linkedTo } from "../rotation/secret-links";
import { isOwnedByRds } from "../rotation/secret-owner";

const secretType = "aws:secretsmanager/secret:Secret";
const rotationType = "aws:secretsmanager/secretRotation:SecretRotation";
const versionType = "aws:secretsmanager/secretVersion:SecretVersion";
/** The same through the Cloud Control provider, where a secret's value stands in the secret itself. */
const nativeSecretType = "aws-native:secretsmanager:Secret";
const nativeRotationType = "aws-native:secretsmanager:RotationSchedule";
const attachmentType = "aws-native:secretsmanager:SecretTargetAttachment";

const manualTags = {
  "rotation-mode": "manual",
  owner: "payments",
  runbook: "https://runbooks.example.com/apple",
  "rotation-interval-days": "90",
};
const awaitingTags = {
  "rotation-mode": "lambda",
  owner: "platform",
  "rotation-interval-days": "30",
  "awaiting-seed": "true",
};
const password = ["n7Kq2v", "Xw9LrTb4"].join("");
const credential = JSON.stringify({ engine: "postgres", host: "db.internal", username: "api", password });

const rule: Rule = {
  id: "secret-rotation",
  description: "Every Secrets Manager secret has a rotation.",
  severity: "high",
  why:
    "A credential that never changes stays valid for whoever once copied it. Database credentials rotate within 30 days, " +
    "everything else within a quarter; what no function can rotate has an owner, a runbook and an interval.",
  fix:
    'Give the group a rotation in services/<service>.ts: mode "database", "lambda", "rds-managed", "managed-external" or ' +
    '"manual". In another program, add ' +
    "a SecretRotation, or the tags rotation-mode=manual, owner, runbook and rotation-interval-days.",
  references: [
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html",
  ],
  // A stack is judged when its preview or update went through. During an update that is too late to stop anything, so what a
  // SecretRotation proves alone is judged before it is made: its interval may have been unknown at preview.
  resource: {
    types: [rotationType, nativeRotationType],
    check: ({ name, props }) => {
      const kind = isOwnedByRds(props.secretId) ? "database" : "application";
      const judgement = judgeSchedule(props, kind);
      if (judgement?.verdict !== "wrong") return [];
      const fix = scheduleFix(maximumIntervalDays[kind]);
      return [{ level: "mandatory", text: `The SecretRotation ${name} ${judgement.text}.`, fix }];
    },
  },
  stack: {
    types: [secretType, nativeSecretType],
    check: (resources) => {
      const ofType = (...wanted: string[]) => resources.filter(({ type }) => wanted.includes(type));
      const rotations = ofType(rotationType, nativeRotationType);
      const [versions, attachments] = [ofType(versionType), ofType(attachmentType)];
      return ofType(secretType, nativeSecretType).flatMap((secret) =>
        judgeSecret(secret, {
          rotations: linkedTo(secret, rotations),
          versions: linkedTo(secret, versions),
          attachments: linkedTo(secret, attachments),
        }),
      );
    },
  },
  examples: {
    bad: [
      { title: "a secret alone", resources: [secret("prod/api/app")] },
      {
        title: "a rotation of another secret",
        resources: [
          secret("prod/api/app"),
          secret("prod/worker/app"),
          rotation("prod/worker/app", { scheduleExpression: "rate(30 days)" }),
        ],
      },
      {
        title: "a yearly rotation",
        resources: [secret("prod/api/app"), rotation("prod/api/app", { automaticallyAfterDays: 365 })],
      },
      {
        title: "a database credential that rotates every quarter",
        resources: [
          secret("prod/api/database"),
          rotation("prod/api/database", { scheduleExpression: "rate(90 days)" }),
        ],
      },
      {
        title: "a database credential that only its value gives away, rotated by hand every quarter",
        resources: [secret("prod/api/app", manualTags), version("prod/api/app", credential)],
      },
      {
        title: "a master password that RDS owns, rotated every quarter",
        resources: [managedRotation({ scheduleExpression: "rate(90 days)" })],
      },
      {
        title: "a database credential whose own function awaits its seed with too long an interval",
        resources: [
          secret("prod/api/database", { ...awaitingTags, "rotation-mode": "database", "rotation-interval-days": "31" }),
        ],
      },
      {
        title: "a manual rotation without a runbook",
        resources: [secret("prod/api/apple", { ...manualTags, runbook: "" })],
      },
      {
        title: "a manual rotation twice a year",
        resources: [secret("prod/api/apple", { ...manualTags, "rotation-interval-days": "182" })],
      },
      { title: "a tag that promises a function", resources: [secret("prod/api/app", { "rotation-mode": "lambda" })] },
      {
        title: "a secret that claims to await its seed and has a value",
        resources: [secret("prod/api/app", awaitingTags), version("prod/api/app", unknown)],
      },
      {
        title: "a secret that is attached to a database, rotated every quarter",
        resources: [
          { type: nativeSecretType, name: "app", props: { name: "prod/api/app", id: unknown } },
          { type: nativeRotationType, ...native("rotation", { rotationRules: { automaticallyAfterDays: 90 } }) },
          { type: attachmentType, ...native("attachment", { targetId: unknown, targetType: "AWS::RDS::DBInstance" }) },
        ],
      },
      {
        title: "a third party's key that Secrets Manager could rotate, and does not",
        resources: [
          { type: secretType, name: "crm", props: { name: "prod/crm/client", type: "SalesforceClientSecret" } },
        ],
      },
      { title: "tags of which one is unknown", resources: [secret("prod/api/app", { owner: unknown })] },
    ],
    good: [
      {
        title: "a monthly rotation",
        resources: [
          secret("staging/api/database", { DBInstanceIdentifier: unknown }),
          rotation("staging/api/database", { scheduleExpression: "rate(30 days)" }),
          version("staging/api/database", credential),
        ],
      },
      {
        title: "a rotation of a secret that exists",
        resources: [
          { ...secret("app"), props: { id: "arn:app-AbCdEf", arn: "arn:app-AbCdEf", name: "prod/api/app" } },
          {
            type: rotationType,
            name: "by-arn",
            props: {
              secretId: "arn:app-AbCdEf",
              rotationRules: { automaticallyAfterDays: 0, scheduleExpression: "rate(90 days)" },
            },
          },
        ],
      },
      {
        title: "a third party's key that Secrets Manager rotates itself",
        resources: [
          {
            type: secretType,
            name: "crm",
            props: { name: "prod/crm/client", id: unknown, type: "SalesforceClientSecret" },
          },
          {
            type: rotationType,
            name: "crm-rotation",
            props: {
              secretId: unknown,
              externalSecretRotationRoleArn: "arn:aws:iam::123456789012:role/rotate-crm",
              rotationRules: { scheduleExpression: "rate(30 days)" },
            },
            propertyDependencies: { secretId: ["crm"] },
          },
        ],
      },
      {
        title: "a master password that RDS owns, rotated twice a month",
        resources: [managedRotation({ scheduleExpression: "cron(0 4 1,15 * ? *)", duration: "1h" })],
      },
      {
        title: "a secret with replicas, which change with it",
        resources: [
          {
            ...secret("prod/api/app", manualTags),
            props: { name: "prod/api/app", tags: manualTags, replicas: [{ region: "eu-central-1" }] },
          },
        ],
      },
      {
        title: "a secret of the Cloud Control provider, attached to a database and rotated every month",
        resources: [
          { type: nativeSecretType, name: "app", props: { name: "prod/api/app", id: unknown } },
          {
            type: nativeRotationType,
            ...native("rotation", { rotationRules: { scheduleExpression: "rate(30 days)" } }),
          },
          { type: attachmentType, ...native("attachment", { targetId: unknown, targetType: "AWS::RDS::DBInstance" }) },
        ],
      },
      {
        title: "a secret of the Cloud Control provider that is rotated by hand",
        resources: [
          {
            type: nativeSecretType,
            name: "apple",
            props: { name: "prod/api/apple", tags: Object.entries(manualTags).map(([key, value]) => ({ key, value })) },
          },
        ],
      },
      { title: "a rotation by hand every quarter", resources: [secret("prod/api/apple", manualTags)] },
      { title: "a password that RDS owns", resources: [secret("rds!db-7f1c2f2e-1111-4222-8333-444455556666")] },
      {
        title: "tags from the provider",
        resources: [{ ...secret("prod/api/apple"), props: { name: "prod/api/apple", tagsAll: manualTags } }],
      },
    ],
  },
};
export default rule;

/** A secret of an example; it goes by the same name in the program and in AWS. */
function secret(name: string, tags?: ValueMap): ExampleResource {
  return {
    type: secretType,
    name,
    props: { name, id: unknown, arn: unknown, ...(tags && { tags, tagsAll: unknown }) },
  };
}

/** Its rotation, linked by a property dependency because the secret's id is not known yet. */
function rotation(of: string, rotationRules: ValueMap): ExampleResource {
  const props: ValueMap = {
    secretId: unknown,
    rotationLambdaArn: "arn:aws:lambda:eu-west-1:123456789012:function:rotate",
    rotationRules,
  };
  return { type: rotationType, name: `${of}-rotation`, props, propertyDependencies: { secretId: [of] } };
}

/** The schedule of an entry that RDS made: the program knows its ARN alone. */
function managedRotation(rotationRules: ValueMap): ExampleResource {
  const secretId =
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-7f1c2f2e-1111-4222-8333-444455556666-AbCdEf";
  return { type: rotationType, name: "billing-database", props: { secretId, rotationRules, rotateImmediately: false } };
}

function version(of: string, secretString: string | typeof unknown): ExampleResource {
  const props: ValueMap = { secretId: unknown, secretString };
  return { type: versionType, name: `${of}-version`, props, propertyDependencies: { secretId: [of] } };
}

/** What refers to the example's secret `app` through the Cloud Control provider. */
function native(name: string, props: ValueMap): Omit<ExampleResource, "type"> {
  return { name, props: { secretId: unknown, ...props }, propertyDependencies: { secretId: ["app"] } };
}
