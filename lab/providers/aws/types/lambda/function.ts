import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  type Environment,
  GetFunctionCommand,
  LambdaClient,
  type Runtime,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { isObject, numberOf, type Properties, textMapOf, textOf, type Value } from "../../../core/values";
import { sameArchive, zipOf } from "../../archive";
import { awsType } from "../../aws-type";
import { unlessGone } from "../../gone";

const settings = ["description", "environment", "handler", "kmsKeyArn", "memorySize", "role", "runtime", "timeout"];

/** A Lambda function from an archive. Its id is its name. */
export const resource = awsType({
  module: "lambda/function",
  supports: {
    code: true,
    description: true,
    environment: ["variables"],
    handler: true,
    kmsKeyArn: true,
    memorySize: true,
    name: true,
    role: true,
    runtime: true,
    timeout: true,
  },
  defaults: { memorySize: 128, timeout: 3 },
  replaceOn: ["name"],
  retained: ["code"],
  same: { code: sameArchive },
  autoname: { property: "name", longest: 64 },
  check: ({ code, handler, runtime }) =>
    Object.entries({ code, handler, runtime })
      .filter(([, value]) => value === undefined)
      .map(([property]) => ({ property, reason: `a function from an archive needs ${property}` })),

  create: async (inputs, context) => {
    const { FunctionName } = await context.client(LambdaClient).send(
      new CreateFunctionCommand({
        ...configuration(inputs),
        FunctionName: textOf(inputs["name"]),
        Code: { ZipFile: zipOf(inputs["code"]) },
        Tags: textMapOf(inputs["tagsAll"]),
      }),
    );
    return FunctionName!;
  },

  read: async (id, context) => {
    const found = await unlessGone(context.client(LambdaClient).send(new GetFunctionCommand({ FunctionName: id })));
    const shown = found?.Configuration;
    if (!shown) return undefined;
    const arn = shown.FunctionArn!;
    const invoke = `arn:aws:apigateway:${context.region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
    return {
      arn,
      codeSha256: shown.CodeSha256,
      description: shown.Description,
      environment: environmentOf(shown.Environment),
      handler: shown.Handler,
      invokeArn: invoke,
      kmsKeyArn: shown.KMSKeyArn,
      lastModified: shown.LastModified,
      memorySize: shown.MemorySize,
      name: shown.FunctionName,
      qualifiedArn: `${arn}:${shown.Version}`,
      role: shown.Role,
      runtime: shown.Runtime,
      sourceCodeSize: shown.CodeSize,
      tagsAll: found.Tags ?? {},
      timeout: shown.Timeout,
      version: shown.Version,
    };
  },

  update: async (id, { inputs, changed }, context) => {
    const client = context.client(LambdaClient);
    if (changed.has("code")) {
      await client.send(new UpdateFunctionCodeCommand({ FunctionName: id, ZipFile: zipOf(inputs["code"]) }));
    }
    if (settings.some((name) => changed.has(name))) {
      await client.send(new UpdateFunctionConfigurationCommand({ ...configuration(inputs), FunctionName: id }));
    }
  },

  tag: async (id, { set, remove }, context) => {
    const client = context.client(LambdaClient);
    const Resource = `arn:aws:lambda:${context.region}:${context.account}:function:${id}`;
    if (remove.length > 0) await client.send(new UntagResourceCommand({ Resource, TagKeys: remove }));
    if (Object.keys(set).length > 0) await client.send(new TagResourceCommand({ Resource, Tags: set }));
  },

  delete: async (id, _state, context) => {
    await unlessGone(context.client(LambdaClient).send(new DeleteFunctionCommand({ FunctionName: id })));
  },
});

function configuration(inputs: Properties) {
  return {
    Description: textOf(inputs["description"]) ?? "",
    Environment: { Variables: variablesOf(inputs["environment"]) },
    Handler: textOf(inputs["handler"]),
    KMSKeyArn: textOf(inputs["kmsKeyArn"]),
    MemorySize: numberOf(inputs["memorySize"]),
    Role: textOf(inputs["role"]),
    Runtime: textOf(inputs["runtime"]) as Runtime | undefined,
    Timeout: numberOf(inputs["timeout"]),
  };
}

function variablesOf(environment: Value): Record<string, string> {
  return isObject(environment) ? textMapOf(environment["variables"]) : {};
}

function environmentOf(environment: Environment | undefined): Properties | undefined {
  const variables = environment?.Variables ?? {};
  return Object.keys(variables).length > 0 ? { variables } : undefined;
}
