import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import { textOf } from "../../../core/values";
import { awsType } from "../../aws-type";
import { unlessGone } from "../../gone";
import { splitId } from "../../split-id";

/** A managed policy on a role. Its id is `role/policy ARN`, which is also how it is imported. */
export const resource = awsType({
  module: "iam/rolePolicyAttachment",
  supports: { policyArn: true, role: true },
  replaceOn: ["policyArn", "role"],

  create: async (inputs, { iam }) => {
    const [RoleName, PolicyArn] = [textOf(inputs["role"]), textOf(inputs["policyArn"])];
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    return `${RoleName}/${PolicyArn}`;
  },
  read: async (id, { iam }) => {
    const [role, policyArn] = splitId(id, "/", "role/policy-arn");
    return (await attachedTo(iam, role)).includes(policyArn) ? { role, policyArn } : undefined;
  },
  // Both inputs replace it.
  update: () => Promise.resolve(),
  delete: async (id, _state, { iam }) => {
    const [RoleName, PolicyArn] = splitId(id, "/", "role/policy-arn");
    await unlessGone(iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })));
  },
});

async function attachedTo(iam: IAMClient, RoleName: string): Promise<(string | undefined)[]> {
  const found = await unlessGone(iam.send(new ListAttachedRolePoliciesCommand({ RoleName })));
  return (found?.AttachedPolicies ?? []).map(({ PolicyArn }) => PolicyArn);
}
