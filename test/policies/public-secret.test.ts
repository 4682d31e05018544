import assert from "node:assert/strict";
import type { ExampleResource } from "../../policies/engine/rule";
import { unknown, type Value, type ValueMap } from "../../policies/engine/value";
import rule from "../../policies/rules/public-secret";
import { ask } from "./in-process";

const account = "123456789012";
const secretArn = `arn:aws:secretsmanager:eu-west-1:${account}:secret:app-AbCdEf`;
const read = { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: "*" };

function policy(props: ValueMap): ExampleResource {
  return {
    type: "aws:secretsmanager/secretPolicy:SecretPolicy",
    name: "app",
    props: { secretArn, blockPublicPolicy: true, ...props },
  };
}

/** Every message, with its level. */
function messages(props: ValueMap): string[] {
  return ask(rule, [policy(props)]).map(({ level, message }) => `${level}: ${message}`);
}

/** The first line of every message about a policy of these statements. */
function about(...Statement: Value[]): string[] {
  return messages({ policy: { Statement } }).map((message) => message.split("\n")[0]!);
}

const open = ["mandatory: policy → Statement[0] opens the secret to everybody, in any AWS account."];

describe("public-secret", () => {
  it("names the statement, and says how to close it", () => {
    assert.deepEqual(messages({ policy: JSON.stringify({ Statement: { ...read, Principal: "*" } }) }), [
      [
        "mandatory: policy → Statement opens the secret to everybody, in any AWS account.",
        'Fix: name the principals: "Principal": { "AWS": "arn:aws:iam::<account>:role/<role>" },',
        '     or where they come from: "Condition": { "StringEquals": { "aws:PrincipalOrgID": "<organization>" } }.',
      ].join("\n"),
    ]);
  });

  it("counts a condition only when it says where a caller comes from", () => {
    const on = (Condition: ValueMap) => about({ ...read, Principal: { AWS: "*" }, Condition });
    for (const [key, value] of [
      ["aws:PrincipalOrgID", "o-a1b2c3d4e5"],
      ["AWS:SOURCEVPCE", "vpce-0a1b2c3d"],
      ["aws:PrincipalAccount", [account]],
      ["aws:PrincipalArn", `arn:aws:iam::${account}:role/api`],
    ] as [string, Value][]) {
      assert.deepEqual(on({ StringEquals: { [key]: value } }), [], key);
      assert.deepEqual(on({ StringNotEquals: { [key]: value } }), open, key);
      assert.deepEqual(on({ "ForAllValues:StringEquals": { [key]: value } }), open, key);
    }
    assert.deepEqual(on({ StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/api" } }), open);
    assert.deepEqual(on({ StringEquals: { "aws:PrincipalTag/team": "api" } }), open);
    assert.deepEqual(on({ IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "0.0.0.0/0"] } }), open);
    assert.deepEqual(on({ StringEquals: unknown }), []);
  });

  it("takes a refusal of all others into account, as far as it reaches", () => {
    const anyone = { ...read, Principal: "*" };
    const refuse = (Condition: ValueMap, Action = "secretsmanager:*") => ({
      ...{ Effect: "Deny", Principal: "*", Action, Resource: "*" },
      Condition,
    });
    const others = { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } };
    assert.deepEqual(about(anyone, refuse(others)), []);
    assert.deepEqual(about(anyone, refuse({ ...others, BoolIfExists: { "aws:PrincipalIsAWSService": "false" } })), []);
    assert.deepEqual(about(anyone, refuse(others, "secretsmanager:PutSecretValue")), open);
    assert.deepEqual(about(anyone, refuse({ ...others, StringEquals: { "aws:RequestedRegion": "x" } })), open);
    assert.deepEqual(about(anyone, refuse({ Bool: { "aws:SecureTransport": "false" } })), open);
  });

  it("advises on another account, once its own is known", () => {
    const Principal = { AWS: ["210987654321", `arn:aws:iam::${account}:root`] };
    const text =
      "advisory: policy → Statement[0] opens the secret to whatever another AWS account gives the right.\n" +
      "Fix: name the one role of that account that reads it.";
    assert.deepEqual(messages({ policy: { Statement: [{ ...read, Principal }] } }), [text]);
    assert.deepEqual(messages({ secretArn: unknown, policy: { Statement: [{ ...read, Principal }] } }), []);
  });

  it("advises to let AWS check the policy", () => {
    const Statement = [{ ...read, Effect: "Deny", Principal: "*" }];
    assert.deepEqual(messages({ blockPublicPolicy: false, policy: { Statement } }), [
      "advisory: blockPublicPolicy is not true, so AWS does not refuse a policy that opens the secret to the world.\n" +
        "Fix: set blockPublicPolicy: true.",
    ]);
    assert.deepEqual(messages({ blockPublicPolicy: unknown, policy: unknown }), []);
  });

  it("reads the policy of a Secret too", () => {
    const secret = { ...policy({}), type: "aws:secretsmanager/secret:Secret" };
    const Statement = { ...read, Principal: "*" };
    const found = ask(rule, [{ ...secret, props: { policy: JSON.stringify({ Statement }) } }]);
    assert.deepEqual(
      found.map(({ policy: name }) => name),
      ["public-secret"],
    );
    assert.deepEqual(ask(rule, [{ ...secret, props: {} }]), []);
  });

  it("says that a document is none, and never throws", () => {
    assert.deepEqual(messages({ policy: "{" }), ["advisory: policy could not be read: it is not a JSON object."]);
    assert.deepEqual(
      about(unknown, null, 1, { Effect: "Allow", Principal: unknown }, { Effect: "Allow", Principal: 7 }),
      [],
    );
  });
});
