import assert from "node:assert/strict";
import { githubAccess } from "../../components/model/environment-arguments";
import { checkAgainstServices, parseEnvironment, storeNamespaces } from "../../components/model/parse-environment";
import type { Service } from "../../components/model/service";
import { stackValues } from "./stack-values";

const values: Record<string, unknown> = { ...stackValues, "strongroom:github": { repositories: [] } };
const cluster = values["strongroom:cluster"] as Record<string, unknown>;
const none = new Set<string>();

function refused(changed: Record<string, unknown>, ...problems: string[]): void {
  assert.throws(() => parseEnvironment("dev", { values: { ...values, ...changed }, secretKeys: none }), {
    name: "EnvironmentConfigError",
    message: ['The configuration of environment "dev" is wrong:', ...problems.map((problem) => `  ${problem}`)].join(
      "\n",
    ),
  });
}

describe("an environment's configuration", () => {
  it("is taken with its defaults", () => {
    const environment = parseEnvironment("dev", { values, secretKeys: none });
    assert.equal(environment.name, "dev");
    assert.deepEqual(environment.secrets, { recoveryWindowInDays: 30, replicas: [] });
  });

  it("names the key, what was given, what is wanted and the line to type, for every problem at once", () => {
    refused(
      {
        "aws:region": "europe",
        "strongroom:account": undefined,
        "strongroom:cluster": { ...cluster, endpoint: "http://plain", size: 3 },
        "strongroom:secrets": { recoveryWindowInDays: 3 },
      },
      `aws:region is "europe"; wanted an AWS region. Type: pulumi config set --stack dev --path 'aws:region' 'eu-west-1'`,
      `strongroom:account is missing; wanted an AWS account, twelve digits in quotes. Type: pulumi config set --stack dev --type string --path 'strongroom:account' '123456789012'`,
      `strongroom:secrets.recoveryWindowInDays is 3; wanted 7 to 30 days, or 0 for none. Type: pulumi config set --stack dev --path 'strongroom:secrets.recoveryWindowInDays' '30'`,
      `strongroom:cluster.endpoint is "http://plain"; wanted the https URL of the API server. Type: pulumi config set --stack dev --path 'strongroom:cluster.endpoint' 'https://0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com'`,
      `strongroom:cluster.size is not known. Type: pulumi config rm --stack dev --path 'strongroom:cluster.size'`,
    );
  });

  it("never shows a value that is encrypted in the stack file, nor a long one", () => {
    const secret = "hidden-" + "value";
    const encrypted = { values: { ...values, "aws:region": secret }, secretKeys: new Set(["aws:region"]) };
    const long = { values: { ...values, "aws:region": secret.repeat(9) }, secretKeys: none };
    for (const [raw, shown] of [
      [encrypted, "aws:region is encrypted in the stack file; wanted"],
      [long, "aws:region is text of 108 characters; wanted"],
    ] as const) {
      assert.throws(
        () => parseEnvironment("dev", raw),
        (error: Error) => error.message.includes(shown) && !error.message.includes(secret),
      );
    }
  });

  it("refuses an account that the AWS provider would refuse, and an OIDC provider of another issuer", () => {
    refused(
      {
        "strongroom:account": "999999999999",
      },
      "aws:allowedAccountIds does not hold strongroom:account 999999999999. Type: pulumi config set --stack dev --type string --path 'aws:allowedAccountIds[0]' '999999999999'",
      "strongroom:cluster.oidcProviderArn is not the provider of strongroom:cluster.issuer in account 999999999999. Type: pulumi config set --stack dev --path 'strongroom:cluster.oidcProviderArn' 'arn:aws:iam::999999999999:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC'",
    );
  });

  it("refuses a replica in the entries' own region, and two in one", () => {
    refused(
      {
        "strongroom:secrets": { replicas: ["eu-west-1", "eu-central-1", "eu-central-1"].map((region) => ({ region })) },
      },
      "strongroom:secrets.replicas[0].region is eu-west-1, the region of the entries themselves. Type: pulumi config rm --stack dev --path 'strongroom:secrets.replicas[0]'",
      "strongroom:secrets.replicas[2].region is eu-central-1, as that of replicas[1] is. Type: pulumi config rm --stack dev --path 'strongroom:secrets.replicas[2]'",
    );
  });

  it("refuses a KMS key of another region than what it encrypts", () => {
    const key = (region: string) => `arn:aws:kms:${region}:123456789012:key/0a1b`;
    refused(
      {
        "strongroom:secrets": {
          kmsKeyArn: key("eu-central-1"),
          replicas: [{ region: "eu-central-1", kmsKeyArn: key("eu-west-1") }],
        },
      },
      "strongroom:secrets.kmsKeyArn is a key of eu-central-1; wanted one of eu-west-1, where the entries are. Type: pulumi config set --stack dev --path 'strongroom:secrets.kmsKeyArn' 'ARN'",
      "strongroom:secrets.replicas[0].kmsKeyArn is a key of eu-west-1; wanted one of eu-central-1, where the entries are. Type: pulumi config set --stack dev --path 'strongroom:secrets.replicas[0].kmsKeyArn' 'ARN'",
    );
  });

  it("takes who is reminded, and refuses what nobody could be reached by", () => {
    const reminders = { enabled: true, emails: ["platform@example.com"], hour: 8, timezone: "Europe/Berlin" };
    const parsed = parseEnvironment("dev", {
      values: { ...values, "strongroom:reminders": reminders },
      secretKeys: none,
    });
    assert.deepEqual(parsed.reminders, reminders);
    assert.deepEqual(parseEnvironment("dev", { values, secretKeys: none }).reminders, {});
    refused(
      {
        "strongroom:reminders": {
          emails: ["platform"],
          topicArn: "alarms",
          hour: 3,
          timezone: "Berlin/Europe",
          when: 1,
        },
      },
      `strongroom:reminders.emails[0] is "platform"; wanted an e-mail address. Type: pulumi config set --stack dev --path 'strongroom:reminders.emails[0]' 'platform@example.com'`,
      `strongroom:reminders.topicArn is "alarms"; wanted the ARN of a topic that exists. Type: pulumi config set --stack dev --path 'strongroom:reminders.topicArn' 'arn:aws:sns:eu-west-1:123456789012:alarms'`,
      `strongroom:reminders.hour is 3; wanted a full hour from 4 to 21. Type: pulumi config set --stack dev --path 'strongroom:reminders.hour' '9'`,
      `strongroom:reminders.timezone is "Berlin/Europe"; wanted the name of a time zone. Type: pulumi config set --stack dev --path 'strongroom:reminders.timezone' 'Europe/Berlin'`,
      `strongroom:reminders.when is not known. Type: pulumi config rm --stack dev --path 'strongroom:reminders.when'`,
    );
  });

  it("takes who may read, and refuses an audit that nobody would hear of", () => {
    const audit = { enabled: true, readers: ["arn:aws:iam::123456789012:role/break-glass"], burst: 5, reads: false };
    const reminders = { enabled: true };
    const parsed = parseEnvironment("dev", {
      values: { ...values, "strongroom:audit": audit, "strongroom:reminders": reminders },
      secretKeys: none,
    });
    assert.deepEqual(parsed.audit, audit);
    refused(
      { "strongroom:audit": { enabled: true } },
      "strongroom:audit.enabled is true, and nobody would be told: reminders make the topic. Type: pulumi config set --stack dev --path 'strongroom:reminders.enabled' 'true'",
    );
    refused(
      { "strongroom:audit": { readers: ["somebody"], burst: 0 } },
      `strongroom:audit.readers[0] is "somebody"; wanted the ARN of one role, user or root. Type: pulumi config set --stack dev --path 'strongroom:audit.readers[0]' 'arn:aws:iam::123456789012:role/break-glass'`,
      `strongroom:audit.burst is 0; wanted a number of reads in five minutes, from 1. Type: pulumi config set --stack dev --path 'strongroom:audit.burst' '10'`,
    );
  });

  it("takes where a response is told of, and shows no webhook's address in place of its entry", () => {
    const respond = {
      journal: "s3://acme-incidents/strongroom/prod",
      webhook: "prod/platform/incident-webhook",
      topicArn: "arn:aws:sns:eu-west-1:123456789012:incidents",
    };
    const parsed = parseEnvironment("dev", { values: { ...values, "strongroom:respond": respond }, secretKeys: none });
    assert.deepEqual(parsed.respond, respond);
    assert.deepEqual(parseEnvironment("dev", { values, secretKeys: none }).respond, {});
    refused(
      {
        "strongroom:respond": { journal: "s3://acme-incidents", webhook: "https://h.example/T1", topicArn: "x", to: 1 },
      },
      `strongroom:respond.journal is "s3://acme-incidents"; wanted a bucket and a prefix in S3, without a slash at its end. Type: pulumi config set --stack dev --path 'strongroom:respond.journal' 's3://acme-incidents/strongroom'`,
      `strongroom:respond.webhook is text of 20 characters; wanted the name of the entry that holds the webhook's address, not the address. Type: pulumi config set --stack dev --path 'strongroom:respond.webhook' 'prod/platform/incident-webhook'`,
      `strongroom:respond.topicArn is "x"; wanted the ARN of a topic that exists. Type: pulumi config set --stack dev --path 'strongroom:respond.topicArn' 'arn:aws:sns:eu-west-1:123456789012:incidents'`,
      `strongroom:respond.to is not known. Type: pulumi config rm --stack dev --path 'strongroom:respond.to'`,
    );
  });

  it("takes how Prometheus picks its rules, and refuses a label that is no text", () => {
    const rules = { enabled: true, namespace: "monitoring", labels: { release: "prometheus" } };
    const parsed = parseEnvironment("dev", {
      values: { ...values, "strongroom:prometheusRules": rules },
      secretKeys: none,
    });
    assert.deepEqual(parsed.prometheusRules, rules);
    refused(
      { "strongroom:prometheusRules": { labels: { release: 5 } } },
      `strongroom:prometheusRules.labels.release is 5; wanted a label in quotes. Type: pulumi config set --stack dev --type string --path 'strongroom:prometheusRules.labels.release' 'prometheus'`,
    );
  });

  it("takes how the cluster judges ConfigMaps, and leaves what is not said to the component", () => {
    const admission = (given: unknown) =>
      parseEnvironment("dev", { values: { ...values, "strongroom:admission": given }, secretKeys: none }).admission;
    assert.deepEqual(admission(undefined), {});
    assert.deepEqual(admission({}), {});
    assert.deepEqual(admission({ action: "off" }), { action: "off" });
    assert.deepEqual(admission({ action: "deny", namespaces: ["api"] }), { action: "deny", namespaces: ["api"] });
  });

  it("refuses an action that does not exist, a namespace that is a pattern, and a misspelt part", () => {
    refused(
      {
        "strongroom:admission": {
          action: "block",
          namespaces: ["team-*"],
          exceptNamespaces: "kube-system",
          mode: "deny",
        },
      },
      `strongroom:admission.action is "block"; wanted warn, deny or off. Type: pulumi config set --stack dev --path 'strongroom:admission.action' 'warn'`,
      `strongroom:admission.namespaces[0] is "team-*"; wanted a namespace. Type: pulumi config set --stack dev --path 'strongroom:admission.namespaces[0]' 'api'`,
      `strongroom:admission.exceptNamespaces is "kube-system"; wanted a list of namespaces, or nothing for those of Kubernetes. Type: pulumi config rm --stack dev --path 'strongroom:admission.exceptNamespaces'`,
      `strongroom:admission.mode is not known. Type: pulumi config rm --stack dev --path 'strongroom:admission.mode'`,
    );
  });

  it("refuses a provider for GitHub of another account", () => {
    const providerArn = "arn:aws:iam::999999999999:oidc-provider/token.actions.githubusercontent.com";
    refused(
      { "strongroom:github": { repositories: [], providerArn } },
      "strongroom:github.providerArn is of another account than 123456789012: IAM takes its own only. Type: pulumi config set --stack dev --path 'strongroom:github.providerArn' 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com'",
    );
  });

  it("takes the enterprise whose own issuer signs the tokens, unless a provider is given", () => {
    const given = { repositories: [], enterprise: "octo-corp" };
    const environment = parseEnvironment("dev", {
      values: { ...values, "strongroom:github": given },
      secretKeys: new Set(),
    });
    assert.equal(githubAccess(environment, []).enterprise, "octo-corp");
    refused(
      { "strongroom:github": { repositories: [], enterprise: "Octo Corp" } },
      `strongroom:github.enterprise is "Octo Corp"; wanted the slug of an enterprise that has an issuer of its own. Type: pulumi config set --stack dev --path 'strongroom:github.enterprise' 'octo-corp'`,
    );
    const providerArn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com/octo-corp";
    refused(
      { "strongroom:github": { ...given, providerArn } },
      "strongroom:github.enterprise belongs to a provider that is created: the ARN of an existing one has the slug. Type: pulumi config rm --stack dev --path 'strongroom:github.enterprise'",
    );
  });

  it("refuses a misspelt key, which would otherwise do nothing", () => {
    refused(
      { "strongroom:gaurd": "" },
      "strongroom:gaurd is not known; there are strongroom:account, strongroom:secrets, strongroom:cluster, strongroom:github, strongroom:operator, strongroom:eventSync, strongroom:reloader, strongroom:admission, strongroom:reminders, strongroom:audit, strongroom:respond, strongroom:prometheusRules, strongroom:network, strongroom:team, strongroom:teamStacks, strongroom:namespaces, strongroom:additionalNamespaces, strongroom:seeded, strongroom:rotations, strongroom:adopt, strongroom:overrides, strongroom:guard. Type: pulumi config rm --stack dev --path 'strongroom:gaurd'",
    );
    parseEnvironment("dev", { values: { ...values, "strongroom:guard": "", "other:key": "" }, secretKeys: none });
  });

  it("asks for a missing list or mapping in the parts that can be typed, and removes what stands in their way", () => {
    refused(
      {
        "aws:allowedAccountIds": undefined,
        "strongroom:github": undefined,
        "strongroom:cluster": "prod",
        "strongroom:secrets": "{}",
        "strongroom:seeded": "dev/api/app",
      },
      "aws:allowedAccountIds is missing; wanted a list of AWS accounts, so that a wrong login changes nothing. Type: pulumi config set --stack dev --type string --path 'aws:allowedAccountIds[0]' '123456789012'",
      "strongroom:secrets is \"{}\"; wanted a mapping, or nothing for the defaults. Type: pulumi config rm --stack dev --path 'strongroom:secrets'",
      "strongroom:cluster is \"prod\"; wanted a mapping of name, endpoint, certificateAuthority, issuer and oidcProviderArn. Type: pulumi config rm --stack dev --path 'strongroom:cluster'",
      "strongroom:github.repositories is missing; wanted a list of { repository, deploy, preview }. Type: pulumi config set --stack dev --path 'strongroom:github.repositories[0].repository' 'acme/platform'",
      "strongroom:seeded is \"dev/api/app\"; wanted a list of entries whose values were put, or nothing for none. Type: pulumi config rm --stack dev --path 'strongroom:seeded'",
    );
  });

  it("takes the days of rotations, as YAML hands them on with quotes and without", () => {
    const rotations = (given: unknown) =>
      parseEnvironment("dev", { values: { ...values, "strongroom:rotations": given }, secretKeys: none }, "2026-11-24")
        .rotations;
    assert.deepEqual(rotations(undefined), {});
    assert.deepEqual(rotations({ "dev/api/app": "2026-11-24", "dev/api/apple": "2024-02-29T00:00:00Z" }), {
      "dev/api/app": "2026-11-24",
      "dev/api/apple": "2024-02-29",
    });
  });

  it("refuses a rotation on a day that no calendar has, or that is to come", () => {
    const line = (entry: string): string =>
      `Type: pulumi config set --stack dev --path 'strongroom:rotations.dev/api/${entry}' 'YYYY-MM-DD'`;
    refused(
      { "strongroom:rotations": { "dev/api/app": "2026-02-29", "dev/api/apple": "24.11.2026", "dev/api/x": 20 } },
      `strongroom:rotations.dev/api/app is "2026-02-29"; wanted the day of the last rotation as YYYY-MM-DD. ${line("app")}`,
      `strongroom:rotations.dev/api/apple is "24.11.2026"; wanted the day of the last rotation as YYYY-MM-DD. ${line("apple")}`,
      `strongroom:rotations.dev/api/x is 20; wanted the day of the last rotation as YYYY-MM-DD. ${line("x")}`,
    );
    refused(
      { "strongroom:rotations": ["dev/api/app"] },
      "strongroom:rotations is a list of 1; wanted a mapping of entries to the days of their last rotation, or nothing for none. Type: pulumi config rm --stack dev --path 'strongroom:rotations'",
    );
    const raw = { values: { ...values, "strongroom:rotations": { "dev/api/app": "2026-11-25" } }, secretKeys: none };
    assert.throws(() => parseEnvironment("dev", raw, "2026-11-24"), {
      message: [
        'The configuration of environment "dev" is wrong:',
        `  strongroom:rotations.dev/api/app is 2026-11-25, a day to come; wanted the day of the last rotation, today (2026-11-24 in UTC) or before. ${line("app")}`,
      ].join("\n"),
    });
    assert.equal(parseEnvironment("dev", raw, "2026-11-25").rotations["dev/api/app"], "2026-11-25");
  });

  it("refuses a stack name that cannot begin an entry's name", () => {
    assert.throws(() => parseEnvironment("My Stack", { values, secretKeys: none }), {
      message:
        'The configuration of environment "My Stack" is wrong:\n  the stack\'s name is "My Stack"; wanted lower-case letters, digits and hyphens, at most 20: it begins every entry\'s name',
    });
  });
});

describe("a stack file against the declarations", () => {
  const service = (name: string): Service => ({
    name,
    namespace: name,
    owner: { team: "t", address: "t@example.com" },
    runbook: "https://runbooks.example.com/t",
    workloads: [{ kind: "Deployment", name }],
    groups: { app: { keys: { KEY: { value: "provided" } }, rotation: { mode: "manual", intervalDays: 90 } } },
  });
  const services = [service("api"), service("worker")];
  const environment = (changed: Record<string, unknown>) =>
    parseEnvironment("dev", { values: { ...values, ...changed }, secretKeys: none });

  it("opens the stores to the namespaces of the declarations, and narrows them on request", () => {
    assert.deepEqual(storeNamespaces(environment({}), services), ["api", "worker"]);
    assert.deepEqual(storeNamespaces(environment({ "strongroom:namespaces": ["worker"] }), services), ["worker"]);
  });

  it("opens them to namespaces of other programs, which no narrowing closes", () => {
    const additional = { "strongroom:additionalNamespaces": ["checkout", "api"] };
    assert.deepEqual(storeNamespaces(environment(additional), services), ["api", "checkout", "worker"]);
    const narrowed = environment({ ...additional, "strongroom:namespaces": ["worker"] });
    assert.deepEqual(storeNamespaces(narrowed, services), ["api", "checkout", "worker"]);
    assert.doesNotThrow(() => checkAgainstServices(narrowed, services));
    refused(
      { "strongroom:additionalNamespaces": ["team_x"] },
      "strongroom:additionalNamespaces[0] is \"team_x\"; wanted a namespace. Type: pulumi config set --stack dev --path 'strongroom:additionalNamespaces[0]' 'checkout'",
    );
  });

  it("never widens: an unknown namespace and an unknown entry are refused", () => {
    const stack = environment({ "strongroom:namespaces": ["kube-system"], "strongroom:seeded": ["prod/api/app"] });
    assert.throws(() => checkAgainstServices(stack, services), {
      message: [
        'The configuration of environment "dev" is wrong:',
        "  strongroom:namespaces[0] is \"kube-system\"; wanted a namespace that a declaration names (this only narrows them; those of other programs stand in strongroom:additionalNamespaces): api, worker. Type: pulumi config rm --stack dev --path 'strongroom:namespaces[0]'",
        "  strongroom:seeded[0] is \"prod/api/app\"; wanted an entry of this environment: dev/api/app, dev/worker/app. Type: pulumi config rm --stack dev --path 'strongroom:seeded[0]'",
      ].join("\n"),
    });
  });

  it("takes days of rotations by hand alone", () => {
    const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:rotate";
    const rotation = { mode: "lambda", functionArn, schedule: "rate(30 days)" } as const;
    const keys = { OTHER: { value: "provided" } } as const;
    const both = [{ ...services[0]!, groups: { ...services[0]!.groups, function: { keys, rotation } } }, services[1]!];
    const days = { "dev/worker/app": "2026-01-31", "dev/api/function": "2026-01-31", "prod/api/app": "2026-01-31" };
    const wanted = "is of no such entry; wanted an entry that is rotated by hand: dev/api/app, dev/worker/app.";
    assert.throws(() => checkAgainstServices(environment({ "strongroom:rotations": days }), both), {
      message: [
        'The configuration of environment "dev" is wrong:',
        `  strongroom:rotations.dev/api/function ${wanted} Type: pulumi config rm --stack dev --path 'strongroom:rotations.dev/api/function'`,
        `  strongroom:rotations.prod/api/app ${wanted} Type: pulumi config rm --stack dev --path 'strongroom:rotations.prod/api/app'`,
      ].join("\n"),
    });
  });

  it("adopts entries and parameters that a declaration names", () => {
    const [first] = services;
    const keyed = [{ ...first!, parameters: { LOG_LEVEL: "info" } }];
    const arns = [
      "arn:aws:secretsmanager:eu-west-1:123456789012:secret:dev/api/app-AbCdEf",
      "arn:aws:ssm:eu-west-1:123456789012:parameter/dev/api/LOG_LEVEL",
    ];
    assert.deepEqual(environment({}).adopt, []);
    const stack = environment({ "strongroom:adopt": arns });
    assert.deepEqual(stack.adopt, arns);
    assert.doesNotThrow(() => checkAgainstServices(stack, keyed));
  });

  it("adopts nothing else: another name, another account, what Pulumi would write over, what RDS owns", () => {
    const secret = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-AbCdEf`;
    const provided = { KEY: { value: "provided" } } as const;
    const manual = { mode: "manual", intervalDays: 30 } as const;
    const groups: Service["groups"] = {
      app: { keys: provided, rotation: manual },
      made: { keys: { ...provided, OTHER: { value: "generated" } }, rotation: manual },
      crm: {
        partner: { name: "bigid" },
        rotation: { mode: "managed-external", roleArn: "arn:aws:iam::123456789012:role/a" },
      },
      database: {
        database: { engine: "postgres", host: "db.example.com", name: "api" },
        rotation: { mode: "rds-managed", secretArn: secret("rds!db-1") },
      },
    };
    const stack = environment({
      "strongroom:adopt": [
        secret("legacy/stripe"),
        secret("dev/api/app").replace("123456789012", "210987654321"),
        secret("dev/api/made"),
        secret("dev/api/crm"),
        secret("dev/api/database"),
        "arn:aws:ssm:eu-west-1:123456789012:parameter/dev/api/LOG_LEVEL",
        secret("dev/api/app"),
      ],
    });
    const type = (index: number): string => `Type: pulumi config rm --stack dev --path 'strongroom:adopt[${index}]'`;
    assert.throws(() => checkAgainstServices(stack, [{ ...services[0]!, groups }]), {
      message: [
        'The configuration of environment "dev" is wrong:',
        `  strongroom:adopt[0] is "legacy/stripe"; wanted an entry of this environment: dev/api/app, dev/api/crm, dev/api/database, dev/api/made. AWS cannot rename an entry: seed the declared one from it, with aws secretsmanager get-secret-value --secret-id legacy/stripe --query SecretString --output text | strongroom seed dev SERVICE. ${type(0)}`,
        `  strongroom:adopt[1] is of another account or region; wanted one of 123456789012 in eu-west-1. ${type(1)}`,
        `  strongroom:adopt[2] has the generated key OTHER, and Pulumi would write over the value that is there: declare it with value: "provided" here. ${type(2)}`,
        `  strongroom:adopt[3] is a credential of the partner bigid, whose entry has to be made with its type: seed it instead. ${type(3)}`,
        `  strongroom:adopt[4] is owned by RDS, so the program never creates it: leave it out. ${type(4)}`,
        `  strongroom:adopt[5] is "/dev/api/LOG_LEVEL"; wanted a parameter of this environment: there is none. AWS cannot rename a parameter: declare its value instead. ${type(5)}`,
      ].join("\n"),
    });
    refused(
      { "strongroom:adopt": ["dev/api/app"] },
      `strongroom:adopt[0] is "dev/api/app"; wanted the full ARN of an entry, with the six characters at its end, or the ARN of a parameter. Type: pulumi config set --stack dev --path 'strongroom:adopt[0]' 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/api/app-AbCdEf'`,
    );
  });

  it("asks for a network where a service rotates by a function of AWS's, and for one that can be", () => {
    const database = { engine: "postgres", host: "db.example.com", name: "shop" };
    const groups = { database: { database, rotation: { mode: "database" } } };
    const services = [{ name: "shop", namespace: "shop", groups }] as unknown as Service[];
    const network = { subnetIds: ["subnet-0a1b2c3d4e5f60718"], securityGroupIds: ["sg-0a1b2c3d4e5f60718"] };
    const given = (value: object) =>
      parseEnvironment("dev", { values: { ...values, "strongroom:network": value }, secretKeys: none });
    assert.deepEqual(given(network).network, network);
    assert.doesNotThrow(() => checkAgainstServices(given(network), services));
    assert.doesNotThrow(() => checkAgainstServices(given({}), []));
    assert.throws(() => checkAgainstServices(given({}), services), {
      message: [
        'The configuration of environment "dev" is wrong:',
        `  strongroom:network.subnetIds is missing; wanted a list of subnets that reach the databases: shop has a group that rotates by mode "database". Type: pulumi config set --stack dev --path 'strongroom:network.subnetIds[0]' 'subnet-0a1b2c3d4e5f60718'`,
        `  strongroom:network.securityGroupIds is missing; wanted a list of security groups that the databases let in: shop has a group that rotates by mode "database". Type: pulumi config set --stack dev --path 'strongroom:network.securityGroupIds[0]' 'sg-0a1b2c3d4e5f60718'`,
      ].join("\n"),
    });
    refused(
      { "strongroom:network": { subnetIds: ["private"], vpc: "vpc-1" } },
      `strongroom:network.subnetIds[0] is "private"; wanted the id of a subnet. Type: pulumi config set --stack dev --path 'strongroom:network.subnetIds[0]' 'subnet-0a1b2c3d4e5f60718'`,
      `strongroom:network.vpc is not known. Type: pulumi config rm --stack dev --path 'strongroom:network.vpc'`,
    );
  });
});
