import assert from "node:assert/strict";
import { type Document, readDocument } from "../../cli/report/access/document";
import { decide, type Decision } from "../../cli/report/access/evaluate";
import { RequestContext } from "../../cli/report/access/request";
import type { PolicyDocument, PolicyStatement } from "../../components/model/iam";
import { Random } from "./random";
import { type Outcome, outcome } from "./simulator";

const account = "333344445555";
const role = `arn:aws:iam::${account}:role/strongroom/prod/reader`;
const entry = `arn:aws:secretsmanager:eu-west-1:${account}:secret:prod/api/app-AbCdEf`;
const action = "secretsmanager:GetSecretValue";

/** What one call is decided by. */
interface Case {
  policies: PolicyDocument[];
  boundary?: PolicyDocument;
  resourcePolicy?: PolicyDocument;
  context: Record<string, string | string[]>;
}

function read(name: string, document: PolicyDocument): Document {
  const found = readDocument(name, JSON.stringify(document));
  assert.ok(found, JSON.stringify(document));
  return found;
}

/** Decided by the report's own evaluation: every key that is not given is absent, as it is for the simulator. */
function own({ policies, boundary, resourcePolicy, context }: Case): Decision {
  return decide(
    {
      kind: "AWS",
      id: role,
      account,
      policies: policies.map((policy) => read("policy", policy)),
      ...(boundary && { boundary: read("boundary", boundary) }),
    },
    {
      action,
      resource: entry,
      account,
      context: new RequestContext(context, [""]),
      ...(resourcePolicy && { resourcePolicy: read("its own policy", resourcePolicy) }),
    },
  );
}

function simulated({ policies, boundary, resourcePolicy, context }: Case): Promise<Outcome> {
  return outcome({
    principal: role,
    action,
    resource: entry,
    identityPolicies: policies,
    permissionsBoundary: boundary,
    resourcePolicy,
    context,
  });
}

describe("the evaluation of IAM documents", function () {
  this.timeout(300_000);

  it("agrees with an independent simulator on documents made at random", async () => {
    const random = new Random(20261124);
    const counts: Record<string, number> = {};
    for (let round = 0; round < 1500; round++) {
      const given = randomCase(random);
      const [mine, theirs] = [own(given).outcome, await simulated(given)];
      counts[mine] = (counts[mine] ?? 0) + 1;
      // AWS leaves open what differs from a variable without a value, and so does the report.
      if (mine === "sometimes") assert.match(JSON.stringify(given), /\$\{aws:PrincipalTag/);
      else assert.equal(mine, theirs, JSON.stringify(given, null, 1));
    }
    assert.ok((counts["sometimes"] ?? 0) < 20, JSON.stringify(counts));
    // Documents that all decide alike would compare nothing.
    for (const kind of ["allowed", "denied", "not allowed"]) assert.ok(counts[kind]! > 150, JSON.stringify(counts));
  });
});

const conditions: readonly [operator: string, key: string, values: readonly string[]][] = [
  [
    "StringEquals",
    "aws:ResourceTag/namespace",
    ["api", "worker", "${aws:PrincipalTag/team}", "${aws:PrincipalTag/none, 'api'}"],
  ],
  ["StringNotEquals", "aws:ResourceTag/namespace", ["api", "worker", "${aws:PrincipalTag/team}"]],
  ["StringEqualsIgnoreCase", "aws:PrincipalTag/team", ["API", "Worker"]],
  ["StringNotEqualsIgnoreCase", "aws:PrincipalTag/team", ["API"]],
  ["StringLike", "aws:PrincipalTag/team", ["a*", "?*", "*", "w??ker", "${*}", "a${?}i"]],
  ["StringNotLike", "aws:PrincipalTag/team", ["a*", "b*"]],
  ["StringEqualsIfExists", "aws:PrincipalTag/none", ["x"]],
  ["StringNotEqualsIfExists", "aws:PrincipalTag/team", ["api"]],
  ["Null", "aws:PrincipalTag/team", ["true", "false"]],
  ["Null", "aws:PrincipalTag/none", ["true", "false"]],
  ["Bool", "aws:SecureTransport", ["true", "false"]],
  ["BoolIfExists", "aws:MultiFactorAuthPresent", ["true"]],
  ["IpAddress", "aws:SourceIp", ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"]],
  ["NotIpAddress", "aws:SourceIp", ["10.1.0.0/16"]],
  ["DateGreaterThan", "aws:CurrentTime", ["2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"]],
  ["DateLessThanEquals", "aws:CurrentTime", ["2026-11-24T00:00:00Z"]],
  ["NumericLessThan", "aws:MultiFactorAuthAge", ["300", "4000"]],
  ["NumericNotEquals", "aws:MultiFactorAuthAge", ["600"]],
  ["ArnLike", "aws:PrincipalArn", [`arn:aws:iam::${account}:role/*`, "arn:aws:iam::*:role/other"]],
  ["ArnNotLike", "aws:PrincipalArn", [`arn:aws:iam::${account}:role/strongroom/*`]],
  ["ArnEquals", "aws:PrincipalArn", [role]],
  ["ForAnyValue:StringEquals", "aws:CalledVia", ["a", "b"]],
  ["ForAllValues:StringEquals", "aws:CalledVia", ["a"]],
  ["ForAnyValue:StringNotEquals", "aws:CalledVia", ["a"]],
  ["ForAllValues:StringLike", "aws:CalledVia", ["a*", "b"]],
];

const resources = [
  "*",
  entry,
  `arn:aws:secretsmanager:eu-west-1:${account}:secret:prod/*`,
  `arn:aws:secretsmanager:eu-west-1:${account}:secret:prod/api/app-??????`,
  "arn:aws:secretsmanager:*:*:secret:*",
  "arn:aws:secretsmanager:eu-*",
  `arn:aws:secretsmanager:eu-west-1:${account}:secret:prod/\${aws:PrincipalTag/team}/*`,
  `arn:aws:secretsmanager:eu-west-1:${account}:secret:dev/*`,
];
const actions = [action, "secretsmanager:*", "*", "secretsmanager:Get*", "SecretsManager:getsecretvalue", "ssm:*"];

function randomCase(random: Random): Case {
  const context: Case["context"] = {
    "aws:PrincipalArn": role,
    "aws:ResourceTag/namespace": random.of(["api", "worker"]),
    ...(random.chance(0.5) && { "aws:CalledVia": random.times(1, 2, () => random.of(["a", "b", "ab"])) }),
    "aws:SecureTransport": "true",
    "aws:CurrentTime": "2026-11-24T12:00:00Z",
    ...(random.chance(0.8) && { "aws:PrincipalTag/team": random.of(["api", "worker", "*"]) }),
    ...(random.chance(0.7) && { "aws:SourceIp": random.of(["10.1.2.3", "192.0.2.7", "2001:db8::1"]) }),
    ...(random.chance(0.5) && { "aws:MultiFactorAuthAge": random.of(["100", "600", "3600"]) }),
    ...(random.chance(0.5) && { "aws:MultiFactorAuthPresent": random.of(["true", "false"]) }),
  };
  return {
    policies: random.times(1, 2, () => randomDocument(random, false)),
    ...(random.chance(0.3) && { boundary: randomDocument(random, false) }),
    ...(random.chance(0.3) && { resourcePolicy: randomDocument(random, true) }),
    context,
  };
}

function randomDocument(random: Random, ofResource: boolean): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: random.times(1, 3, (index) => randomStatement(random, ofResource, index)),
  };
}

function randomStatement(random: Random, ofResource: boolean, index: number): PolicyStatement {
  const chosen = random.times(0, 2, () => random.of(conditions));
  const Condition: Record<string, Record<string, string[]>> = {};
  for (const [operator, key, values] of chosen) {
    Condition[operator] = { ...Condition[operator], [key]: random.times(1, 2, () => random.of(values)) };
  }
  const isNegated = !ofResource && random.chance(0.1);
  const Action = random.times(1, 2, () => random.of(actions));
  const statement = {
    Sid: `Statement${index}`,
    Effect: random.chance(0.8) ? "Allow" : "Deny",
    ...(isNegated && random.chance(0.5) ? { NotAction: ["ssm:*"] } : { Action }),
    ...(isNegated && random.chance(0.5)
      ? { NotResource: [random.of(resources)] }
      : { Resource: ofResource ? "*" : random.times(1, 2, () => random.of(resources)) }),
    ...(ofResource && { Principal: random.of(principals) }),
    ...(chosen.length > 0 && { Condition }),
  };
  return statement as PolicyStatement;
}

const principals: PolicyStatement["Principal"][] = [
  "*",
  { AWS: role },
  { AWS: `arn:aws:iam::${account}:root` },
  { AWS: `arn:aws:iam::${account}:role/other` },
  { AWS: "111122223333" },
  { Service: "lambda.amazonaws.com" },
];
