import assert from "node:assert/strict";
import { checkAgainstServices, parseEnvironment, storeNamespaces } from "../../components/model/parse-environment";
import type { Service } from "../../components/model/service";

const values: Record<string, unknown> = {
  "aws:region": "eu-west-1",
  "aws:allowedAccountIds": ["123456789012"],
  "strongroom:account": "123456789012",
  "strongroom:secrets": {},
  "strongroom:cluster": {
    name: "dev",
    endpoint: "https://ABC.gr7.eu-west-1.eks.amazonaws.com",
    certificateAuthority: "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t",
    issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC",
    oidcProviderArn: "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC",
  },
  "strongroom:github": { repositories: [] },
  "strongroom:operator": {},
  "strongroom:namespaces": [],
  "strongroom:seeded": [],
  "strongroom:overrides": {},
};
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
      `strongroom:account is missing; wanted an AWS account, twelve digits in quotes. Type: pulumi config set --stack dev --path 'strongroom:account' '123456789012'`,
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
      [encrypted, "aws:region is [secret]; wanted"],
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
      "aws:allowedAccountIds does not hold strongroom:account 999999999999. Type: pulumi config set --stack dev --path 'aws:allowedAccountIds[0]' '999999999999'",
      "strongroom:cluster.oidcProviderArn is not the provider of strongroom:cluster.issuer in account 999999999999. Type: pulumi config set --stack dev --path 'strongroom:cluster.oidcProviderArn' 'arn:aws:iam::999999999999:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC'",
    );
  });

  it("refuses a replica in the entries' own region", () => {
    refused(
      { "strongroom:secrets": { replicas: [{ region: "eu-west-1" }] } },
      "strongroom:secrets.replicas[0].region is eu-west-1, the region of the entries themselves. Type: pulumi config rm --stack dev --path 'strongroom:secrets.replicas[0]'",
    );
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

  it("never widens: an unknown namespace and an unknown entry are refused", () => {
    const stack = environment({ "strongroom:namespaces": ["kube-system"], "strongroom:seeded": ["prod/api/app"] });
    assert.throws(() => checkAgainstServices(stack, services), {
      message: [
        'The configuration of environment "dev" is wrong:',
        "  strongroom:namespaces[0] is \"kube-system\"; wanted a namespace that a declaration names (a stack only narrows them): api, worker. Type: pulumi config rm --stack dev --path 'strongroom:namespaces[0]'",
        "  strongroom:seeded[0] is \"prod/api/app\"; wanted an entry of this environment: dev/api/app, dev/worker/app. Type: pulumi config rm --stack dev --path 'strongroom:seeded[0]'",
      ].join("\n"),
    });
  });
});
