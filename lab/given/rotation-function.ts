import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { databasesFolder } from "../stage/folders";
import type { Stage } from "../stage/stage";
import { type AccountClient, unlessExists } from "./account";

/** The folder that holds the function's code. */
export const rotationFunctionSource = join(__dirname, "rotation-function");

/** What a rotation function rotates, and how. The lab has a stand-in for these. */
export interface RotationFunctionSpec {
  /** Its name, e.g. `"rotate-postgres"`. */
  name: string;
  engine: "postgres" | "mysql";
  strategy: "single-user" | "alternating-users";
  /** ARN of the superuser's entry that its role may read. */
  superuserSecretArn?: string;
  /** The folder of a stage's databases, see `databasesFolder`. */
  databases: string;
  /** Variables on top. */
  variables?: Record<string, string>;
  tags?: Record<string, string>;
}

/** Where a function is made. */
export interface FunctionHome {
  account: string;
  region: string;
  iam: IAMClient;
  lambda: LambdaClient;
}

/** The function's code as Lambda takes it: a zip archive. */
export async function packRotationFunction(stage: Stage): Promise<Uint8Array> {
  const archive = join(stage.directory, "rotation-function.zip");
  await promisify(execFile)(stage.parts.python, [
    "-m",
    "zipfile",
    "-c",
    archive,
    join(rotationFunctionSource, "index.js"),
  ]);
  return readFileSync(archive);
}

/**
 * A rotation function of a team's own, which exists before Strongroom: it rotates PostgreSQL for one user.
 *
 * @param arn For example `"arn:aws:lambda:eu-west-1:111122223333:function:rotate-postgres"`.
 * @param code See `packRotationFunction`.
 * @param directory The stage's folder: the function's database stands below it.
 */
export async function ensureRotationFunction(
  account: AccountClient,
  arn: string,
  code: Uint8Array,
  directory: string,
): Promise<void> {
  const home = { ...account, iam: new IAMClient(account), lambda: new LambdaClient(account) };
  const name = arn.split(":").at(-1) ?? arn;
  const databases = databasesFolder(directory);
  await makeRotationFunction(home, { name, engine: "postgres", strategy: "single-user", databases }, code);
  home.iam.destroy();
  home.lambda.destroy();
}

/**
 * A rotation function with the role that it runs under, open to Secrets Manager alone; one that exists stays as it is. The code is
 * rotation-function/index.js, and files stand for the database.
 *
 * @returns Whether it was made now.
 */
export async function makeRotationFunction(
  home: FunctionHome,
  spec: RotationFunctionSpec,
  code: Uint8Array,
): Promise<boolean> {
  const { name } = spec;
  const made = await unlessExists(
    home.lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Role: await ensureRole(home, spec),
        Runtime: "nodejs20.x",
        Handler: "index.handler",
        Timeout: 60,
        Code: { ZipFile: code },
        Environment: { Variables: functionVariables(home, spec) },
        Tags: spec.tags,
      }),
    ),
    ["ResourceConflictException"],
  );
  if (!made) return false;
  await home.lambda.send(
    new AddPermissionCommand({
      FunctionName: name,
      StatementId: "secrets-manager",
      Action: "lambda:InvokeFunction",
      Principal: "secretsmanager.amazonaws.com",
      SourceAccount: home.account,
    }),
  );
  return true;
}

/** What the code reads. Each account has servers of its own, and all functions of an account see the same. */
export function functionVariables(
  { account }: Pick<FunctionHome, "account">,
  { engine, strategy, databases, variables }: RotationFunctionSpec,
): Record<string, string> {
  return { ...variables, LAB_DATABASE: join(databases, account), LAB_ENGINE: engine, LAB_STRATEGY: strategy };
}

/** The function's role, with what it may do. @returns Its ARN. */
export async function ensureRole(
  home: FunctionHome,
  { name, superuserSecretArn }: RotationFunctionSpec,
): Promise<string> {
  const { account, region, iam } = home;
  const lambda = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  await unlessExists(iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document(lambda) })), [
    "EntityAlreadyExistsException",
    "EntityAlreadyExists",
  ]);
  const entries = {
    Effect: "Allow",
    Action: [
      "secretsmanager:DescribeSecret",
      "secretsmanager:GetSecretValue",
      "secretsmanager:PutSecretValue",
      "secretsmanager:UpdateSecretVersionStage",
    ],
    Resource: `arn:aws:secretsmanager:${region}:${account}:secret:*`,
    Condition: {
      StringEquals: {
        "secretsmanager:resource/AllowRotationLambdaArn": `arn:aws:lambda:${region}:${account}:function:${name}`,
      },
    },
  };
  const passwords = { Effect: "Allow", Action: "secretsmanager:GetRandomPassword", Resource: "*" };
  const superuser = { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: superuserSecretArn };
  const policy = document(entries, passwords, ...(superuserSecretArn === undefined ? [] : [superuser]));
  await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "rotate", PolicyDocument: policy }));
  return `arn:aws:iam::${account}:role/${name}`;
}

function document(...statements: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
