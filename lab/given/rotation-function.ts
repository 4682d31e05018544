import { execFile } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { Stage } from "../stage/stage";
import { type AccountClient, unlessExists } from "./account";

const source = join(__dirname, "rotation-function", "index.js");

/** The function's code as Lambda takes it: a zip archive. */
export async function packRotationFunction(stage: Stage): Promise<Uint8Array> {
  const archive = join(stage.directory, "rotation-function.zip");
  await promisify(execFile)(stage.parts.python, ["-m", "zipfile", "-c", archive, source]);
  return readFileSync(archive);
}

/**
 * A rotation function with the role that it runs under, open to Secrets Manager alone. In an account it comes from AWS's own
 * application repository; here it is rotation-function/index.js, and a file stands for the database.
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
  const name = arn.split(":").at(-1) ?? arn;
  const databases = join(directory, "databases");
  mkdirSync(databases, { recursive: true, mode: 0o700 });
  const roleArn = await ensureRole(account, name);
  const lambda = new LambdaClient(account);
  const made = await unlessExists(
    lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Role: roleArn,
        Runtime: "nodejs20.x",
        Handler: "index.handler",
        Timeout: 60,
        Code: { ZipFile: code },
        Environment: { Variables: { LAB_DATABASE: join(databases, `${account.account}-${name}.json`) } },
      }),
    ),
    ["ResourceConflictException"],
  );
  if (made) {
    await lambda.send(
      new AddPermissionCommand({
        FunctionName: name,
        StatementId: "secrets-manager",
        Action: "lambda:InvokeFunction",
        Principal: "secretsmanager.amazonaws.com",
        SourceAccount: account.account,
      }),
    );
  }
  lambda.destroy();
}

async function ensureRole(account: AccountClient, name: string): Promise<string> {
  const iam = new IAMClient(account);
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
    Resource: `arn:aws:secretsmanager:${account.region}:${account.account}:secret:*`,
    Condition: {
      StringEquals: {
        "secretsmanager:resource/AllowRotationLambdaArn": `arn:aws:lambda:${account.region}:${account.account}:function:${name}`,
      },
    },
  };
  const passwords = { Effect: "Allow", Action: "secretsmanager:GetRandomPassword", Resource: "*" };
  const policy = document(entries, passwords);
  await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "rotate", PolicyDocument: policy }));
  iam.destroy();
  return `arn:aws:iam::${account.account}:role/${name}`;
}

function document(...statements: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
