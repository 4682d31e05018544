import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type IAMClient,
  ListPolicyVersionsCommand,
  type PolicyVersion,
  TagPolicyCommand,
  UntagPolicyCommand,
} from "@aws-sdk/client-iam";
import { textOf } from "../../../core/values";
import { awsType } from "../../aws-type";
import { unlessGone } from "../../gone";
import { compactPolicy, policyProblems, samePolicy } from "../../policy";
import { tagList, tagMap } from "../../tags";

/** IAM keeps this many versions of a policy. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html */
const mostVersions = 5;

/** A managed policy: a changed document is a new version of it. Its id is its ARN. */
export const resource = awsType({
  module: "iam/policy",
  supports: { description: true, name: true, path: true, policy: true },
  defaults: { path: "/" },
  replaceOn: ["description", "name", "path"],
  same: { policy: samePolicy },
  autoname: { property: "name", longest: 128 },
  check: policyProblems("policy"),

  create: async (inputs, { iam }) => {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({
        PolicyName: textOf(inputs["name"]),
        Path: textOf(inputs["path"]),
        PolicyDocument: compactPolicy(inputs["policy"]),
        Description: textOf(inputs["description"]),
        Tags: tagList(inputs["tagsAll"]),
      }),
    );
    return Policy!.Arn!;
  },

  read: async (id, { iam }) => {
    const policy = (await unlessGone(iam.send(new GetPolicyCommand({ PolicyArn: id }))))?.Policy;
    if (!policy) return undefined;
    const version = { PolicyArn: id, VersionId: policy.DefaultVersionId };
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand(version));
    return {
      arn: policy.Arn,
      attachmentCount: policy.AttachmentCount,
      description: policy.Description,
      name: policy.PolicyName,
      path: policy.Path,
      policy: decodeURIComponent(PolicyVersion!.Document!),
      policyId: policy.PolicyId,
      tagsAll: tagMap(policy.Tags),
    };
  },

  update: async (id, { inputs, changed }, { iam }) => {
    if (!changed.has("policy")) return;
    const older = await olderVersions(iam, id);
    if (older.length >= mostVersions - 1) await deleteVersion(iam, id, older[0]!);
    const PolicyDocument = compactPolicy(inputs["policy"]);
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn: id, PolicyDocument, SetAsDefault: true }));
  },

  tag: async (id, { set, remove }, { iam }) => {
    if (Object.keys(set).length > 0) await iam.send(new TagPolicyCommand({ PolicyArn: id, Tags: tagList(set) }));
    if (remove.length > 0) await iam.send(new UntagPolicyCommand({ PolicyArn: id, TagKeys: remove }));
  },

  delete: async (id, _state, { iam }) => {
    for (const version of await olderVersions(iam, id)) await deleteVersion(iam, id, version);
    await unlessGone(iam.send(new DeletePolicyCommand({ PolicyArn: id })));
  },
});

/** All versions but the one in force, the oldest first. */
async function olderVersions(iam: IAMClient, id: string): Promise<PolicyVersion[]> {
  const found = await unlessGone(iam.send(new ListPolicyVersionsCommand({ PolicyArn: id })));
  const older = (found?.Versions ?? []).filter(({ IsDefaultVersion }) => !IsDefaultVersion);
  return older.sort((one, other) => Number(one.CreateDate) - Number(other.CreateDate));
}

async function deleteVersion(iam: IAMClient, id: string, { VersionId }: PolicyVersion): Promise<void> {
  await iam.send(new DeletePolicyVersionCommand({ PolicyArn: id, VersionId }));
}
