import type { Rule } from "../engine/rule";
import { unknown } from "../engine/value";
import { functions } from "../places/functions";
import { judgePlace } from "../places/place";

const lambda = "aws:lambda/function:Function";
const task = "aws:ecs/taskDefinition:TaskDefinition";
const build = "aws:codebuild/project:Project";
const password = ["n7Kq2vXw", "9LrTb4Zp"].join("");
const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/api/database-AbCdEf";

const rule: Rule = {
  id: "function-environment",
  description: "Functions, tasks and builds hold no credentials in their environment.",
  severity: "high",
  why:
    "Whoever may describe a function, a task or a build reads its variables, every version keeps them, and a rotation does not " +
    "reach them. It is among the first places where an intruder looks.",
  fix:
    "Store the value in Secrets Manager. ECS takes it with secrets and valueFrom, CodeBuild with the type SECRETS_MANAGER; a " +
    "function reads it at start with its own role.",
  references: [
    "https://docs.aws.amazon.com/lambda/latest/dg/with-secrets-manager.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html",
  ],
  resource: { types: functions.types, check: (resource) => judgePlace(functions, resource) },
  examples: {
    bad: [
      {
        title: "a variable of a function, beside one that is not known yet",
        resources: [
          {
            type: lambda,
            name: "api",
            props: { environment: { variables: { HOST: unknown, DB_PASSWORD: password } } },
          },
        ],
      },
      {
        title: "the command of a function's image",
        resources: [
          { type: lambda, name: "api", props: { imageConfig: { commands: ["serve", "--db-password", password] } } },
        ],
      },
      {
        title: "a variable of a task",
        resources: [
          {
            type: task,
            name: "api",
            props: {
              containerDefinitions: JSON.stringify([
                { name: "api", environment: [{ name: "DB_PASSWORD", value: password }] },
              ]),
            },
          },
        ],
      },
      {
        title: "an option of a task's log driver",
        resources: [
          {
            type: task,
            name: "api",
            props: {
              containerDefinitions: JSON.stringify([
                { logConfiguration: { logDriver: "splunk", options: { "splunk-token": password } } },
              ]),
            },
          },
        ],
      },
      {
        title: "a variable of a build",
        resources: [
          {
            type: build,
            name: "api",
            props: { environment: { environmentVariables: [{ name: "NPM_TOKEN", value: `${password}${password}` }] } },
          },
        ],
      },
    ],
    good: [
      {
        title: "settings",
        resources: [
          {
            type: lambda,
            name: "api",
            props: { environment: { variables: { LOG_LEVEL: "info", SECRET_ARN: arn, DB_HOST: unknown } } },
          },
          { type: lambda, name: "worker", props: { environment: { variables: unknown } } },
        ],
      },
      {
        title: "a secret that a task reads by its ARN",
        resources: [
          {
            type: task,
            name: "api",
            props: {
              containerDefinitions: JSON.stringify([
                {
                  name: "api",
                  environment: [{ name: "DB_HOST", value: "db.internal" }],
                  secrets: [{ name: "DB_PASSWORD", valueFrom: arn }],
                },
              ]),
            },
          },
          { type: task, name: "worker", props: { containerDefinitions: unknown } },
        ],
      },
      {
        title: "a secret that a build reads by its name",
        resources: [
          {
            type: build,
            name: "api",
            props: {
              environment: {
                environmentVariables: [
                  { name: "NPM_TOKEN", value: "prod/ci/npm:token", type: "SECRETS_MANAGER" },
                  { name: "DB_PASSWORD", value: "/prod/ci/db", type: "PARAMETER_STORE" },
                ],
              },
            },
          },
        ],
      },
    ],
  },
};
export default rule;
