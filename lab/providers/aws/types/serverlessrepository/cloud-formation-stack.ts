import { randomUUID } from "node:crypto";
import { DeleteRoleCommand, DeleteRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  DeleteFunctionCommand,
  GetFunctionCommand,
  LambdaClient,
  ListFunctionsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import {
  ensureRole,
  functionVariables,
  makeRotationFunction,
  type FunctionHome,
  type RotationFunctionSpec,
  rotationFunctionSource,
} from "../../../../given/rotation-function";
import { ProviderError } from "../../../core/errors";
import type { Problem } from "../../../core/resource-type";
import { type Properties, textMapOf, textOf, textsOf } from "../../../core/values";
import { zipFolder } from "../../archive";
import { awsType } from "../../aws-type";
import type { AwsContext } from "../../context";
import { unlessGone } from "../../gone";

/** The applications that the lab has a stand-in for. */
const known =
  /^arn:aws:serverlessrepo:us-east-1:297356227824:applications\/SecretsManagerRDS(PostgreSQL|MySQL)Rotation(SingleUser|MultiUser)$/;
const engines = { PostgreSQL: "postgres", MySQL: "mysql" } as const;
const capabilities = ["CAPABILITY_IAM", "CAPABILITY_RESOURCE_POLICY"];
const required = ["endpoint", "functionName"];
const optional = ["excludeCharacters", "kmsKeyArn", "vpcSecurityGroupIds", "vpcSubnetIds"];
const forTwoUsers = ["masterSecretArn", "masterSecretKmsKeyArn"];
/** The function's variable that holds its stack: the emulator has no repository of applications, so the stack is its function. */
const stackVariable = "LAB_STACK";

/** A stack as its function remembers it. */
interface Stack {
  id: string;
  name: string;
  applicationId: string;
  semanticVersion: string;
  parameters: Record<string, string>;
}

/**
 * One of AWS's rotation functions from the Serverless Application Repository. In AWS it is a stack of CloudFormation; here it is
 * the function alone, with its role. Versions are not compared with those that are published, and the network is not used.
 */
export const resource = awsType({
  module: "serverlessrepository/cloudFormationStack",
  supports: { applicationId: true, capabilities: true, name: true, parameters: true, semanticVersion: true },
  computed: ["capabilities", "semanticVersion"],
  replaceOn: ["applicationId", "name"],
  same: { capabilities: (one, other) => textsOf(one).sort().join() === textsOf(other).sort().join() },
  autoname: { property: "name", longest: 100 },
  check: (inputs) => problemsOf(inputs),

  create: async (inputs, context) => {
    const name = textOf(inputs["name"])!;
    const id = `arn:aws:cloudformation:${context.region}:${context.account}:stack/serverlessrepo-${name}/${randomUUID()}`;
    await make({ ...stackOf(inputs), id }, textMapOf(inputs["tagsAll"]), context);
    return id;
  },

  read: async (id, context) => {
    const found = await find(id, context);
    if (!found) return undefined;
    const { Configuration, Tags } = (await unlessGone(
      context.client(LambdaClient).send(new GetFunctionCommand({ FunctionName: functionOf(found) })),
    )) ?? { Configuration: undefined, Tags: undefined };
    return {
      applicationId: found.applicationId,
      capabilities,
      name: found.name,
      outputs: { RotationLambdaARN: Configuration?.FunctionArn },
      parameters: found.parameters,
      semanticVersion: found.semanticVersion,
      tagsAll: Tags ?? {},
    };
  },

  update: async (id, { inputs, state }, context) => {
    const before = await find(id, context);
    const next = { ...stackOf(inputs), id };
    if (before && functionOf(before) === functionOf(next)) {
      const home = homeOf(context);
      await ensureRole(home, specOf(next));
      const Environment = { Variables: functionVariables(home, specOf(next)) };
      const changed = new UpdateFunctionConfigurationCommand({ FunctionName: functionOf(next), Environment });
      await context.client(LambdaClient).send(changed);
      return;
    }
    await make(next, textMapOf(state["tagsAll"]), context);
    if (before) await removeFunction(functionOf(before), context);
  },

  tag: async (id, { set, remove }, context) => {
    const found = await find(id, context);
    if (!found) return;
    const client = context.client(LambdaClient);
    const Resource = `arn:aws:lambda:${context.region}:${context.account}:function:${functionOf(found)}`;
    if (remove.length > 0) await client.send(new UntagResourceCommand({ Resource, TagKeys: remove }));
    if (Object.keys(set).length > 0) await client.send(new TagResourceCommand({ Resource, Tags: set }));
  },

  delete: async (id, _state, context) => {
    const found = await find(id, context);
    if (found) await removeFunction(functionOf(found), context);
  },
});

function problemsOf({ applicationId, capabilities: given, parameters }: Properties): Problem[] {
  const problems: Problem[] = [];
  const add = (property: string, reason: string) => problems.push({ property, reason });
  if (typeof applicationId === "string" && !known.test(applicationId)) {
    const name = applicationId.split("/").at(-1);
    add(
      "applicationId",
      `the lab has no stand-in for ${name}: it has SecretsManagerRDSPostgreSQLRotationSingleUser, ...PostgreSQLRotationMultiUser, ...MySQLRotationSingleUser and ...MySQLRotationMultiUser of AWS`,
    );
  }
  const missing = capabilities.filter((one) => Array.isArray(given) && !given.includes(one));
  if (given === undefined || missing.length > 0) {
    add("capabilities", `the application makes a role and a resource policy: give ${capabilities.join(" and ")}`);
  }
  const names = Object.keys(textMapOf(parameters));
  const absent = required.filter((name) => !names.includes(name));
  if (absent.length > 0) add("parameters", `Parameters: [${absent.join(", ")}] must have values`);
  const isForTwo = typeof applicationId === "string" && applicationId.endsWith("MultiUser");
  const takes = [...required, ...optional, ...(isForTwo ? forTwoUsers : [])];
  const unknown = names.filter((name) => !takes.includes(name));
  if (unknown.length > 0) add("parameters", `Parameters: [${unknown.join(", ")}] do not exist in the template`);
  return problems;
}

function stackOf(inputs: Properties): Omit<Stack, "id"> {
  return {
    name: textOf(inputs["name"])!,
    applicationId: textOf(inputs["applicationId"])!,
    semanticVersion: textOf(inputs["semanticVersion"]) ?? "1.0.0",
    parameters: textMapOf(inputs["parameters"]),
  };
}

function functionOf({ parameters }: Stack): string {
  return parameters["functionName"]!;
}

function homeOf(context: AwsContext): FunctionHome {
  const { account, region, iam } = context;
  return { account, region, iam, lambda: context.client(LambdaClient) };
}

function specOf(stack: Stack): RotationFunctionSpec {
  const databases = process.env["STRONGROOM_LAB_DATABASES"];
  if (!databases) {
    throw new ProviderError(
      'STRONGROOM_LAB_DATABASES names no folder for the databases of a stage: run the engine by "npm run lab -- pulumi ..."',
    );
  }
  const [, engine, users] = known.exec(stack.applicationId)!;
  return {
    name: functionOf(stack),
    engine: engines[engine as keyof typeof engines],
    strategy: users === "MultiUser" ? "alternating-users" : "single-user",
    ...(stack.parameters["masterSecretArn"] && { superuserSecretArn: stack.parameters["masterSecretArn"] }),
    databases,
    variables: { [stackVariable]: JSON.stringify(stack) },
  };
}

async function make(stack: Stack, tags: Record<string, string>, context: AwsContext): Promise<void> {
  const made = await makeRotationFunction(
    homeOf(context),
    { ...specOf(stack), tags },
    zipFolder(rotationFunctionSource),
  );
  if (!made)
    throw new ProviderError(`there is a function ${functionOf(stack)} already: delete it, or give another name`);
}

async function find(id: string, context: AwsContext): Promise<Stack | undefined> {
  const client = context.client(LambdaClient);
  let Marker: string | undefined;
  do {
    const page = await client.send(new ListFunctionsCommand({ Marker }));
    const stacks = (page.Functions ?? []).flatMap(({ Environment }) => {
      const written = Environment?.Variables?.[stackVariable];
      return written === undefined ? [] : [JSON.parse(written) as Stack];
    });
    const found = stacks.find((stack) => stack.id === id);
    if (found) return found;
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  return undefined;
}

async function removeFunction(name: string, context: AwsContext): Promise<void> {
  await unlessGone(context.client(LambdaClient).send(new DeleteFunctionCommand({ FunctionName: name })));
  await unlessGone(context.iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: "rotate" })));
  await unlessGone(context.iam.send(new DeleteRoleCommand({ RoleName: name })));
}
