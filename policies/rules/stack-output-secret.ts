import type { Rule } from "../engine/rule";
import { unknown } from "../engine/value";
import { outputs } from "../places/outputs";
import { judgePlace } from "../places/place";

const stack = "pulumi:pulumi:Stack";
const databaseUrl = ["postgres://api:", "n7Kq2vXw9LrT", "@db.internal:5432/api"].join("");

const rule: Rule = {
  id: "stack-output-secret",
  description: "The stack exports no credentials.",
  severity: "medium",
  why:
    "An output stands in the state, in plain text unless it is marked as secret, is printed after every update, and is read by " +
    "other stacks and their logs. Advice, because a policy is not told which outputs are marked.",
  fix: "Export the ARN of the secret instead of its value. If the value has to be exported, wrap it in pulumi.secret(...).",
  references: [
    "https://www.pulumi.com/docs/iac/concepts/secrets/",
    "https://www.pulumi.com/docs/iac/concepts/stacks/#outputs",
  ],
  stack: {
    types: outputs.types,
    check: (resources) =>
      resources
        .filter(({ type }) => outputs.types.includes(type))
        .flatMap((resource) =>
          judgePlace(outputs, resource, { onlySure: true }).map((finding) => ({
            ...finding,
            level: "advisory" as const,
            urn: resource.urn,
          })),
        ),
  },
  examples: {
    bad: [
      {
        title: "a database URL with a password",
        resources: [{ type: stack, name: "app-dev", props: { bucket: "logs", databaseUrl } }],
        level: "advisory",
      },
    ],
    good: [
      {
        title: "names, addresses and ARNs",
        resources: [
          {
            type: stack,
            name: "app-dev",
            props: {
              secretArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/api/app-AbCdEf",
              secretName: "prod/api/app",
              endpoint: unknown,
              databaseHost: "db.internal",
              roles: { deploy: "arn:aws:iam::123456789012:role/deploy" },
            },
          },
        ],
      },
    ],
  },
};
export default rule;
