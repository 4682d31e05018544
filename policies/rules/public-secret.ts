import type { Example, ExampleResource, Finding, Resource, Rule } from "../engine/rule";
import { unknown, type Value, type ValueMap } from "../engine/value";
import { held, unreadable } from "../iam/granting";
import { judgeResourcePolicy } from "../iam/open-resource";

const policyType = "aws:secretsmanager/secretPolicy:SecretPolicy";
const secretType = "aws:secretsmanager/secret:Secret";
const account = "123456789012";
const secretArn = `arn:aws:secretsmanager:eu-west-1:${account}:secret:prod/api/app-AbCdEf`;
const anyone = { Effect: "Allow", Principal: "*", Action: "secretsmanager:GetSecretValue", Resource: "*" };

const rule: Rule = {
  id: "public-secret",
  description: "A secret is open to nobody outside.",
  severity: "critical",
  why:
    "A resource policy of a secret that allows everybody gives the secret to every AWS account there is: no identity " +
    "policy of ours is asked.",
  fix:
    "Name the principals, or let everybody in only from your organization (aws:PrincipalOrgID) or VPC endpoint " +
    "(aws:SourceVpce). Set blockPublicPolicy on the SecretPolicy, so that AWS itself refuses what this rule cannot see.",
  references: [
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html",
    "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html",
  ],
  resource: {
    types: [policyType, secretType],
    check: (resource) => {
      const document = held(["policy"], resource.props.policy);
      const found = [...unreadable(document), ...judgeResourcePolicy(document, ownAccountOf(resource))];
      return found.some(({ level }) => level === "mandatory") ? found : [...found, ...judgeBlock(resource)];
    },
  },
  examples: {
    bad: [
      example("everybody", anyone),
      example("everybody as an account", { ...anyone, Principal: { AWS: ["*"] } }),
      example("everybody beside a role", {
        ...anyone,
        Principal: { AWS: [`arn:aws:iam::${account}:role/api`, "*"] },
      }),
      example("everybody but one", {
        Effect: "Allow",
        NotPrincipal: { AWS: `arn:aws:iam::${account}:role/guest` },
        Action: "secretsmanager:*",
        Resource: "*",
      }),
      example("everybody over TLS", { ...anyone, Condition: { Bool: { "aws:SecureTransport": "true" } } }),
      example("everybody from everywhere", { ...anyone, Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } } }),
      example("a role of that name in any account", {
        ...anyone,
        Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/reader" } },
      }),
      example("any organization", { ...anyone, Condition: { StringLike: { "aws:PrincipalOrgID": "*" } } }),
      example("everybody but an account", {
        ...anyone,
        Condition: { StringNotEquals: { "aws:PrincipalAccount": "210987654321" } },
      }),
      example("a condition that a caller without organization passes", {
        ...anyone,
        Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
      }),
      {
        title: "the policy of a secret itself",
        resources: [secret({ policy: JSON.stringify({ Statement: anyone }) })],
      },
      {
        title: "a statement beside one that is not known yet",
        resources: [policy({ policy: { Statement: [unknown, { ...anyone, Resource: unknown }] } })],
      },
      {
        title: "another account as a whole",
        level: "advisory",
        resources: [of({ ...anyone, Principal: { AWS: "arn:aws:iam::210987654321:root" } })],
      },
      {
        title: "a policy that AWS does not check",
        level: "advisory",
        resources: [{ ...of({ ...anyone, Effect: "Deny" }, { blockPublicPolicy: false }) }],
      },
    ],
    good: [
      example("a role of the same account", { ...anyone, Principal: { AWS: `arn:aws:iam::${account}:role/api` } }),
      example("the account itself", { ...anyone, Principal: { AWS: [account, `arn:aws:iam::${account}:root`] } }),
      example("a role of another account", { ...anyone, Principal: { AWS: "arn:aws:iam::210987654321:role/api" } }),
      example("an organization", { ...anyone, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }),
      example("roles of the account whose names begin alike", {
        ...anyone,
        Condition: { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${account}:role/api-*` } },
      }),
      example("a VPC endpoint", { ...anyone, Condition: { StringEquals: { "aws:SourceVpce": "vpce-0a1b2c3d" } } }),
      example("a network", { ...anyone, Condition: { IpAddress: { "aws:SourceIp": ["198.51.100.0/24"] } } }),
      example("a condition that is not known yet", {
        ...anyone,
        Condition: { StringEquals: { "aws:PrincipalOrgID": unknown } },
      }),
      example("a service of AWS", { ...anyone, Principal: { Service: "rds.amazonaws.com" } }),
      example("a refusal of other accounts", {
        Effect: "Deny",
        Principal: "*",
        Action: "secretsmanager:*",
        Resource: secretArn,
        Condition: {
          StringNotEquals: { "aws:PrincipalAccount": account },
          BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
        },
      }),
      example("everybody, of whom others are refused", [
        anyone,
        { ...anyone, Effect: "Deny", Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } },
      ]),
      {
        title: "a policy that is not known yet",
        resources: [policy({ policy: unknown, secretArn: unknown })],
      },
      { title: "a secret without a policy", resources: [secret({}), secret({ policy: "{}" }, "other")] },
    ],
  },
};
export default rule;

/** The secret's ARN holds the account; at the preview that creates it, nothing does. */
function ownAccountOf({ props }: Resource): string | undefined {
  const arns = [props.secretArn, props.arn].filter((arn) => typeof arn === "string");
  return arns.map((arn) => /^arn:[^:]+:secretsmanager:[^:]*:(\d{12}):/.exec(arn)?.[1]).find(Boolean);
}

function judgeBlock({ type, props }: Resource): Finding[] {
  const isOn = props.blockPublicPolicy === true || props.blockPublicPolicy === unknown;
  if (type !== policyType || isOn) return [];
  const text = "blockPublicPolicy is not true, so AWS does not refuse a policy that opens the secret to the world.";
  return [{ level: "advisory", keyPath: "blockPublicPolicy", text, fix: "set blockPublicPolicy: true." }];
}

function policy(props: ValueMap): ExampleResource {
  return { type: policyType, name: "app", props: { secretArn, blockPublicPolicy: true, ...props } };
}

function of(statement: Value, more: ValueMap = {}): ExampleResource {
  return policy({ policy: { Version: "2012-10-17", Statement: statement }, ...more });
}

function example(title: string, statement: Value): Example {
  return { title, resources: [of(statement)] };
}

/** With what every secret needs, so that no other rule has a word about it. */
function secret(props: ValueMap, name = "app"): ExampleResource {
  const tags = {
    "rotation-mode": "manual",
    owner: "api",
    runbook: "https://r.example.com",
    "rotation-interval-days": "90",
  };
  return { type: secretType, name, props: { name: `prod/api/${name}`, tags, ...props } };
}
