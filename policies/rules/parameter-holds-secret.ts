import { detectedIn } from "../engine/detected";
import type { KeyPath } from "../engine/leaves";
import type { ExampleResource, Finding, Rule } from "../engine/rule";
import { isMap, unknown, type Value, type ValueMap } from "../engine/value";

const parameterType = "aws:ssm/parameter:Parameter";
// Built from pieces, so that no scanner takes this file for a leak.
const databaseUrl = ["postgres://api:", "n7Kq2vXw9LrT", "@db.internal:5432/api"].join("");
const stripeKey = ["sk_", "live_", "4eC39HqLyjWDarjtT1zdp7dc"].join("");

const rule: Rule = {
  id: "parameter-holds-secret",
  description: "Parameter Store holds settings, and no credentials.",
  severity: "high",
  why:
    "A parameter of type String is plain text to everyone who may read parameters, and stays in its history. Even a " +
    "SecureString has no rotation, no resource policy and no copy in another region. Credentials live in Secrets Manager, " +
    "settings in Parameter Store, and no role reads both.",
  fix:
    "Declare the credential as a key of a group in services/<service>.ts, remove the parameter, and change the credential: " +
    "its old value stays in the parameter's history.",
  references: [
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-securestring.html",
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html",
    "https://cwe.mitre.org/data/definitions/312.html",
  ],
  resource: { types: [parameterType], check: ({ props }) => check(props) },
  examples: {
    bad: [
      { title: "a database URL with a password", resources: [parameter("/prod/api/DATABASE_URL", databaseUrl)] },
      { title: "a key of a payment provider", resources: [parameter("/prod/api/STRIPE_SECRET_KEY", stripeKey)] },
      {
        title: "a key in a list of values",
        resources: [parameter("/prod/api/KEYS", ["eu", stripeKey].join(","), { type: "StringList" })],
      },
      {
        title: "a value that is given as insecureValue",
        resources: [
          { type: parameterType, name: "api", props: { name: "/api/url", type: "String", insecureValue: databaseUrl } },
        ],
      },
      {
        title: "a credential in a SecureString",
        level: "advisory",
        resources: [parameter("/prod/api/DATABASE_URL", databaseUrl, { type: "SecureString" })],
      },
      {
        title: "a credential whose parameter has no known type yet",
        level: "advisory",
        resources: [parameter("/prod/api/DATABASE_URL", databaseUrl, { type: unknown })],
      },
    ],
    good: [
      {
        title: "settings",
        resources: [
          parameter("/prod/api/LOG_LEVEL", "info"),
          parameter("/prod/api/TOKEN_TTL_SECONDS", "900"),
          parameter("/prod/api/QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"),
          parameter(
            "/prod/api/DB_PASSWORD_SECRET_ARN",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:api-AbCdEf",
          ),
          parameter("/prod/api/REGIONS", "eu-west-1,eu-central-1", { type: "StringList" }),
        ],
      },
      {
        title: "a setting that deserves encryption",
        resources: [parameter("/prod/api/ALLOWED_CUSTOMERS", "acme,globex", { type: "SecureString" })],
      },
      {
        title: "a value that is not known yet",
        resources: [parameter("/prod/api/DB_HOST", unknown), parameter(unknown, "info"), parameter("/prod/a", unknown)],
      },
    ],
  },
};
export default rule;

function check(props: ValueMap): Finding[] {
  const key = lastPart(props.name);
  const found = [props.value, props.insecureValue, props.valueWo].flatMap((value) =>
    typeof value === "string" ? look(value, [key ?? "value"], props) : [],
  );
  // The type decides whether the value is plain to read. Encrypted is better, and still the wrong place.
  const { type } = props;
  if (type !== "SecureString" && type !== unknown) return found;
  return found.filter(({ level }) => level === "mandatory").map((finding) => ({ ...finding, level: "advisory" }));
}

/** A list is read as a whole first: a URL may hold a comma. */
function look(value: string, keyPath: KeyPath, props: ValueMap): Finding[] {
  const at = (value: string, keyPath: KeyPath) =>
    detectedIn({ keyPath, value, place: "parameter" }, () => fixFor(keyPath, props));
  const whole = at(value, keyPath);
  if (whole.length > 0 || props.type !== "StringList") return whole;
  return value.split(",").flatMap((item, index) => at(item.trim(), [...keyPath, index]));
}

function fixFor([key]: KeyPath, { name, tags }: ValueMap): string {
  const variable = /^[A-Za-z]\w{0,99}$/.test(String(key)) ? String(key).toUpperCase() : "it";
  return `declare ${variable} as a key of a group in ${serviceFile(name, tags)}, remove the parameter, and change the credential.`;
}

/** Parameters of this project are called `/<environment>/<service>/<key>`. */
function serviceFile(name: Value | undefined, tags: Value | undefined): string {
  const tag = isMap(tags) ? tags.service : undefined;
  const service = tag ?? (typeof name === "string" ? /^\/[\w-]+\/([\w-]+)\/[\w.-]+$/.exec(name)?.[1] : undefined);
  const isName = typeof service === "string" && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(service);
  return `services/${isName ? service : "<service>"}.ts`;
}

function lastPart(name: Value | undefined): string | undefined {
  return typeof name === "string" ? name.split("/").filter(Boolean).at(-1) : undefined;
}

function parameter(name: Value, value: Value, props: ValueMap = {}): ExampleResource {
  const title = typeof name === "string" ? name : "unnamed";
  return { type: parameterType, name: title, props: { name, value, type: "String", ...props } };
}
