import assert from "node:assert/strict";
import { AttachRolePolicyCommand, IAMClient, PutRolePolicyCommand, TagRoleCommand } from "@aws-sdk/client-iam";
import { type Properties, unknown } from "../../lab/providers/core/values";
import { assertSettled, change, describeAws, make, plan, refresh, remove } from "./provider-lifecycle";

function trust(...services: string[]): string {
  const principal = services.length === 1 ? services[0] : services;
  const statement = { Effect: "Allow", Principal: { Service: principal }, Action: "sts:AssumeRole" };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

function grant(...actions: string[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] });
}

describeAws("IAM in the lab's AWS provider", (aws, emulator) => {
  let iam: IAMClient;
  before(async () => {
    iam = new IAMClient(await emulator.administrator());
  });

  it("makes a role, changes it in place, and replaces it for another name or path", async () => {
    const given = { name: "one", path: "/strongroom/dev/", assumeRolePolicy: trust("ec2.amazonaws.com") };
    const made = await make(aws(), given);
    assert.equal(made.id, "one");
    assert.equal(made.state["arn"], "arn:aws:iam::111122223333:role/strongroom/dev/one");
    assert.deepEqual(made.state["tagsAll"], { team: "platform" });
    assert.equal(made.state["tags"], undefined);
    await assertSettled(made, given);

    const later = {
      ...given,
      assumeRolePolicy: trust("lambda.amazonaws.com"),
      description: "A role.",
      tags: { a: "b" },
    };
    const changed = await change(made, later, ["assumeRolePolicy", "description", "tags"]);
    assert.deepEqual(changed.state["tagsAll"], { a: "b", team: "platform" });
    const shorter = await change(changed, given, ["assumeRolePolicy", "description", "tags"]);

    assert.deepEqual((await plan(shorter, { ...given, name: "two" })).replaces, ["name"]);
    assert.deepEqual((await plan(shorter, { ...given, path: "/" })).replaces, ["path"]);
    assert.deepEqual((await plan(shorter, { ...given, name: unknown })).replaces, ["name"]);
    await remove(shorter);
  });

  it("takes documents that mean the same for the same, and no others", async () => {
    const given = { name: "policies", assumeRolePolicy: trust("ec2.amazonaws.com") };
    const made = await make(aws(), given);
    const spelled = JSON.stringify(
      {
        Statement: [{ Action: ["sts:AssumeRole"], Principal: { Service: ["ec2.amazonaws.com"] }, Effect: "Allow" }],
        Version: "2012-10-17",
      },
      null,
      2,
    );
    assert.deepEqual((await plan(made, { ...given, assumeRolePolicy: spelled })).changed, []);
    const other = trust("ec2.amazonaws.com", "lambda.amazonaws.com");
    assert.deepEqual((await plan(made, { ...given, assumeRolePolicy: other })).changed, ["assumeRolePolicy"]);
    assert.deepEqual((await aws().check({ assumeRolePolicy: "{" })).failures, [
      "assumeRolePolicy: assumeRolePolicy is no JSON: write it with JSON.stringify",
    ]);
    await remove(made);
  });

  it("sees what was changed by hand, at a refresh, and takes it back with the next update", async () => {
    const given = { name: "drifted", assumeRolePolicy: trust("ec2.amazonaws.com"), tags: { a: "b" } };
    const made = await make(aws(), given);
    await iam.send(new TagRoleCommand({ RoleName: "drifted", Tags: [{ Key: "by", Value: "hand" }] }));
    const seen = await refresh(made);
    assert.deepEqual(seen.state["tags"], { a: "b", by: "hand" });
    await remove(await change(seen, given, ["tags"]));
  });

  it("imports a role as it is", async () => {
    const given = { name: "imported", assumeRolePolicy: trust("ec2.amazonaws.com"), tags: { a: "b" } };
    const made = await make(aws(), given);
    const imported = await refresh({ ...made, state: {}, inputs: {} });
    assert.deepEqual(imported.inputs, { ...given, __defaults: [] });
    assert.deepEqual((await plan(imported, given)).changed, []);
    await remove(made);
  });

  it("deletes a role that others attached policies to only where forceDetachPolicies says so", async () => {
    const given: Properties = { name: "attached", assumeRolePolicy: trust("ec2.amazonaws.com") };
    const made = await make(aws(), given);
    const { id: own } = await make(aws().of("aws:iam/policy:Policy"), { name: "attached", policy: grant("s3:Get*") });
    await iam.send(new AttachRolePolicyCommand({ RoleName: "attached", PolicyArn: own }));
    await iam.send(
      new PutRolePolicyCommand({ RoleName: "attached", PolicyName: "inline", PolicyDocument: grant("s3:Get*") }),
    );
    await assert.rejects(made.asked.delete(made.id, made.state), /delete aws:iam\/role:Role "example": DeleteConflict/);
    await remove(await change(made, { ...given, forceDetachPolicies: true }, ["forceDetachPolicies"]));
  });

  it("keeps a role's inline policy under role:name", async () => {
    const role = await make(aws(), { name: "inline", assumeRolePolicy: trust("ec2.amazonaws.com") });
    const given = { name: "read", role: "inline", policy: grant("s3:GetObject", "s3:ListBucket") };
    const made = await make(aws().of("aws:iam/rolePolicy:RolePolicy"), given);
    assert.equal(made.id, "inline:read");
    const changed = await change(made, { ...given, policy: grant("s3:GetObject") }, ["policy"]);
    assert.deepEqual((await plan(changed, { ...given, name: "other" })).replaces, ["name"]);
    await remove(changed);
    await remove(role);
  });

  it("gives a managed policy a new version for each change, however many", async () => {
    let made = await make(aws().of("aws:iam/policy:Policy"), { name: "versions", policy: grant("s3:Get0") });
    for (const count of [1, 2, 3, 4, 5, 6]) {
      made = await change(made, { name: "versions", policy: grant(`s3:Get${count}`) }, ["policy"]);
    }
    assert.equal(made.id, "arn:aws:iam::111122223333:policy/versions");
    await remove(made);
  });

  it("makes an OIDC provider, whose URL IAM shows without its scheme", async () => {
    const given = { url: "https://token.actions.githubusercontent.com", clientIdLists: ["sts.amazonaws.com"] };
    const made = await make(aws().of("aws:iam/openIdConnectProvider:OpenIdConnectProvider"), given);
    assert.equal(made.id, "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com");
    await assertSettled(made, given);
    const more = await change(made, { ...given, clientIdLists: ["sts.amazonaws.com", "other"] }, ["clientIdLists"]);
    await remove(more);
  });

  it("attaches a managed policy to a role", async () => {
    const role = await make(aws(), { name: "holder", assumeRolePolicy: trust("ec2.amazonaws.com") });
    const policy = await make(aws().of("aws:iam/policy:Policy"), { name: "held", policy: grant("s3:GetObject") });
    const given = { role: "holder", policyArn: policy.id };
    const made = await make(aws().of("aws:iam/rolePolicyAttachment:RolePolicyAttachment"), given);
    await assertSettled(made, given);
    for (const one of [made, policy, role]) await remove(one);
  });
});
