import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePermissionsBoundaryCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { numberOf, type Properties, textOf } from "../../../core/values";
import { awsType } from "../../aws-type";
import { unlessGone } from "../../gone";
import { compactPolicy, policyProblems, samePolicy } from "../../policy";
import { tagList, tagMap } from "../../tags";

/** An IAM role: its name and path are for life. */
export const resource = awsType({
  module: "iam/role",
  supports: {
    assumeRolePolicy: true,
    description: true,
    forceDetachPolicies: true,
    maxSessionDuration: true,
    name: true,
    path: true,
    permissionsBoundary: true,
  },
  defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
  replaceOn: ["name", "path"],
  retained: ["forceDetachPolicies"],
  same: { assumeRolePolicy: samePolicy },
  autoname: { property: "name", longest: 64 },
  check: policyProblems("assumeRolePolicy"),

  create: async (inputs, { iam }) => {
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: textOf(inputs["name"]),
        Path: textOf(inputs["path"]),
        AssumeRolePolicyDocument: compactPolicy(inputs["assumeRolePolicy"]),
        Description: textOf(inputs["description"]),
        MaxSessionDuration: numberOf(inputs["maxSessionDuration"]),
        PermissionsBoundary: textOf(inputs["permissionsBoundary"]),
        Tags: tagList(inputs["tagsAll"]),
      }),
    );
    return Role!.RoleName!;
  },

  read: async (id, { iam }) => {
    const found = await unlessGone(iam.send(new GetRoleCommand({ RoleName: id })));
    if (!found?.Role) return undefined;
    const { Role: role } = found;
    return {
      arn: role.Arn,
      assumeRolePolicy: decodeURIComponent(role.AssumeRolePolicyDocument!),
      createDate: role.CreateDate?.toISOString().replace(/\.\d+Z$/, "Z"),
      description: role.Description,
      maxSessionDuration: role.MaxSessionDuration,
      name: role.RoleName,
      path: role.Path,
      permissionsBoundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
      tagsAll: tagMap(role.Tags),
      uniqueId: role.RoleId,
    };
  },

  update: async (id, { inputs, changed }, { iam }) => {
    if (changed.has("assumeRolePolicy")) {
      const PolicyDocument = compactPolicy(inputs["assumeRolePolicy"]);
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: id, PolicyDocument }));
    }
    if (changed.has("description") || changed.has("maxSessionDuration")) {
      const Description = textOf(inputs["description"]) ?? "";
      const MaxSessionDuration = numberOf(inputs["maxSessionDuration"]);
      await iam.send(new UpdateRoleCommand({ RoleName: id, Description, MaxSessionDuration }));
    }
    if (changed.has("permissionsBoundary")) await changeBoundary(iam, id, inputs);
  },

  tag: async (id, { set, remove }, { iam }) => {
    if (Object.keys(set).length > 0) await iam.send(new TagRoleCommand({ RoleName: id, Tags: tagList(set) }));
    if (remove.length > 0) await iam.send(new UntagRoleCommand({ RoleName: id, TagKeys: remove }));
  },

  delete: async (id, state, { iam }) => {
    if (state["forceDetachPolicies"] === true) await detachPolicies(iam, id);
    await unlessGone(iam.send(new DeleteRoleCommand({ RoleName: id })));
  },
});

async function changeBoundary(iam: IAMClient, id: string, { permissionsBoundary }: Properties): Promise<void> {
  const PermissionsBoundary = textOf(permissionsBoundary);
  if (PermissionsBoundary) {
    await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: id, PermissionsBoundary }));
  } else {
    await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: id }));
  }
}

/** What the program did not attach, `forceDetachPolicies` takes away. */
async function detachPolicies(iam: IAMClient, id: string): Promise<void> {
  const attached = await unlessGone(iam.send(new ListAttachedRolePoliciesCommand({ RoleName: id })));
  for (const { PolicyArn } of attached?.AttachedPolicies ?? []) {
    await iam.send(new DetachRolePolicyCommand({ RoleName: id, PolicyArn }));
  }
  const inline = await unlessGone(iam.send(new ListRolePoliciesCommand({ RoleName: id })));
  for (const PolicyName of inline?.PolicyNames ?? []) {
    await iam.send(new DeleteRolePolicyCommand({ RoleName: id, PolicyName }));
  }
}
