import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { record, valueOf } from "./mocks";

class Parent extends pulumi.ComponentResource {
  readonly role: iam.Role;

  constructor(name: string) {
    super("test:index:Parent", name, {}, {});
    const options = { parent: this };
    this.role = new iam.Role(`${name}-role`, { name: "reader", path: "/test/", assumeRolePolicy: "{}" }, options);
    new iam.RolePolicy(
      `${name}-policy`,
      { role: this.role.name, policy: pulumi.secret("{}") },
      { parent: this, ignoreChanges: ["policy"], customTimeouts: { create: "5m" } },
    );
    this.registerOutputs({ roleArn: this.role.arn });
  }
}

describe("the recorder that component tests share", () => {
  it("records inputs, parents, options, dependencies and a component's outputs", async () => {
    const recorder = await record(() => new Parent("x"));
    const policy = recorder.resource("aws:iam/rolePolicy:RolePolicy", "x-policy");
    assert.deepEqual(policy.inputs, { role: "reader", policy: "{}" });
    assert.deepEqual(policy.secretInputs, ["policy"]);
    assert.deepEqual(policy.ignoreChanges, ["policy"]);
    assert.equal(policy.customTimeouts.create, "5m");
    assert.equal(recorder.parentOf(policy)?.type, "test:index:Parent");
    assert.ok(policy.dependencies.includes(recorder.resource("aws:iam/role:Role").urn));
    assert.deepEqual(recorder.resource("test:index:Parent").outputs, {
      roleArn: "arn:aws:iam::123456789012:role/test/reader",
    });
    assert.equal(await valueOf(recorder.value.role.arn), "arn:aws:iam::123456789012:role/test/reader");
  });

  it("says what was registered when a resource is not found", async () => {
    const recorder = await record(() => new Parent("x"));
    assert.throws(() => recorder.resource("aws:iam/user:User", "x"), {
      message: [
        "0 resources match aws:iam/user:User x. Registered:",
        "  test:index:Parent x",
        "  aws:iam/role:Role x-role",
        "  aws:iam/rolePolicy:RolePolicy x-policy",
      ].join("\n"),
    });
  });

  it("passes on what the program throws", async () => {
    const program = () => {
      throw new Error("refused");
    };
    await assert.rejects(record(program), { message: "refused" });
  });
});
