import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
  type ParameterTier,
  type ParameterType,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import type { Problem } from "../../../core/resource-type";
import { type Properties, textOf, unknown } from "../../../core/values";
import { awsType } from "../../aws-type";
import { unlessGone } from "../../gone";
import { tagList, tagMap } from "../../tags";

const tagged = { ResourceType: "Parameter" as const };
const types = ["String", "StringList", "SecureString"];

/** A parameter of Parameter Store. Its id is its name. */
export const resource = awsType({
  module: "ssm/parameter",
  supports: {
    allowedPattern: true,
    dataType: true,
    description: true,
    insecureValue: true,
    keyId: true,
    name: true,
    overwrite: true,
    tier: true,
    type: true,
    value: true,
  },
  computed: ["arn", "dataType", "insecureValue", "keyId", "tier", "value"],
  replaceOn: ["dataType", "name"],
  retained: ["overwrite"],
  same: { tier: (current, wanted) => wanted === "Intelligent-Tiering" || current === wanted },
  autoname: { property: "name", longest: 2048 },
  check: valueProblems,
  differences: ({ tier: current }, { tier }) =>
    current === "Advanced" && tier === "Standard" ? [{ property: "tier", replace: true }] : [],
  // Every change of anything but tags is a new version.
  preview: (_inputs, _context, state) => (state ? { version: unknown } : {}),

  create: async (inputs, context) => {
    const Overwrite = inputs["overwrite"] === true;
    const client = context.client(SSMClient);
    const name = textOf(inputs["name"])!;
    const Tags = tagList(inputs["tagsAll"]);
    await client.send(new PutParameterCommand({ ...request(inputs), Overwrite, ...(Overwrite ? {} : { Tags }) }));
    // Tags and Overwrite exclude each other.
    if (Overwrite && Tags.length > 0) {
      await client.send(new AddTagsToResourceCommand({ ...tagged, ResourceId: name, Tags }));
    }
    return name;
  },

  read: async (id, context, state) => {
    const client = context.client(SSMClient);
    const parameter = (await unlessGone(client.send(new GetParameterCommand({ Name: id, WithDecryption: true }))))
      ?.Parameter;
    const filter = { Key: "Name", Option: "Equals", Values: [id] };
    const described = await client.send(new DescribeParametersCommand({ ParameterFilters: [filter] }));
    const details = described.Parameters?.[0];
    if (!parameter || !details) return undefined;
    const { TagList } = await client.send(new ListTagsForResourceCommand({ ...tagged, ResourceId: id }));
    const insecure = state["insecureValue"] !== undefined && parameter.Type !== "SecureString";
    return {
      allowedPattern: details.AllowedPattern,
      arn: parameter.ARN,
      dataType: details.DataType,
      description: details.Description,
      [insecure ? "insecureValue" : "value"]: parameter.Value,
      keyId: details.KeyId,
      name: parameter.Name,
      tagsAll: tagMap(TagList),
      tier: details.Tier,
      type: parameter.Type,
      version: parameter.Version,
    };
  },

  update: async (id, { inputs, changed }, context) => {
    if ([...changed].every((name) => name === "tags" || name === "overwrite")) return;
    const Description = changed.has("description") ? (textOf(inputs["description"]) ?? "") : undefined;
    const put = { ...request(inputs), Name: id, Overwrite: true, Description };
    await context.client(SSMClient).send(new PutParameterCommand(put));
  },

  tag: async (id, { set, remove }, context) => {
    const client = context.client(SSMClient);
    const Tags = tagList(set);
    if (remove.length > 0) {
      await client.send(new RemoveTagsFromResourceCommand({ ...tagged, ResourceId: id, TagKeys: remove }));
    }
    if (Tags.length > 0) await client.send(new AddTagsToResourceCommand({ ...tagged, ResourceId: id, Tags }));
  },

  delete: async (id, _state, context) => {
    await unlessGone(context.client(SSMClient).send(new DeleteParameterCommand({ Name: id })));
  },
});

function request(inputs: Properties) {
  const Type = textOf(inputs["type"]) as ParameterType;
  return {
    Name: textOf(inputs["name"]),
    Type,
    Value: textOf(inputs["insecureValue"]) ?? textOf(inputs["value"]),
    AllowedPattern: textOf(inputs["allowedPattern"]),
    DataType: textOf(inputs["dataType"]),
    Description: textOf(inputs["description"]),
    KeyId: Type === "SecureString" ? textOf(inputs["keyId"]) : undefined,
    Tier: textOf(inputs["tier"]) as ParameterTier | undefined,
  };
}

function valueProblems({ type, value, insecureValue }: Properties): Problem[] {
  const problems: Problem[] = [];
  if (typeof type === "string" && !types.includes(type)) {
    problems.push({ property: "type", reason: `type is none of ${types.join(", ")}` });
  }
  if ((value === undefined) === (insecureValue === undefined)) {
    problems.push({ property: "value", reason: "give one of value and insecureValue" });
  }
  if (type === "SecureString" && insecureValue !== undefined) {
    problems.push({ property: "insecureValue", reason: "a SecureString takes value, which stays secret" });
  }
  return problems;
}
