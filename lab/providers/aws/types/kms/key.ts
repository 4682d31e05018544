import {
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  type KeyUsageType,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateKeyDescriptionCommand,
} from "@aws-sdk/client-kms";
import type { Problem } from "../../../core/resource-type";
import { numberOf, type Properties, textOf } from "../../../core/values";
import { awsType } from "../../aws-type";
import { unlessGone } from "../../gone";
import { policyProblems, samePolicy } from "../../policy";

/** A customer key. Deleted, it waits for its window to end, and counts as gone. Its id is the key's. */
export const resource = awsType({
  module: "kms/key",
  supports: {
    deletionWindowInDays: true,
    description: true,
    enableKeyRotation: true,
    isEnabled: true,
    keyUsage: true,
    multiRegion: true,
    policy: true,
  },
  defaults: { enableKeyRotation: false, isEnabled: true, keyUsage: "ENCRYPT_DECRYPT" },
  computed: ["description", "multiRegion", "policy"],
  replaceOn: ["keyUsage", "multiRegion"],
  retained: ["deletionWindowInDays"],
  same: { policy: samePolicy },
  check: (inputs) => [...policyProblems("policy")(inputs), ...windowProblems(inputs)],

  create: async (inputs, context) => {
    const { KeyMetadata } = await context.client(KMSClient).send(
      new CreateKeyCommand({
        Description: textOf(inputs["description"]),
        KeyUsage: textOf(inputs["keyUsage"]) as KeyUsageType,
        MultiRegion: inputs["multiRegion"] === true,
        Policy: textOf(inputs["policy"]),
        Tags: kmsTags(inputs["tagsAll"] as Record<string, string>),
      }),
    );
    return KeyMetadata!.KeyId!;
  },
  complete: async (id, inputs, context) => {
    const client = context.client(KMSClient);
    if (inputs["enableKeyRotation"] === true) await client.send(new EnableKeyRotationCommand({ KeyId: id }));
    if (inputs["isEnabled"] === false) await client.send(new DisableKeyCommand({ KeyId: id }));
  },

  read: async (id, context) => {
    const client = context.client(KMSClient);
    const key = (await unlessGone(client.send(new DescribeKeyCommand({ KeyId: id }))))?.KeyMetadata;
    if (!key || key.KeyState === "PendingDeletion") return undefined;
    const { Policy } = await client.send(new GetKeyPolicyCommand({ KeyId: id, PolicyName: "default" }));
    const { KeyRotationEnabled } = await client.send(new GetKeyRotationStatusCommand({ KeyId: id }));
    const { Tags } = await client.send(new ListResourceTagsCommand({ KeyId: id }));
    return {
      arn: key.Arn,
      description: key.Description,
      enableKeyRotation: KeyRotationEnabled === true,
      isEnabled: key.Enabled,
      keyId: key.KeyId,
      keyUsage: key.KeyUsage,
      multiRegion: key.MultiRegion,
      policy: Policy,
      tagsAll: Object.fromEntries((Tags ?? []).map(({ TagKey, TagValue }) => [TagKey!, TagValue!])),
    };
  },

  update: async (id, { inputs, changed }, context) => {
    const client = context.client(KMSClient);
    // A disabled key takes no changes but the one that enables it.
    if (changed.has("isEnabled") && inputs["isEnabled"] === true)
      await client.send(new EnableKeyCommand({ KeyId: id }));
    if (changed.has("description")) {
      await client.send(new UpdateKeyDescriptionCommand({ KeyId: id, Description: textOf(inputs["description"]) }));
    }
    if (changed.has("enableKeyRotation")) {
      if (inputs["enableKeyRotation"] === true) await client.send(new EnableKeyRotationCommand({ KeyId: id }));
      else await client.send(new DisableKeyRotationCommand({ KeyId: id }));
    }
    if (changed.has("policy")) {
      const Policy = textOf(inputs["policy"]);
      await client.send(new PutKeyPolicyCommand({ KeyId: id, PolicyName: "default", Policy }));
    }
    if (changed.has("isEnabled") && inputs["isEnabled"] !== true)
      await client.send(new DisableKeyCommand({ KeyId: id }));
  },

  tag: async (id, { set, remove }, context) => {
    const client = context.client(KMSClient);
    if (remove.length > 0) await client.send(new UntagResourceCommand({ KeyId: id, TagKeys: remove }));
    const Tags = kmsTags(set);
    if (Tags.length > 0) await client.send(new TagResourceCommand({ KeyId: id, Tags }));
  },

  delete: async (id, { deletionWindowInDays }, context) => {
    const PendingWindowInDays = numberOf(deletionWindowInDays);
    const request = new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays });
    await unlessGone(context.client(KMSClient).send(request));
  },
});

function windowProblems({ deletionWindowInDays: days }: Properties): Problem[] {
  const fits = typeof days !== "number" || (days >= 7 && days <= 30);
  return fits ? [] : [{ property: "deletionWindowInDays", reason: "deletionWindowInDays must be 7 to 30" }];
}

/** KMS names the parts of a tag in a way of its own. */
function kmsTags(tags: Record<string, string>): { TagKey: string; TagValue: string }[] {
  return Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}
