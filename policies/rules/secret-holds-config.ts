import { areSettings } from "../entries/settings";
import { fieldsOf, listFields } from "../entries/fields";
import type { ExampleResource, Finding, Rule } from "../engine/rule";
import { unknown, type Value, type ValueMap } from "../engine/value";

const versionType = "aws:secretsmanager/secretVersion:SecretVersion";
const password = ["n7Kq2v", "Xw9LrTb4"].join("");

const rule: Rule = {
  id: "secret-holds-config",
  description: "Secrets Manager holds credentials, and no settings.",
  severity: "low",
  enforcementLevel: "advisory",
  why:
    "A secret costs money per month and per call, is read by a role that should read credentials alone, and hides a log level " +
    "behind an encrypted value. Settings belong in Parameter Store, where they are versioned and free up to a quota.",
  fix:
    "Declare the settings as parameters in services/<service>.ts and remove the entry. Flags that change while a program runs " +
    "belong in neither.",
  references: [
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html",
    "https://aws.amazon.com/secrets-manager/pricing/",
  ],
  resource: { types: [versionType], check: ({ props }) => check(props) },
  examples: {
    bad: [
      {
        title: "a log level and a flag",
        level: "advisory",
        resources: [version(JSON.stringify({ LOG_LEVEL: "info", FEATURE_CHECKOUT: true }))],
      },
      {
        title: "numbers and addresses",
        level: "advisory",
        resources: [
          version(JSON.stringify({ port: 8080, requestTimeoutSeconds: 30, API_URL: "https://api.example.com/v1" })),
        ],
      },
      { title: "a single flag", level: "advisory", resources: [version("true")] },
    ],
    good: [
      {
        title: "a database's address beside its password",
        resources: [
          version(
            JSON.stringify({
              engine: "postgres",
              host: "db.internal",
              port: 5432,
              dbname: "api",
              username: "api",
              password,
            }),
          ),
        ],
      },
      {
        title: "a credential beside a setting",
        resources: [version(JSON.stringify({ LOG_LEVEL: "info", STRIPE_SECRET_KEY: password }))],
      },
      {
        title: "what only looks like a number or a word",
        resources: [
          version(JSON.stringify({ PIN: 4711 })),
          { ...version("314159"), name: "second" },
          { ...version("hunter"), name: "third" },
          {
            ...version(JSON.stringify({ username: "api", masterarn: "arn:aws:rds:eu-west-1:1:db:a" })),
            name: "fourth",
          },
        ],
      },
      {
        title: "a value that is not known yet, and an empty one",
        resources: [version(unknown), version("{}", "empty")],
      },
    ],
  },
};
export default rule;

function check(props: ValueMap): Finding[] {
  return ["secretString", "secretStringWo"].flatMap((field) => {
    const value = props[field];
    if (typeof value !== "string") return [];
    const fields = fieldsOf(value);
    if (!areSettings(fields)) return [];
    const [only] = fields;
    const what = only!.keyPath.length === 0 ? "a flag" : `settings (${listFields(fields)})`;
    const text = `${field} holds ${what} and no credential.`;
    const fix = "declare them as parameters in services/<service>.ts, and remove the entry.";
    return [{ level: "mandatory", keyPath: field, text, fix }];
  });
}

function version(secretString: Value, name = "api-app"): ExampleResource {
  return { type: versionType, name, props: { secretId: "staging/api/app", secretString } };
}
