import assert from "node:assert/strict";
import type { ExampleResource } from "../../policies/engine/rule";
import { unknown, type Value, type ValueMap } from "../../policies/engine/value";
import rule from "../../policies/rules/oidc-trust";
import { ask } from "./in-process";

const github = "token.actions.githubusercontent.com";
const eks = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF";
const aud = (issuer: string) => ({ [`${issuer}:aud`]: "sts.amazonaws.com" });

function trust(Condition: Value, issuer = github, more: ValueMap = {}): string {
  const Federated = `arn:aws:iam::123456789012:oidc-provider/${issuer}`;
  const Action = "sts:AssumeRoleWithWebIdentity";
  return JSON.stringify({ Statement: [{ Effect: "Allow", Principal: { Federated }, Action, Condition, ...more }] });
}

function role(assumeRolePolicy: Value, props: ValueMap = {}): ExampleResource {
  return { type: "aws:iam/role:Role", name: "ci", props: { assumeRolePolicy, ...props } };
}

/** The first line of every message, with its level. */
function about(...resources: ExampleResource[]): string[] {
  return ask(rule, resources).map(({ level, message }) => `${level}: ${message.split("\n")[0]}`);
}

const subject = (sub: Value, more: ValueMap = {}, issuer = github) =>
  about(role(trust({ StringEquals: { ...aud(issuer), ...more }, StringLike: { [`${issuer}:sub`]: sub } }, issuer)));

const noSub =
  "mandatory: assumeRolePolicy → Statement[0] has no condition on sub, so it trusts every repository on GitHub.";
const noOwner =
  "mandatory: assumeRolePolicy → Statement[0] has a sub that names no owner, so it trusts every repository on GitHub.";
const noRepository = "mandatory: assumeRolePolicy → Statement[0] trusts every repository of an owner, or several.";
const pullRequest =
  "mandatory: assumeRolePolicy → Statement[0] lets the run of any pull request take a role that can change things.";

describe("oidc-trust", () => {
  it("says who gets in, and what to write", () => {
    const messages = ask(rule, [role(trust({}))]).map(({ level, message }) => `${level}: ${message}`);
    assert.deepEqual(messages, [
      `${noSub}\nFix: name one subject in its StringEquals: "${github}:sub": "repo:<owner>/<repository>:ref:refs/heads/main", or end it with ":environment:<name>".`,
      "mandatory: assumeRolePolicy → Statement[0] has no condition on aud, so a token that was made for another service fits.\n" +
        `Fix: add to its StringEquals: "${github}:aud": "sts.amazonaws.com".`,
    ]);
  });

  describe("of GitHub", () => {
    it("takes a subject for what its wildcard leaves open", () => {
      for (const sub of [
        "*",
        "repo:*",
        "repo:acme*/x:ref:refs/heads/main",
        "*:environment:prod",
        "repo:*/platform:*",
      ]) {
        assert.deepEqual(subject(sub), [noOwner], sub);
      }
      for (const sub of [
        "repo:acme/*",
        "repo:acme/plat*:ref:refs/heads/main",
        "repo:acme/platform?:*",
        "repo:acme@1/*",
      ]) {
        assert.deepEqual(subject(sub), [noRepository], sub);
      }
      for (const sub of ["repo:acme/platform:environment:*", "repo:acme@12/platform@34:*"]) {
        assert.deepEqual(subject(sub), [], sub);
      }
    });

    it("takes the widest of several subjects, and the narrowest of several conditions", () => {
      assert.deepEqual(subject(["repo:acme/platform:ref:refs/heads/main", "repo:acme/*"]), [noRepository]);
      const narrow = { [`${github}:sub`]: "repo:acme/platform:ref:refs/heads/main" };
      assert.deepEqual(subject("repo:*", narrow), []);
    });

    it("refuses a subject without owner that anybody may have chosen for his own repository", () => {
      assert.deepEqual(subject("environment:prod"), [noOwner]);
      assert.deepEqual(subject("environment:prod:repo:acme/platform"), []);
      assert.deepEqual(subject("repository_id:5678:environment:prod"), []);
      assert.deepEqual(subject("repository_owner_id:12:environment:prod"), [noRepository]);
    });

    it("accepts other claims that say which repository", () => {
      assert.deepEqual(subject("repo:*", { [`${github}:repository_id`]: "5678" }), []);
      assert.deepEqual(subject("repo:*", { [`${github}:repository_owner_id`]: "12" }), [noRepository]);
      const workflow = {
        [`${github}:job_workflow_ref`]: "acme/workflows/.github/workflows/deploy.yml@refs/heads/main",
      };
      assert.deepEqual(subject("repo:acme/*", workflow), []);
      assert.deepEqual(subject("*", workflow), [
        "advisory: assumeRolePolicy → Statement[0] names a workflow, which any repository may call that can read it.",
      ]);
    });

    it("advises on an id that is left open", () => {
      assert.deepEqual(subject("repo:acme@*/platform@*:ref:refs/heads/main"), [
        "advisory: assumeRolePolicy → Statement[0] has a wildcard for an id in its sub, so a name that somebody else takes over would still fit.",
      ]);
    });

    it("refuses ForAllValues: on a claim, unless the claim is required", () => {
      const sub = { [`${github}:sub`]: "repo:acme/platform:ref:refs/heads/main" };
      const all = { StringEquals: aud(github), "ForAllValues:StringEquals": sub };
      assert.deepEqual(about(role(trust(all))), [
        "mandatory: assumeRolePolicy → Statement[0] compares a claim with ForAllValues:, which passes when the claim is missing.",
      ]);
      assert.deepEqual(about(role(trust({ ...all, Null: { [`${github}:sub`]: "false" } }))), []);
    });

    it("reads conditions whatever their letters, and no other operator as a demand", () => {
      const key = github.toUpperCase();
      const lower = {
        stringequals: { [`${key}:AUD`]: "sts.amazonaws.com", [`${key}:Sub`]: "repo:acme/x:environment:prod" },
      };
      assert.deepEqual(about(role(trust(lower))), []);
      const not = { StringEquals: aud(github), StringNotLike: { [`${github}:sub`]: "repo:evil/*" } };
      assert.deepEqual(about(role(trust(not))), [noSub]);
    });
  });

  describe("of an enterprise's own issuer", () => {
    it("says that the enterprise gets in, and writes its issuer into the fix", () => {
      for (const issuer of [`${github}/octo-corp`, "token.actions.octo-corp.ghe.com/octo-corp"]) {
        const [open] = ask(rule, [role(trust({ StringEquals: aud(issuer) }, issuer))]);
        assert.equal(
          open?.message,
          "assumeRolePolicy → Statement[0] has no condition on sub, so it trusts every repository of the enterprise.\n" +
            `Fix: name one subject in its StringEquals: "${issuer}:sub": "repo:<owner>/<repository>:ref:refs/heads/main", or end it with ":environment:<name>".`,
        );
      }
    });

    it("judges a subject as that of any repository", () => {
      const own = `${github}/octo-corp`;
      const noOwnerThere =
        "mandatory: assumeRolePolicy → Statement[0] has a sub that names no owner, so it trusts every repository of the enterprise.";
      assert.deepEqual(subject("repo:*:environment:prod", {}, own), [noOwnerThere]);
      assert.deepEqual(subject("environment:prod", {}, own), [noOwnerThere]);
      assert.deepEqual(subject("repo:octo-org/*", {}, own), [noRepository]);
      assert.deepEqual(subject("repo:octo-org/platform:environment:prod", {}, own), []);
    });

    it("takes a host that only looks like GitHub's for what it is: somebody's issuer", () => {
      for (const issuer of [`${github}.example.com`, "token.actions.octo.ghe.com.example.com"]) {
        assert.deepEqual(about(role(trust({ StringEquals: aud(issuer) }, issuer))), [
          "mandatory: assumeRolePolicy → Statement[0] has no condition on sub, so it trusts every identity of the issuer.",
        ]);
      }
    });
  });

  describe("of pull requests", () => {
    const runs = trust({ StringEquals: aud(github), StringLike: { [`${github}:sub`]: "repo:acme/platform:*" } });
    const policy = (Action: Value, role: Value = unknown): ExampleResource => ({
      type: "aws:iam/rolePolicy:RolePolicy",
      name: "p",
      props: { role, policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource: "*" }] }) },
      propertyDependencies: role === unknown ? { role: ["ci"] } : {},
    });

    it("knows a role that writes by its name, its policies and what the stack attaches", () => {
      assert.deepEqual(about(role(runs, { name: "platform-deploy" })), [pullRequest]);
      assert.deepEqual(
        about(
          role(runs, {
            inlinePolicies: [{ policy: JSON.stringify({ Statement: { Effect: "Allow", Action: "s3:*" } }) }],
          }),
        ),
        [pullRequest],
      );
      assert.deepEqual(about(role(runs, { managedPolicyArns: ["arn:aws:iam::aws:policy/PowerUserAccess"] })), [
        pullRequest,
      ]);
      assert.deepEqual(about(role(runs), policy("ecs:UpdateService")), [pullRequest]);
      assert.deepEqual(about(role(runs, { name: "acme-ci" }), policy("ecs:UpdateService", "acme-ci")), [pullRequest]);
    });

    it("leaves a role alone that reads, or of which nothing is known", () => {
      assert.deepEqual(about(role(runs)), []);
      assert.deepEqual(about(role(runs), policy(["s3:Get*", "ec2:DescribeInstances"])), []);
      assert.deepEqual(about(role(runs), policy("ecs:UpdateService", "another")), []);
      assert.deepEqual(about(role(runs, { managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] })), []);
      assert.deepEqual(about(role(runs, { name: "preview" }), policy(["s3:PutObject", "dynamodb:PutItem"])), []);
    });

    it("is content with a claim that no pull request has", () => {
      const at = { ...aud(github), [`${github}:ref`]: "refs/heads/main" };
      const onMain = trust({ StringEquals: at, StringLike: { [`${github}:sub`]: "repo:acme/platform:*" } });
      assert.deepEqual(about(role(onMain, { name: "deploy" })), []);
    });
  });

  it("takes a namespace of a cluster for a team", () => {
    const everywhere =
      "mandatory: assumeRolePolicy → Statement[0] has a wildcard for the namespace in its sub, so it trusts every namespace of the cluster.";
    for (const sub of ["*", "system:serviceaccount:*", "system:serviceaccount:*:*", "system:serviceaccount:*:app"]) {
      assert.deepEqual(subject(sub, {}, eks), [everywhere], sub);
    }
    assert.deepEqual(subject("system:serviceaccount:api:*", {}, eks), []);
    assert.deepEqual(subject("system:serviceaccount:review-*:app", {}, eks), [
      "advisory: assumeRolePolicy → Statement[0] has a wildcard within the namespace in its sub.",
    ]);
  });

  it("wants an audience of an application's identity provider, and no subject", () => {
    const pool = "cognito-identity.amazonaws.com";
    const Principal = { Federated: pool };
    const signedIn = { "ForAnyValue:StringLike": { [`${pool}:amr`]: "authenticated" } };
    assert.equal(about(role(trust(signedIn, "x", { Principal }))).length, 1);
    assert.deepEqual(
      about(role(trust({ ...signedIn, StringEquals: { [`${pool}:aud`]: "eu-west-1:1" } }, "x", { Principal }))),
      [],
    );
  });

  it("never throws, and says nothing where nothing is known", () => {
    const odds: Value[] = [
      unknown,
      null,
      "",
      "{}",
      7,
      [],
      { Statement: unknown },
      { Statement: [unknown, { Effect: unknown }] },
    ];
    for (const odd of odds) assert.ok(about(role(odd)).every((message) => message.startsWith("advisory: ")));
    const undecided = (Condition: ValueMap): ExampleResource =>
      role({ Statement: { Effect: "Allow", Principal: { Federated: unknown }, Action: "*", Condition } });
    assert.deepEqual(about(undecided({ StringEquals: unknown })), []);
    assert.deepEqual(about(undecided({ StringLike: { ...aud(github), [`${github}:sub`]: unknown } })), []);
  });
});
