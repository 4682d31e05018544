import type { Example, ExampleResource, Rule, StackFinding, StackResource } from "../engine/rule";
import { isList, unknown, type Value, type ValueMap } from "../engine/value";
import { attaches, attachmentTypes, isBoundedBy } from "../iam/attachments";
import { grantsOf, inlinePolicyTypes, managedPolicyType } from "../iam/granting";
import { judgeAttached, judgeReading } from "../iam/secret-readers";

const rolePolicyType = "aws:iam/rolePolicy:RolePolicy";
const roleType = "aws:iam/role:Role";
const attachmentType = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const secretArn = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}`;

const rule: Rule = {
  id: "wildcard-secret-read",
  description: "No policy reads every secret.",
  severity: "high",
  why:
    "A policy with a wildcard for the resource opens every secret of the account, those of other services and environments " +
    "and those of tomorrow included: one stolen session is then a compromise of everything.",
  fix:
    "Name the secrets by ARN, such as secret:<environment>/<service>/*, or compare a tag of the secret with one of the " +
    "caller. SecretStore and ServiceSecrets write such policies.",
  references: [
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html",
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html",
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html",
  ],
  resource: {
    types: [...new Set([...inlinePolicyTypes, ...attachmentTypes])],
    check: (resource) => [...judgeReading(grantsOf(resource)), ...judgeAttached(resource)],
  },
  // A policy of its own gives nothing until it is attached, and nothing at all as a permissions boundary: the stack tells.
  stack: {
    types: [managedPolicyType],
    check: (resources) =>
      resources.filter(({ type }) => type === managedPolicyType).flatMap((policy) => judgeManaged(policy, resources)),
  },
  examples: {
    bad: [
      example("reading any secret", allow("secretsmanager:GetSecretValue", "*")),
      example("all of Secrets Manager, in other letters", allow(["SECRETSMANAGER:*"], ["*"])),
      example("a wildcard in the action", allow(["logs:PutLogEvents", "secretsmanager:Get*"], secretArn("*"))),
      example("everything", { Statement: allow("*", "*") }),
      example("everything but IAM", { Effect: "Allow", NotAction: "iam:*", Resource: "*" }),
      example("every secret but one", {
        Effect: "Allow",
        Action: "secretsmanager:GetSecretValue",
        NotResource: secretArn("prod/root/*"),
      }),
      example("every secret of a region", allow("secretsmanager:GetSecretValue", secretArn("*-*"))),
      example(
        "every secret with a path",
        allow("secretsmanager:GetSecretValue", "arn:*:secretsmanager:*:*:secret:*/*"),
      ),
      example(
        "every initial, one by one",
        allow(
          "secretsmanager:GetSecretValue",
          [..."abcdefghijklmnopqrstuvwxyz0123456789"].map((initial) => secretArn(`${initial}*`)),
        ),
      ),
      example("a condition that narrows nothing", {
        ...allow("secretsmanager:GetSecretValue", "*"),
        Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" }, StringLike: { "aws:ResourceTag/team": "*" } },
      }),
      example("a tag that may be missing", {
        ...allow("secretsmanager:GetSecretValue", "*"),
        Condition: { StringEqualsIfExists: { "secretsmanager:ResourceTag/team": "api" } },
      }),
      {
        title: "an inline policy of a role, beside one that is not known yet",
        resources: [
          {
            type: roleType,
            name: "reader",
            props: {
              inlinePolicies: [
                { name: "later", policy: unknown },
                { name: "read", policy: document(allow("secretsmanager:GetSecretValue", "*")) },
              ],
            },
          },
        ],
      },
      {
        title: "a policy as an object, with a resource that is not known yet beside the wildcard",
        resources: [
          {
            type: rolePolicyType,
            name: "reader",
            props: { policy: { Statement: [allow("secretsmanager:GetSecretValue", [unknown, "*"])] } },
          },
        ],
      },
      {
        title: "a policy of its own",
        resources: [managed(allow("secretsmanager:*", "*"))],
      },
      {
        title: "a policy that calls itself a boundary and is attached",
        resources: [
          { ...managed(allow("secretsmanager:*", "*")), name: "boundary" },
          {
            type: attachmentType,
            name: "a",
            props: { policyArn: unknown },
            propertyDependencies: { policyArn: ["boundary"] },
          },
        ],
      },
      {
        title: "AWS's policy for all secrets",
        resources: [
          { type: attachmentType, name: "a", props: { policyArn: "arn:aws:iam::aws:policy/SecretsManagerReadWrite" } },
        ],
      },
      {
        title: "an administrator",
        level: "advisory",
        resources: [
          { type: roleType, name: "a", props: { managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] } },
        ],
      },
      {
        title: "every parameter, and every key",
        level: "advisory",
        resources: [rolePolicy(allow(["ssm:GetParameter*", "kms:Decrypt"], "*"))],
      },
    ],
    good: [
      example("the secrets of one service", allow("secretsmanager:GetSecretValue", secretArn("prod/api/*"))),
      example(
        "one secret of any name's random ending",
        allow("secretsmanager:GetSecretValue", secretArn("app-??????")),
      ),
      example("the same service in every environment", allow("secretsmanager:GetSecretValue", secretArn("*/api/*"))),
      example(
        "the namespace of the caller",
        allow("secretsmanager:GetSecretValue", secretArn("${aws:PrincipalTag/ns}/*")),
      ),
      example("secrets with a tag", {
        ...allow("secretsmanager:GetSecretValue", "*"),
        Condition: { StringEquals: { "secretsmanager:ResourceTag/namespace": "${aws:PrincipalTag/namespace}" } },
      }),
      example("names and batches, which give no value", {
        ...allow(["secretsmanager:ListSecrets", "secretsmanager:BatchGetSecretValue", "secretsmanager:Describe*"], "*"),
      }),
      example("everything but secrets", {
        Statement: [allow("*", "*"), deny(["secretsmanager:*", "ssm:GetParameter*", "kms:Decrypt"])],
      }),
      example("everything but what another team tagged", {
        Statement: [
          allow("secretsmanager:*", "*"),
          {
            ...deny("secretsmanager:GetSecretValue"),
            Condition: { StringNotEquals: { "secretsmanager:ResourceTag/team": "api" } },
          },
        ],
      }),
      example("a refusal", deny("*")),
      example("keys through two services", {
        ...allow("kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:key/*"),
        Condition: { StringEquals: { "kms:ViaService": ["ssm.eu-west-1.amazonaws.com"] } },
      }),
      example("parameters of one environment", allow("ssm:GetParameter", "arn:aws:ssm:*:*:parameter/prod/*")),
      example("all of another service", allow("s3:*", "*")),
      example("a policy about the caller's own keys", allow("iam:*AccessKey*", "arn:aws:iam::*:user/${aws:username}")),
      {
        title: "a permissions boundary, which gives nothing",
        resources: [
          { ...managed(allow("*", "*")), name: "limits" },
          {
            type: roleType,
            name: "r",
            props: { permissionsBoundary: unknown },
            propertyDependencies: { permissionsBoundary: ["limits"] },
          },
        ],
      },
      {
        title: "documents that are not known yet",
        resources: [
          { type: rolePolicyType, name: "a", props: { policy: unknown } },
          {
            type: rolePolicyType,
            name: "b",
            props: { policy: { Statement: allow("secretsmanager:GetSecretValue", unknown) } },
          },
        ],
      },
      {
        title: "AWS's policy that reads no value",
        resources: [
          { type: attachmentType, name: "a", props: { policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" } },
        ],
      },
    ],
  },
};
export default rule;

/** A boundary that another stack uses is known by its name alone, so that one gets advice. */
function judgeManaged(policy: StackResource, resources: readonly StackResource[]): StackFinding[] {
  const isAttached = resources.some((resource) => attaches(resource, policy));
  if (!isAttached && resources.some((resource) => isBoundedBy(resource, policy))) return [];
  const names = [policy.name, policy.props.name];
  const isNamedBoundary = names.some((name) => typeof name === "string" && /boundary/i.test(name));
  return judgeReading(grantsOf(policy)).map((finding) => ({
    ...finding,
    urn: policy.urn,
    level: isNamedBoundary && !isAttached ? "advisory" : finding.level,
  }));
}

function allow(Action: Value, Resource: Value): ValueMap {
  return { Effect: "Allow", Action, Resource };
}

function deny(Action: Value): ValueMap {
  return { Effect: "Deny", Action, Resource: "*" };
}

function document(statement: Value): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: isList(statement) ? statement : [statement] });
}

function rolePolicy(statement: Value): ExampleResource {
  return { type: rolePolicyType, name: "reader", props: { role: unknown, policy: document(statement) } };
}

function managed(statement: Value): ExampleResource {
  return { type: managedPolicyType, name: "reader", props: { policy: document(statement) } };
}

/** A role's policy of one statement, or a whole document. */
function example(title: string, given: ValueMap): Example {
  const resource = rolePolicy(given);
  if (!("Statement" in given)) return { title, resources: [resource] };
  return { title, resources: [{ ...resource, props: { ...resource.props, policy: JSON.stringify(given) } }] };
}
