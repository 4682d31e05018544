// A rotation function for keys that nobody issues: an application signs with them and checks with them, so that nothing outside
// has to be told of a new one. A service declares such a group with mode "lambda": docs/rotation.md.
//
//   npm start -- --program examples/application-keys
//
// previews it. An administrator runs the update: it makes a role.
import * as path from "node:path";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const region = new pulumi.Config("aws").require("region");
const account = config.require("account");
const entries = config.requireObject<string[]>("entries");
const keys = config.requireObject<string[]>("keys");
const overlapHours = config.getNumber("overlapHours") ?? 24;

const name = "rotate-application-keys";
const functionArn = `arn:aws:lambda:${region}:${account}:function:${name}`;
const logGroup = `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/${name}`;

const role = new iam.Role(name, {
  name,
  description: "Rotates application keys: reads and writes the entries that name this function, and no others.",
  assumeRolePolicy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
  }),
});

const policy = new iam.RolePolicy(name, {
  name: "rotate",
  role: role.name,
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: [
          "secretsmanager:DescribeSecret",
          "secretsmanager:GetSecretValue",
          "secretsmanager:PutSecretValue",
          "secretsmanager:UpdateSecretVersionStage",
        ],
        // AWS adds a hyphen and six characters of its own to the name.
        Resource: entries.map((entry) => `arn:aws:secretsmanager:${region}:${account}:secret:${entry}-??????`),
        Condition: { StringEquals: { "secretsmanager:resource/AllowRotationLambdaArn": functionArn } },
      },
      {
        Effect: "Allow",
        Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [logGroup, `${logGroup}:*`],
      },
    ],
  }),
});

const rotate = new lambda.Function(
  name,
  {
    name,
    description: "Makes application keys anew, and keeps the one before for an overlap.",
    runtime: "nodejs22.x",
    handler: "index.handler",
    code: new pulumi.asset.FileArchive(path.join(__dirname, "function")),
    role: role.arn,
    timeout: 60,
    environment: { variables: { KEYS: keys.join(","), OVERLAP_HOURS: String(overlapHours) } },
  },
  { dependsOn: policy },
);

new lambda.Permission(name, {
  statementId: "secrets-manager",
  function: rotate.name,
  action: "lambda:InvokeFunction",
  principal: "secretsmanager.amazonaws.com",
  // Without it, entries of other accounts could have this function called.
  sourceAccount: account,
});

/** What a service writes: `rotation: { mode: "lambda", functionArn, intervalDays: 30 }`. */
export const rotationFunctionArn = rotate.arn;
