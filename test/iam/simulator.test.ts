import assert from "node:assert/strict";
import { type PolicyDocument, type PolicyStatement, policyDocument } from "../../components/model/iam";
import { type Call, outcome } from "./simulator";

const account = "123456789012";
const role = `arn:aws:iam::${account}:role/app`;
const entry = `arn:aws:secretsmanager:eu-west-1:${account}:secret:prod/api/app-AbCdEf`;
const read = "secretsmanager:GetSecretValue";
const allow = (more: Partial<PolicyStatement> = {}): PolicyDocument =>
  policyDocument({ Sid: "Read", Effect: "Allow", Action: read, Resource: entry, ...more });
const call = (more: Partial<Call>): Call => ({ principal: role, action: read, resource: entry, ...more });

/** Cases whose outcome AWS documents, so that the simulator is not taken on trust. */
const cases: [what: string, call: Call, wanted: Awaited<ReturnType<typeof outcome>>][] = [
  ["nothing is allowed by default", call({}), "not allowed"],
  ["an Allow lets in", call({ identityPolicies: [allow()] }), "allowed"],
  ["a Deny wins", call({ identityPolicies: [allow(), allow({ Effect: "Deny" })] }), "denied"],
  [
    "a boundary that says nothing closes",
    call({ identityPolicies: [allow()], permissionsBoundary: allow({ Action: "secretsmanager:DescribeSecret" }) }),
    "not allowed",
  ],
  ["a boundary alone gives nothing", call({ permissionsBoundary: allow() }), "not allowed"],
  [
    "a resource policy lets in a role of its own account that it names",
    call({ resourcePolicy: allow({ Principal: { AWS: role } }) }),
    "allowed",
  ],
  [
    "a resource policy alone lets in nobody of another account",
    call({
      principal: "arn:aws:iam::210987654321:role/app",
      resourcePolicy: allow({ Principal: { AWS: "arn:aws:iam::210987654321:role/app" } }),
    }),
    "not allowed",
  ],
  [
    "a Deny of the resource policy wins over the identity's Allow",
    call({ identityPolicies: [allow()], resourcePolicy: allow({ Effect: "Deny", Principal: "*" }) }),
    "denied",
  ],
  [
    "StringEquals fails without the key",
    call({ identityPolicies: [allow({ Condition: { StringEquals: { "aws:PrincipalTag/team": "api" } } })] }),
    "not allowed",
  ],
  [
    "StringEqualsIfExists passes without the key",
    call({ identityPolicies: [allow({ Condition: { StringEqualsIfExists: { "aws:PrincipalTag/team": "api" } } })] }),
    "allowed",
  ],
  [
    "StringNotEquals passes without the key",
    call({ identityPolicies: [allow({ Condition: { StringNotEquals: { "aws:PrincipalTag/team": "api" } } })] }),
    "allowed",
  ],
  [
    "a variable without a value matches nothing",
    call({
      identityPolicies: [
        allow({ Condition: { StringEquals: { "aws:ResourceTag/namespace": "${aws:PrincipalTag/namespace}" } } }),
      ],
      context: { "aws:ResourceTag/namespace": "api" },
    }),
    "not allowed",
  ],
  [
    "a variable is filled from the session's tags",
    call({
      identityPolicies: [
        allow({
          Condition: { StringEquals: { "secretsmanager:ResourceTag/namespace": "${aws:PrincipalTag/namespace}" } },
        }),
      ],
      context: { "aws:ResourceTag/namespace": "api", "aws:PrincipalTag/namespace": "api" },
    }),
    "allowed",
  ],
  [
    "ForAnyValue in a Deny catches one wrong tag among right ones",
    call({
      action: "sts:TagSession",
      resource: role,
      identityPolicies: [
        policyDocument({ Sid: "Tag", Effect: "Allow", Action: "sts:TagSession", Resource: role }),
        policyDocument({
          Sid: "NoOtherTag",
          Effect: "Deny",
          Action: "sts:TagSession",
          Resource: role,
          Condition: { "ForAnyValue:StringNotEquals": { "aws:TagKeys": ["one"] } },
        }),
      ],
      context: { "aws:TagKeys": ["one", "two"] },
    }),
    "denied",
  ],
  [
    "a web identity gets a role whose trust names its subject",
    webIdentity("system:serviceaccount:external-secrets:external-secrets"),
    "allowed",
  ],
  ["a web identity of another subject does not", webIdentity("system:serviceaccount:default:default"), "not allowed"],
];

function webIdentity(subject: string): Call {
  const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF";
  const provider = `arn:aws:iam::${account}:oidc-provider/${issuer}`;
  return {
    principal: provider,
    action: "sts:AssumeRoleWithWebIdentity",
    resource: role,
    context: { [`${issuer}:sub`]: subject },
    resourcePolicy: policyDocument({
      Sid: "ServiceAccount",
      Effect: "Allow",
      Principal: { Federated: provider },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: { [`${issuer}:sub`]: "system:serviceaccount:external-secrets:external-secrets" },
      },
    }),
  };
}

describe("the IAM simulator", () => {
  for (const [what, given, wanted] of cases) {
    it(`agrees with AWS: ${what}`, async () => {
      assert.equal(await outcome(given), wanted);
    });
  }

  it("refuses a context that AWS would not send", async () => {
    await assert.rejects(outcome(call({ context: { "secretsmanager:AddReplicaRegions": "eu-west-1" } })), {
      message: "secretsmanager:GetSecretValue knows no secretsmanager:AddReplicaRegions",
    });
  });
});
