import assert from "node:assert/strict";
import { changePatterns, keyPattern, longestPattern, readPatterns } from "../../components/model/audit-patterns";
import { auditProblems, auditRules, declaredReaders } from "../../components/model/audit-rules";
import * as recorded from "./audit-events";
import { fits, transform } from "./event-pattern";

const { account, called, entryArn, entryName, lambda, ownedArn, partialArn, read, region, session, user } = recorded;
const location = { account, region };
const watched = { location, environment: "prod", serviceOwned: [ownedArn] };
const breakGlass = `arn:aws:iam::${account}:role/break-glass`;
const known = {
  roles: [recorded.storeRole, breakGlass],
  functions: [recorded.rotationFunction],
  users: [`arn:aws:iam::${account}:user/auditor`],
};
const environment = { name: "prod", account, region };
const scope = { environment, serviceOwned: [], known, reads: true };
const matches = (patterns: object[], event: unknown) => patterns.filter((pattern) => fits(pattern, event)).length;

describe("reads by others than the known readers", () => {
  const reads = (event: unknown) => matches(readPatterns(watched, known), event);

  for (const [what, event] of [
    ["a user", read(user("mallory"))],
    ["a role", read(session(`arn:aws:iam::${account}:role/admin`, "mallory"))],
    ["a role under the name that a function's session has", read(session(breakGlass + "-not", "rotate-postgres"))],
    [
      "a role whose name ends like a store's",
      read(session(`arn:aws:iam::${account}:role/x/${recorded.storeRole.split("/").at(-1)}`, "external-secrets")),
    ],
    ["another function", read(lambda(`arn:aws:lambda:${region}:${account}:function:export`))],
    ["another account", read(recorded.otherAccount)],
    ["the account's root", read(recorded.root)],
    ["somebody who was refused", read(user("mallory"), entryName, { errorCode: "AccessDenied" })],
    ["somebody who used the ARN", read(user("mallory"), entryArn)],
    ["somebody who used the ARN without its end", read(user("mallory"), partialArn)],
    [
      "somebody who read many at once",
      called(user("mallory"), {
        eventName: "BatchGetSecretValue",
        requestParameters: { secretIdList: ["dev/api/app", entryArn] },
        readOnly: true,
      }),
    ],
    ["somebody who read what RDS owns", read(user("mallory"), ownedArn)],
    [
      "somebody who read what RDS owns, by its name",
      read(user("mallory"), ownedArn.replace(/^.*:secret:|-AbCdEf$/g, "")),
    ],
  ] as const) {
    it(`are told of: ${what}`, () => assert.equal(reads(event), 1));
  }

  for (const [what, event] of [
    ["the operator, as the role of its store", read(recorded.operator)],
    ["a rotation function", read(lambda(recorded.rotationFunction), entryArn)],
    ["a declared role", read(session(breakGlass, "on-call"))],
    ["a declared user", read(user("auditor"))],
    ["RDS itself", read(recorded.service("rds.amazonaws.com"), ownedArn)],
    ["a read of another environment", read(user("mallory"), "dev/api/app")],
    ["a read of an entry whose name only holds the environment", read(user("mallory"), "backup/prod/api/app")],
    ["an entry of another environment by ARN", read(user("mallory"), entryArn.replace("prod/", "dev/"))],
    ["a look at an entry, without its value", { ...read(user("mallory"), entryName, { eventName: "DescribeSecret" }) }],
    ["a value that is put", read(user("mallory"), entryName, { eventName: "PutSecretValue", readOnly: false })],
    // A rule of another region never gets it; the ARN says so as well.
    [
      "a replica by its ARN",
      read(user("mallory"), entryArn.replace(region, "eu-central-1"), { region: "eu-central-1" }),
    ],
  ] as const) {
    it(`are not told of: ${what}`, () => assert.equal(reads(event), 0));
  }

  it("are told of for a replica by a rule of its region", () => {
    const there = { ...watched, location: { account, region: "eu-central-1" } };
    const event = read(user("mallory"), entryArn.replace(region, "eu-central-1"), { region: "eu-central-1" });
    assert.equal(matches(readPatterns(there, known), event), 1);
  });

  it("are looked for by real operators, with no list that is empty", () => {
    const [pattern] = readPatterns(
      { ...watched, serviceOwned: [] },
      { roles: [recorded.storeRole], functions: [], users: [] },
    );
    assert.deepEqual(pattern, {
      source: ["aws.secretsmanager"],
      "detail-type": ["AWS API Call via CloudTrail"],
      detail: {
        eventSource: ["secretsmanager.amazonaws.com"],
        eventName: ["GetSecretValue", "BatchGetSecretValue"],
        requestParameters: {
          $or: ["secretId", "secretIdList"].map((key) => ({
            [key]: [{ prefix: "prod/" }, { prefix: `arn:aws:secretsmanager:${region}:${account}:secret:prod/` }],
          })),
        },
        userIdentity: {
          type: [{ "anything-but": ["AWSService"] }],
          sessionContext: { sessionIssuer: { arn: [{ "anything-but": [recorded.storeRole] }, { exists: false }] } },
        },
      },
    });
  });

  it("take as many patterns as fit EventBridge's limit, and lose no entry", () => {
    const many = Array.from({ length: 30 }, (_, index) => ownedArn.replace("0a1b2c3d", `0a1b2c${index + 10}`));
    const patterns = readPatterns({ ...watched, serviceOwned: many }, known);
    for (const pattern of patterns) assert.ok(JSON.stringify(pattern).length <= longestPattern);
    for (const one of many) assert.equal(matches(patterns, read(user("mallory"), one)), 1);
  });
});

describe("changes that weaken", () => {
  const change = (eventName: string, secretId = entryName, more: object = {}) =>
    called(user("platform"), { eventName, requestParameters: { secretId }, ...more });
  const changes = (event: unknown) => matches(changePatterns(watched), event);

  it("are told of, whoever makes them: deletions, policies, rotations that end, copies that go", () => {
    for (const name of [
      "DeleteSecret",
      "PutResourcePolicy",
      "DeleteResourcePolicy",
      "CancelRotateSecret",
      "RemoveRegionsFromReplication",
      "StopReplicationToReplica",
    ]) {
      for (const secretId of [entryName, entryArn, partialArn, ownedArn]) {
        assert.equal(changes(change(name, secretId)), 1, `${name} ${secretId}`);
      }
    }
  });

  it("are not those that were refused, those of others, or those that strengthen", () => {
    assert.equal(changes(change("DeleteSecret", entryName, { errorCode: "AccessDenied" })), 0);
    assert.equal(changes(change("DeleteSecret", "dev/api/app")), 0);
    for (const name of ["RestoreSecret", "RotateSecret", "TagResource", "PutSecretValue"]) {
      assert.equal(changes(change(name)), 0, name);
    }
  });

  it("of the key are told of by its id and its ARN, and of no other key", () => {
    const key = `arn:aws:kms:${region}:${account}:key/0a1b2c3d-0000-4000-8000-00000000aaaa`;
    const event = (eventName: string, keyId: string, more: object = {}) =>
      called(user("platform"), { source: "kms", eventName, requestParameters: { keyId }, ...more });
    for (const name of ["DisableKey", "ScheduleKeyDeletion", "PutKeyPolicy"]) {
      for (const id of [key, "0a1b2c3d-0000-4000-8000-00000000aaaa"]) {
        assert.equal(fits(keyPattern(key), event(name, id)), true, `${name} ${id}`);
      }
    }
    assert.equal(fits(keyPattern(key), event("DisableKey", key.replace("aaaa", "bbbb"))), false);
    assert.equal(fits(keyPattern(key), event("EnableKey", key)), false);
    assert.equal(fits(keyPattern(key), event("DisableKey", key, { errorCode: "AccessDenied" })), false);
  });
});

describe("the message of an audit rule", () => {
  it("says who read what, from where, and what to type, in lines that are JSON", () => {
    const [reads] = auditRules(scope);
    const event = read(user("mallory"), entryArn, { errorCode: "AccessDenied" });
    const lines = reads!.inputTemplate.split("\n").map((line) => {
      const inputTemplate = JSON.stringify({ line: JSON.parse(line) as string });
      const paths = Object.entries(reads!.inputPaths).filter(
        ([name]) => line.includes(`<${name}>`) && name !== "secrets",
      );
      return (transform({ inputPaths: Object.fromEntries(paths), inputTemplate }, event) as { line: string }).line;
    });
    assert.deepEqual(lines, [
      "A secret of prod was asked for by somebody who is not known to read it: GetSecretValue, at 2026-11-27T12:26:45Z.",
      `Secret: ${entryArn}<secrets>`,
      `By: IAMUser arn:aws:iam::${account}:user/mallory`,
      "From: 198.51.100.7",
      "AWS refused it, if it says so here: AccessDenied",
      "If this is right, type: pulumi config set --stack prod --path 'strongroom:audit.readers[0]' ARN (of the role or user)",
      "If it is not, type: npx strongroom respond prod SERVICE GROUP (the secret's name says both; docs/runbooks.md is the way on paper)",
    ]);
  });

  it("shows nothing that a stranger writes freely", () => {
    for (const { inputPaths } of auditRules({ ...scope, kmsKeyArn: "arn:aws:kms:eu-west-1:123456789012:key/0a1b" })) {
      assert.equal(
        Object.values(inputPaths).some((path) => /userAgent|errorMessage|userName/.test(path)),
        false,
      );
    }
  });
});

describe("what a SecretAudit refuses", () => {
  it("is a reader that is no role, user or root, a burst below one, and more readers than fit", () => {
    const told = (readers: string[], burst?: number) =>
      auditProblems({ ...scope, known: { ...known, ...declaredReaders(readers) } }, burst, readers).map(
        ({ message }) => message,
      );
    assert.deepEqual(told([breakGlass, `arn:aws:iam::${account}:root`], 1), []);
    assert.deepEqual(told([`arn:aws:sts::${account}:assumed-role/admin/me`]), [
      `must be the ARN of one role, user or root, e.g. arn:aws:iam::123456789012:role/break-glass, not "arn:aws:sts::${account}:assumed-role/admin/me"`,
    ]);
    assert.deepEqual(told([], 0), ["must be a whole number of reads in five minutes, from 1, e.g. 10, not 0"]);
    const many = Array.from({ length: 60 }, (_, index) => `arn:aws:iam::${account}:role/reader-${index}`);
    assert.match(
      told(many)[0]!,
      /^make a pattern of \d{4} characters; EventBridge allows 2048: name fewer readers, or let people read by one role$/,
    );
  });
});
