import assert from "node:assert/strict";
import { parseServices } from "../../components/model/parse-services";
import { perEnvironment } from "../../components/model/per-environment";
import { type Service, defineService } from "../../components/model/service";

const dev = { name: "dev", account: "123456789012", region: "eu-west-1" };
const prod = { ...dev, name: "prod" };

const shop: Service = {
  name: "shop",
  namespace: "shop",
  owner: { team: "shop", address: "shop@example.com" },
  runbook: "https://runbooks.example.com/shop",
  workloads: [{ kind: "Deployment", name: "shop" }],
  groups: {
    app: { keys: { STRIPE_SECRET_KEY: { value: "provided" } }, rotation: { mode: "manual", intervalDays: 90 } },
  },
};

/** Parses one declaration that is wrong on purpose, which types would not let pass. */
function parse(declaration: unknown, environment = dev, overrides?: Record<string, unknown>): Service {
  const file = "services/shop.ts";
  const declared = [{ file, expectedName: "shop", declaration: declaration as Service }];
  return parseServices(declared, { environment, ...(overrides && { overrides }) })[0]!;
}

function refused(declaration: unknown, ...problems: string[]): void {
  const title = problems.length === 1 ? "A service declaration is wrong:" : "Service declarations are wrong:";
  assert.throws(() => parse(declaration), {
    message: [title, ...problems.map((problem) => `  ${problem}`)].join("\n"),
  });
}

describe("a service declaration", () => {
  it("is taken as it is when it is right", () => {
    assert.deepEqual(parse(shop), shop);
  });

  it("gives each environment its own value, by name, by default and by a function of the environment", () => {
    const declaration = defineService({
      ...shop,
      namespace: perEnvironment({ prod: "shop", default: "shop-test" }),
      parameters: { HOST: perEnvironment({ default: ({ name, region }) => `${name}.${region}.example.com` }) },
    });
    assert.equal(parse(declaration, prod).namespace, "shop");
    assert.equal(parse(declaration, dev).namespace, "shop-test");
    assert.deepEqual(parse(declaration, dev).parameters, { HOST: "dev.eu-west-1.example.com" });
  });

  it("names the environment that has no value, and both ways to give it one", () => {
    refused(
      { ...shop, namespace: perEnvironment({ prod: "shop", staging: "shop" }) },
      `services/shop.ts: namespace: has no value for environment "dev": add dev or default beside prod, staging, or type: pulumi config set --stack dev --path 'strongroom:overrides.shop.namespace' VALUE`,
    );
  });

  it("takes from the stack file what the environment dictates", () => {
    const declaration = { ...shop, namespace: perEnvironment({}) };
    assert.equal(parse(declaration, dev, { shop: { namespace: "shop-dev" } }).namespace, "shop-dev");
  });

  it("refuses an override for a service that does not exist", () => {
    assert.throws(() => parse(shop, dev, { shpo: {} }), {
      message:
        "A service declaration is wrong:\n  strongroom:overrides: shpo: no service has this name; there are shop. Type: pulumi config rm --stack dev --path 'strongroom:overrides.shpo'",
    });
  });

  it("reports every problem at once, each with its fix", () => {
    refused(
      {
        ...shop,
        name: "Shop",
        runbook: "http://runbooks.example.com",
        workloads: [],
        colour: "blue",
        groups: {
          app: { keys: { stripe: { value: "provided" } } },
          database: {
            database: { engine: "postgres", host: "db.example.com", name: "shop" },
            rotation: { mode: "lambda", functionArn: "rotate", schedule: "cron(0 4 1 * ? *)" },
          },
        },
      },
      "services/shop.ts: groups.database.rotation.schedule: the longest interval is 31 days; wanted at most 30 for database credentials",
      'services/shop.ts: name: wanted the name of the service, which is its file\'s: lower-case letters, digits and hyphens, at most 40 characters, e.g. "api"',
      'services/shop.ts: runbook: wanted an https URL, e.g. "https://runbooks.example.com/api"',
      'services/shop.ts: workloads: wanted the workloads that read the secrets, e.g. [{ kind: "Deployment", name: "api" }]',
      'services/shop.ts: groups.app.keys.stripe: wanted the name of an environment variable in capitals, e.g. "STRIPE_SECRET_KEY"',
      'services/shop.ts: groups.app.rotation: every group rotates: write rotation: { mode: "manual", intervalDays: 90 }, or another mode of "manual", "lambda", "database", "rds-managed" or "managed-external"',
      'services/shop.ts: groups.database.rotation.functionArn: wanted the ARN of a Lambda function, e.g. "arn:aws:lambda:eu-west-1:123456789012:function:rotate-postgres"',
      "services/shop.ts: colour: is not known here: remove it or correct its spelling",
      'services/shop.ts: name: is "Shop"; wanted "shop": a service is found by its file\'s name',
    );
  });

  it("refuses an interval over the maximum", () => {
    const groups = { app: { ...shop.groups["app"], rotation: { mode: "manual", intervalDays: 93 } } };
    refused(
      { ...shop, groups },
      "services/shop.ts: groups.app.rotation.intervalDays: the longest interval is 93 days; wanted at most 92 for credentials other than a database's",
    );
  });

  it("takes a function's rotation by schedule or by days, and neither both nor none", () => {
    const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:rotate";
    const groups = (rotation: object) => ({
      app: { ...shop.groups["app"], rotation: { mode: "lambda", functionArn, ...rotation } },
    });
    const days = { ...shop, groups: groups({ intervalDays: 92 }) };
    assert.deepEqual(parse(days, dev).groups["app"]?.rotation, { mode: "lambda", functionArn, intervalDays: 92 });
    const wanted =
      'services/shop.ts: groups.app.rotation: wanted either schedule, e.g. "rate(30 days)", or intervalDays, e.g. 30, which leaves the moment to us';
    refused({ ...shop, groups: groups({}) }, wanted);
    refused({ ...shop, groups: groups({ schedule: "rate(30 days)", intervalDays: 30 }) }, wanted);
    refused(
      { ...shop, groups: groups({ intervalDays: 93 }) },
      "services/shop.ts: groups.app.rotation.intervalDays: the longest interval is 93 days; wanted at most 92 for credentials other than a database's",
    );
  });

  it("refuses one variable in two places, and a group that holds both kinds or none", () => {
    const rotation = { mode: "manual", intervalDays: 30 };
    refused(
      {
        ...shop,
        groups: {
          app: shop.groups["app"],
          other: { keys: { STRIPE_SECRET_KEY: { value: "provided" } }, rotation },
          none: { rotation },
        },
        parameters: { STRIPE_SECRET_KEY: "x" },
      },
      "services/shop.ts: groups.none: wanted one of keys, database and partner: a database's or a partner's credential is an entry of its own",
      "services/shop.ts: groups.other: STRIPE_SECRET_KEY is declared in groups.app too: rename one",
      "services/shop.ts: parameters.STRIPE_SECRET_KEY: STRIPE_SECRET_KEY is declared in groups.app too: rename one",
    );
  });

  it("refuses a group whose name looks like the suffix of an ARN", () => {
    refused(
      { ...shop, groups: { "app-secret": shop.groups["app"] } },
      "services/shop.ts: groups.app-secret: a hyphen before the last six characters looks like the suffix of an ARN to Secrets Manager: rename it",
    );
  });

  it("takes a generated value in prod only with a reason", () => {
    const generated = { value: "generated" as const };
    const declaration = { ...shop, groups: { app: { ...shop.groups["app"]!, keys: { JWT_SIGNING_KEY: generated } } } };
    assert.equal(parse(declaration, dev).groups["app"]?.keys?.["JWT_SIGNING_KEY"]?.value, "generated");
    assert.throws(() => parse(declaration, prod), {
      message:
        'A service declaration is wrong:\n  services/shop.ts: groups.app.keys.JWT_SIGNING_KEY: prod takes generated values only with a reason: write value: "provided", or add reason: "..."',
    });
    const reason = "Nobody outside the cluster ever reads it.";
    declaration.groups.app.keys = { JWT_SIGNING_KEY: { ...generated, reason } } as never;
    assert.equal(parse(declaration, prod).groups["app"]?.keys?.["JWT_SIGNING_KEY"]?.reason, reason);
  });

  it("refuses two services of one name, and names both files", () => {
    const declared = ["services/shop.ts", "services/store.ts"].map((file) => ({ file, declaration: shop }));
    assert.throws(() => parseServices(declared, { environment: dev }), {
      message:
        'A service declaration is wrong:\n  services/store.ts: name: the name "shop" is claimed by services/shop.ts too: rename one service and its file',
    });
  });

  it("says in plain words what is wanted where something else stands", () => {
    refused(
      {
        ...shop,
        owner: undefined,
        workloads: undefined,
        groups: {
          app: { keys: { STRIPE_SECRET_KEY: "provided" }, rotation: { mode: "manual", intervalDays: 90 } },
          other: null,
        },
      },
      'services/shop.ts: owner: wanted who answers for it, e.g. { team: "payments", address: "payments@example.com" }',
      'services/shop.ts: workloads: wanted the workloads that read the secrets, e.g. [{ kind: "Deployment", name: "api" }]',
      'services/shop.ts: groups.app.keys.STRIPE_SECRET_KEY: wanted how the value gets in, { value: "provided" } or { value: "generated" }',
      "services/shop.ts: groups.other: wanted an object, { ... }",
    );
  });

  it("refuses a parameter that Parameter Store refuses", () => {
    refused(
      { ...shop, parameters: { EMPTY: "", LONG: { value: "x".repeat(4097) }, REFERENCE: "{{ssm:other}}" } },
      "services/shop.ts: parameters.EMPTY: is empty, which Parameter Store refuses: leave it out, or give it a value",
      "services/shop.ts: parameters.LONG: has 4097 characters; Parameter Store takes 4096",
      "services/shop.ts: parameters.REFERENCE: holds {{, which Parameter Store reads as a reference: write it otherwise",
    );
  });

  it("refuses a service that keeps nothing, and takes one with parameters alone", () => {
    refused(
      { ...shop, groups: {} },
      "services/shop.ts: groups: the service keeps nothing: wanted a group, or parameters",
    );
    const parameters = { LOG_LEVEL: "info" };
    assert.deepEqual(parse({ ...shop, groups: {}, parameters }).parameters, parameters);
  });

  it("refuses an entry and a function that are elsewhere", () => {
    const database = { engine: "postgres", host: "db.example.com", name: "shop" };
    const secretArn = "arn:aws:secretsmanager:eu-west-1:999999999999:secret:rds!db-0a1b-AbCdEf";
    const functionArn = "arn:aws:lambda:us-east-1:123456789012:function:rotate";
    refused(
      {
        ...shop,
        groups: {
          owned: { database, rotation: { mode: "rds-managed", secretArn } },
          rotated: {
            database: { ...database, urlKey: "OTHER_URL" },
            rotation: { mode: "lambda", functionArn, schedule: "rate(30 days)" },
          },
        },
      },
      "services/shop.ts: groups.owned.rotation.secretArn: is of another account or region; wanted an entry of 123456789012 in eu-west-1",
      "services/shop.ts: groups.rotated.rotation.functionArn: is of another region; wanted a function in eu-west-1, where the entry is",
    );
  });
});
