import assert from "node:assert/strict";
import type { ExampleResource } from "../../policies/engine/rule";
import { unknown, type Value, type ValueMap } from "../../policies/engine/value";
import rule from "../../policies/rules/wildcard-secret-read";
import { ask } from "./in-process";

const secretArn = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}`;

function policy(document: Value): ExampleResource {
  return { type: "aws:iam/rolePolicy:RolePolicy", name: "reader", props: { policy: document } };
}

function allow(Action: Value, Resource: Value, more: ValueMap = {}): ExampleResource {
  return policy(JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource, ...more }] }));
}

function managed(name: string): ExampleResource {
  const document = JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } });
  return { type: "aws:iam/policy:Policy", name: "own", props: { name, path: "/team/", policy: document } };
}

/** The first line of every message, with its level. */
function about(...resources: ExampleResource[]): string[] {
  return ask(rule, resources).map(({ level, message }) => `${level}: ${message.split("\n")[0]}`);
}

const blocked = ["mandatory: policy → Statement[0] lets its holder read every secret."];

describe("wildcard-secret-read", () => {
  it("names the statement and says how to narrow it", () => {
    assert.deepEqual(
      ask(rule, [allow("secretsmanager:GetSecretValue", "*")]).map(({ message }) => message),
      [
        [
          "policy → Statement[0] lets its holder read every secret.",
          'Fix: name what is read: "Resource": "arn:aws:secretsmanager:<region>:<account>:secret:<environment>/<service>/*",',
          '     or compare a tag: "Condition": { "StringEquals": { "secretsmanager:ResourceTag/namespace": "<namespace>" } }.',
        ].join("\n"),
      ],
    );
  });

  it("takes a wildcard for what it covers, not for how it is spelled", () => {
    for (const resource of [
      "*",
      "arn:*",
      "arn:aws:secretsmanager:*",
      secretArn("*"),
      secretArn("?*"),
      secretArn("*-*"),
    ]) {
      assert.deepEqual(about(allow("secretsmanager:getsecret*", resource)), blocked, resource);
    }
    const narrow: Value[] = [secretArn("prod/*"), secretArn("a*"), secretArn("*/api/*"), "arn:aws:s3:::*", unknown];
    for (const resource of narrow) {
      assert.deepEqual(
        about(allow("secretsmanager:GetSecretValue", resource)),
        [],
        String(resource as string | symbol),
      );
    }
  });

  it("counts a condition only when it says which secrets are meant", () => {
    const tag = { "secretsmanager:ResourceTag/team": "api" };
    const read = (Condition: Value) => about(allow("secretsmanager:GetSecretValue", "*", { Condition }));
    assert.deepEqual(read({ StringEquals: tag }), []);
    assert.deepEqual(read({ "ForAnyValue:StringLike": tag }), []);
    assert.deepEqual(read({ ArnLike: { "secretsmanager:SecretId": secretArn("prod/*") } }), []);
    assert.deepEqual(read({ StringNotEquals: tag }), blocked);
    assert.deepEqual(read({ "ForAllValues:StringEquals": tag }), blocked);
    assert.deepEqual(read({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }), blocked);
  });

  it("takes an explicit refusal into account, wherever the same holder has it", () => {
    const allowed = { Effect: "Allow", Action: "*", Resource: "*" };
    const refused = { Effect: "Deny", Action: ["secretsmanager:*", "ssm:*", "kms:*"], Resource: "*" };
    const inline = (...statements: Value[]): ExampleResource => ({
      type: "aws:iam/role:Role",
      name: "r",
      props: { inlinePolicies: statements.map((Statement) => ({ policy: JSON.stringify({ Statement }) })) },
    });
    assert.deepEqual(about(inline(allowed, refused)), []);
    assert.deepEqual(about(inline(allowed, { ...refused, Resource: secretArn("prod/*") })), [
      "mandatory: inlinePolicies[0].policy → Statement lets its holder read every secret.",
    ]);
    const unlessMfa = { Bool: { "aws:MultiFactorAuthPresent": "false" } };
    assert.equal(about(inline(allowed, { ...refused, Condition: unlessMfa })).length, 1);
  });

  it("advises on every parameter and every key", () => {
    assert.deepEqual(
      ask(rule, [allow(["ssm:GetParameters", "kms:*"], "*")]).map(({ level, message }) => `${level}: ${message}`),
      [
        'advisory: policy → Statement[0] lets its holder read every parameter.\nFix: name the parameters: "Resource": "arn:aws:ssm:<region>:<account>:parameter/<environment>/<service>/*".',
        'advisory: policy → Statement[0] lets its holder decrypt with every key.\nFix: name the key, or compare kms:ViaService: "Condition": { "StringEquals": { "kms:ViaService": "ssm.<region>.amazonaws.com" } }.',
      ],
    );
  });

  it("names AWS's own policies", () => {
    const attach = (name: string): ExampleResource => ({
      type: "aws:iam/userPolicyAttachment:UserPolicyAttachment",
      name: "a",
      props: { policyArn: `arn:aws:iam::aws:policy/${name}` },
    });
    assert.deepEqual(about(attach("SecretsManagerReadWrite")), [
      "mandatory: policyArn attaches SecretsManagerReadWrite, which reads every secret of the account.",
    ]);
    assert.deepEqual(about(attach("AdministratorAccess")), [
      "advisory: policyArn attaches AdministratorAccess, which reads every secret of the account.",
    ]);
    assert.deepEqual(about(attach("service-role/AWSLambdaBasicExecutionRole")), []);
  });

  describe("of a policy that stands for itself", () => {
    const role = (permissionsBoundary: string): ExampleResource => ({
      type: "aws:iam/role:Role",
      name: "r",
      props: { permissionsBoundary },
    });
    const attachment: ExampleResource = {
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      name: "a",
      props: { policyArn: unknown },
      propertyDependencies: { policyArn: ["own"] },
    };
    const text = "policy → Statement lets its holder read every secret.";

    it("blocks one that gives rights, attached here or not", () => {
      assert.deepEqual(about(managed("reader")), [`mandatory: ${text}`]);
      assert.deepEqual(about(managed("own-boundary"), attachment), [`mandatory: ${text}`]);
    });

    it("passes one that a role has as its boundary, and advises on one that only its name makes a boundary", () => {
      assert.deepEqual(about(managed("limits"), role("arn:aws:iam::123456789012:policy/team/limits")), []);
      assert.deepEqual(about(managed("limits"), role("arn:aws:iam::123456789012:policy/limits")), [
        `mandatory: ${text}`,
      ]);
      assert.deepEqual(about(managed("own-boundary")), [`advisory: ${text}`]);
    });
  });

  it("says that a document is none, and nothing of one that is not known yet", () => {
    assert.deepEqual(about(policy("{ not JSON")), ["advisory: policy could not be read: it is not a JSON object."]);
    const odds: Value[] = [
      unknown,
      "",
      null,
      {},
      { Statement: [null, 1, "x", { Effect: 1, Action: {}, Condition: [] }] },
    ];
    for (const odd of odds) {
      assert.deepEqual(about(policy(odd)), []);
    }
  });
});
