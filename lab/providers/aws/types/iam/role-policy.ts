import { DeleteRolePolicyCommand, GetRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { type Properties, textOf } from "../../../core/values";
import { awsType } from "../../aws-type";
import { unlessGone } from "../../gone";
import { compactPolicy, policyProblems, samePolicy } from "../../policy";
import { splitId } from "../../split-id";

/** A role's inline policy. Its id is `role:name`. */
export const resource = awsType({
  module: "iam/rolePolicy",
  supports: { name: true, policy: true, role: true },
  replaceOn: ["name", "role"],
  same: { policy: samePolicy },
  autoname: { property: "name", longest: 128 },
  check: policyProblems("policy"),

  create: async (inputs, { iam }) => {
    await iam.send(new PutRolePolicyCommand(request(inputs)));
    return `${textOf(inputs["role"])}:${textOf(inputs["name"])}`;
  },
  read: async (id, { iam }) => {
    const [RoleName, PolicyName] = splitId(id, ":", "role:name");
    const found = await unlessGone(iam.send(new GetRolePolicyCommand({ RoleName, PolicyName })));
    return found && { name: PolicyName, role: RoleName, policy: decodeURIComponent(found.PolicyDocument!) };
  },
  update: async (_id, { inputs }, { iam }) => {
    await iam.send(new PutRolePolicyCommand(request(inputs)));
  },
  delete: async (id, _state, { iam }) => {
    const [RoleName, PolicyName] = splitId(id, ":", "role:name");
    await unlessGone(iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })));
  },
});

function request({ role, name, policy }: Properties) {
  return { RoleName: textOf(role), PolicyName: textOf(name), PolicyDocument: compactPolicy(policy) };
}
