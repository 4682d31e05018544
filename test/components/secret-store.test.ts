import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "../../components/model/iam";
import { operatorPolicy } from "../../components/model/operator-role";
import { SecretStore, type SecretStoreArgs } from "../../components/secret-store";
import { keyPolicy, outcome } from "../iam/simulator";
import { record, valueOf } from "./mocks";

const operatorRoleArn = "arn:aws:iam::123456789012:role/strongroom/prod/strongroom-prod-external-secrets";
const storeRole = "arn:aws:iam::123456789012:role/strongroom/prod/strongroom-prod-store-aws-secrets-manager";
const secret = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}`;
const parameter = (name: string) => `arn:aws:ssm:eu-west-1:123456789012:parameter/${name}`;
const kmsKeyArn = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d";
const master = secret("rds!db-0a1b2c3d-AbCdEf");

const secretsManager: SecretStoreArgs = {
  environment: { name: "prod", account: "123456789012", region: "eu-west-1" },
  service: "SecretsManager",
  operatorRoleArn: pulumi.output(operatorRoleArn),
  namespaces: ["billing", "api", "api"],
  iam: { path: "/strongroom/prod/", permissionsBoundary: "arn:aws:iam::123456789012:policy/strongroom/prod/boundary" },
};
const parameterStore: SecretStoreArgs = { ...secretsManager, service: "ParameterStore" };
const withEverything: SecretStoreArgs = {
  ...secretsManager,
  kmsKeyArn: pulumi.output(kmsKeyArn),
  serviceOwnedEntries: [{ arn: master, namespace: "billing" }],
};

const build = (args: SecretStoreArgs) => record(() => new SecretStore("store", args));

async function documents(args: SecretStoreArgs): Promise<{ trust: PolicyDocument; policy: PolicyDocument }> {
  const recorder = await build(args);
  const trust = recorder.resource("aws:iam/role:Role").inputs["assumeRolePolicy"] as string;
  const policy = recorder.resource("aws:iam/rolePolicy:RolePolicy").inputs["policy"] as string;
  return { trust: JSON.parse(trust) as PolicyDocument, policy: JSON.parse(policy) as PolicyDocument };
}

describe("SecretStore", () => {
  it("trusts the operator for this store alone, with no tags but the operator's own", async () => {
    const { trust } = await documents(secretsManager);
    assert.deepEqual(trust, {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "OperatorForThisStore",
          Effect: "Allow",
          Principal: { AWS: operatorRoleArn },
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Condition: {
            StringEquals: {
              "aws:RequestTag/esoStoreName": "aws-secrets-manager",
              "aws:RequestTag/esoStoreKind": "ClusterSecretStore",
            },
          },
        },
        {
          Sid: "NoOtherTags",
          Effect: "Deny",
          Principal: { AWS: operatorRoleArn },
          Action: "sts:TagSession",
          Condition: {
            "ForAnyValue:StringNotEquals": { "aws:TagKeys": ["esoNamespace", "esoStoreName", "esoStoreKind"] },
          },
        },
      ],
    });
  });

  it("reads one environment of Secrets Manager, compared by namespace, and nothing of Parameter Store", async () => {
    const { policy } = await documents(withEverything);
    assert.deepEqual(policy, {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "ReadThisEnvironment",
          Effect: "Allow",
          Action: "secretsmanager:GetSecretValue",
          Resource: secret("prod/*"),
          Condition: {
            StringEquals: { "secretsmanager:ResourceTag/namespace": "${aws:PrincipalTag/esoNamespace}" },
            StringLike: { "aws:PrincipalTag/esoNamespace": "?*" },
          },
        },
        {
          Sid: "ReadServiceOwned1",
          Effect: "Allow",
          Action: "secretsmanager:GetSecretValue",
          Resource: [master],
          Condition: { StringEquals: { "aws:PrincipalTag/esoNamespace": "billing" } },
        },
        {
          Sid: "DecryptThisEnvironment",
          Effect: "Allow",
          Action: "kms:Decrypt",
          Resource: kmsKeyArn,
          Condition: {
            StringEquals: { "kms:ViaService": ["secretsmanager.eu-west-1.amazonaws.com"] },
            StringLike: { "kms:EncryptionContext:SecretARN": [secret("prod/*"), master] },
          },
        },
        { Sid: "NeverTheOtherService", Effect: "Deny", Action: "ssm:*", Resource: "*" },
      ],
    });
  });

  it("reads one environment of Parameter Store, compared by namespace, and nothing of Secrets Manager", async () => {
    const { trust, policy } = await documents({ ...parameterStore, kmsKeyArn });
    assert.deepEqual(policy, {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "ReadThisEnvironment",
          Effect: "Allow",
          Action: "ssm:GetParameter",
          Resource: parameter("prod/*"),
          Condition: {
            StringEquals: { "aws:ResourceTag/namespace": "${aws:PrincipalTag/esoNamespace}" },
            StringLike: { "aws:PrincipalTag/esoNamespace": "?*" },
          },
        },
        {
          Sid: "DecryptThisEnvironment",
          Effect: "Allow",
          Action: "kms:Decrypt",
          Resource: kmsKeyArn,
          Condition: {
            StringEquals: { "kms:ViaService": ["ssm.eu-west-1.amazonaws.com"] },
            StringLike: { "kms:EncryptionContext:PARAMETER_ARN": [parameter("prod/*")] },
          },
        },
        { Sid: "NeverTheOtherService", Effect: "Deny", Action: "secretsmanager:*", Resource: "*" },
      ],
    });
    assert.equal(
      trust.Statement[0]?.Condition?.["StringEquals"]?.["aws:RequestTag/esoStoreName"],
      "aws-parameter-store",
    );
  });

  it("reads the entries of its namespaces only, whichever asks, for operators that send no tags", async () => {
    const { trust, policy } = await documents({ ...withEverything, kmsKeyArn: undefined, sessionTags: false });
    assert.deepEqual(trust.Statement, [
      { Sid: "Operator", Effect: "Allow", Principal: { AWS: operatorRoleArn }, Action: "sts:AssumeRole" },
    ]);
    const read = { Effect: "Allow", Action: "secretsmanager:GetSecretValue" };
    assert.deepEqual(policy.Statement, [
      {
        Sid: "ReadThisEnvironment",
        ...read,
        Resource: secret("prod/*"),
        Condition: { StringEquals: { "secretsmanager:ResourceTag/namespace": ["api", "billing"] } },
      },
      { Sid: "ReadServiceOwned", ...read, Resource: [master] },
      { Sid: "NeverTheOtherService", Effect: "Deny", Action: "ssm:*", Resource: "*" },
    ]);
    const store = (await build({ ...secretsManager, sessionTags: false })).resource(
      "kubernetes:external-secrets.io/v1:ClusterSecretStore",
    );
    const { provider } = store.inputs["spec"] as { provider: { aws: object } };
    assert.ok(!("sessionTagsPolicy" in provider.aws));
  });

  it("is a ClusterSecretStore with conditions, without keys, awaited until Ready", async () => {
    const recorder = await build(secretsManager);
    const store = recorder.resource("kubernetes:external-secrets.io/v1:ClusterSecretStore", "store-store");
    assert.deepEqual(store.inputs, {
      apiVersion: "external-secrets.io/v1",
      kind: "ClusterSecretStore",
      metadata: { name: "aws-secrets-manager", annotations: { "pulumi.com/waitFor": "condition=Ready" } },
      spec: {
        provider: {
          aws: {
            service: "SecretsManager",
            region: "eu-west-1",
            role: "arn:aws:iam::123456789012:role/strongroom/prod/strongroom-prod-store-aws-secrets-manager",
            sessionTagsPolicy: "Simple",
          },
        },
        conditions: [{ namespaces: ["api", "billing"] }],
        refreshInterval: 300,
      },
    });
    assert.deepEqual(store.customTimeouts, { create: "10m", update: "10m", delete: "" });
    assert.ok(store.dependencies.includes(recorder.resource("aws:iam/rolePolicy:RolePolicy").urn));
  });

  it("has a role of its own under the path and boundary that it was given", async () => {
    const { inputs } = (await build(parameterStore)).resource("aws:iam/role:Role", "store-role");
    const { name, path, permissionsBoundary, maxSessionDuration, tags } = inputs;
    assert.deepEqual(
      { name, path, permissionsBoundary, maxSessionDuration, tags },
      {
        name: "strongroom-prod-store-aws-parameter-store",
        path: "/strongroom/prod/",
        permissionsBoundary: "arn:aws:iam::123456789012:policy/strongroom/prod/boundary",
        maxSessionDuration: 3600,
        tags: { environment: "prod" },
      },
    );
  });

  it("parents its children and hands out a reference and a role", async () => {
    const recorder = await build({ ...secretsManager, name: "payments" });
    const component = recorder.resource("strongroom:index:SecretStore");
    const children = recorder.resources.filter((resource) => resource !== component);
    assert.deepEqual(children.map((child) => child.name).sort(), ["store-policy", "store-role", "store-store"]);
    for (const child of children) assert.equal(child.parent, component.urn, child.name);
    const roleArn = "arn:aws:iam::123456789012:role/strongroom/prod/strongroom-prod-store-payments";
    const ref = { name: "payments", kind: "ClusterSecretStore" };
    assert.deepEqual(recorder.value.ref, ref);
    assert.equal(await valueOf(recorder.value.roleArn), roleArn);
    assert.deepEqual(component.outputs, { ref, roleArn });
  });

  it("refuses all wrong arguments at once", async () => {
    const wrong: SecretStoreArgs = {
      ...parameterStore,
      name: "Parameters",
      namespaces: [],
      iam: { path: "/strongroom" },
      serviceOwnedEntries: [{ arn: secret("rds!db-*"), namespace: "billing" }],
    };
    await assert.rejects(build(wrong), {
      message: [
        'SecretStore "store" cannot be created:',
        '  name: must consist of small letters, digits and dashes, e.g. "aws-secrets-manager", not "Parameters"',
        '  iam.path: must begin and end with a slash, e.g. "/strongroom/prod/", not "/strongroom"',
        '  namespaces: must name the namespaces that may read this store, e.g. ["api"]: a ClusterSecretStore without namespaces is open to every one',
        "  serviceOwnedEntries: belong to Secrets Manager: give them to the store of that service",
        `  serviceOwnedEntries[0].arn: must be the full ARN of an entry in this account and region, ${secret("<name>-<6 characters>")}, as printed by "aws rds describe-db-instances --query 'DBInstances[].MasterUserSecret.SecretArn'", not "${secret("rds!db-*")}"`,
        '  serviceOwnedEntries[0].namespace: must be one of the store\'s namespaces (none): add "billing" to namespaces',
      ].join("\n"),
    });
  });

  it("refuses a namespace that is a pattern, and a name that makes the role's too long", async () => {
    const name = "a-store-with-a-name-that-is-much-too-long-for-iam";
    await assert.rejects(build({ ...secretsManager, name, namespaces: ["api", "*"] }), {
      message: [
        'SecretStore "store" cannot be created:',
        `  name: makes the role name strongroom-prod-store-${name}, which has 71 characters; IAM allows 64: shorten the store's name by 7`,
        '  namespaces[1]: must be the name of a namespace: small letters, digits and dashes, e.g. "api", not "*"',
      ].join("\n"),
    });
  });
});

describe("what a store's documents say to AWS", () => {
  const read = "secretsmanager:GetSecretValue";
  const get = "ssm:GetParameter";
  /** The session that the operator opens for a namespace, and the entry's own tag. */
  const as = (namespace?: string, tag?: string) => ({
    ...(namespace === undefined ? {} : { "aws:PrincipalTag/esoNamespace": namespace }),
    ...(tag === undefined ? {} : { "aws:ResourceTag/namespace": tag }),
  });
  const app = secret("prod/api/app-AbCdEf");
  const level = parameter("prod/api/LOG_LEVEL");
  const via = (service: string, entry: string) => ({
    "kms:ViaService": `${service}.eu-west-1.amazonaws.com`,
    "kms:EncryptionContext:SecretARN": entry,
  });

  for (const [what, action, resource, context, wanted] of [
    ["its own namespace's entry", read, app, as("api", "api"), "allowed"],
    ["another namespace's entry", read, app, as("billing", "api"), "not allowed"],
    ["an entry without a namespace", read, app, as("api"), "not allowed"],
    ["an entry by a session without a namespace", read, app, as(undefined, "api"), "not allowed"],
    ["an entry with an empty tag by the store's own check", read, app, as("", ""), "not allowed"],
    ["another environment's entry", read, secret("staging/api/app-AbCdEf"), as("api", "api"), "not allowed"],
    ["an environment whose name begins alike", read, secret("prod2/api/app-AbCdEf"), as("api", "api"), "not allowed"],
    ["another region's entry", read, app.replace("eu-west-1", "eu-central-1"), as("api", "api"), "not allowed"],
    ["the master password of its namespace", read, master, as("billing"), "allowed"],
    ["the master password of another namespace", read, master, as("api"), "not allowed"],
    ["another master password", read, secret("rds!db-ffffffff-AbCdEf"), as("billing"), "not allowed"],
    ["a list of entries", "secretsmanager:ListSecrets", "*", as("api"), "not allowed"],
    ["many values at once", "secretsmanager:BatchGetSecretValue", "*", as("api"), "not allowed"],
    ["a new value", "secretsmanager:PutSecretValue", app, as("api", "api"), "not allowed"],
    ["a parameter", get, level, as("api", "api"), "denied"],
    ["a list of parameters", "ssm:DescribeParameters", "*", as("api"), "denied"],
    ["the key for its entry", "kms:Decrypt", kmsKeyArn, via("secretsmanager", app), "allowed"],
    [
      "the key for another environment",
      "kms:Decrypt",
      kmsKeyArn,
      via("secretsmanager", secret("dev/x")),
      "not allowed",
    ],
    ["the key through another service", "kms:Decrypt", kmsKeyArn, via("s3", app), "not allowed"],
    ["the key directly", "kms:Decrypt", kmsKeyArn, {}, "not allowed"],
  ] as const) {
    it(`Secrets Manager's role: ${what} is ${wanted}`, async () => {
      const { policy } = await documents(withEverything);
      const resourcePolicy = action === "kms:Decrypt" ? keyPolicy("123456789012") : undefined;
      const call = { principal: storeRole, action, resource, context, identityPolicies: [policy], resourcePolicy };
      assert.equal(await outcome(call), wanted);
    });
  }

  for (const [what, action, resource, context, wanted] of [
    ["its own namespace's parameter", get, level, as("api", "api"), "allowed"],
    ["another namespace's parameter", get, level, as("billing", "api"), "not allowed"],
    ["a parameter without a namespace", get, level, as("api"), "not allowed"],
    ["another environment's parameter", get, parameter("dev/api/LOG_LEVEL"), as("api", "api"), "not allowed"],
    ["a path of parameters", "ssm:GetParametersByPath", parameter("prod/api"), as("api", "api"), "not allowed"],
    ["an entry of Secrets Manager", read, app, as("api", "api"), "denied"],
    ["a list of entries", "secretsmanager:ListSecrets", "*", as("api"), "denied"],
  ] as const) {
    it(`Parameter Store's role: ${what} is ${wanted}`, async () => {
      const { policy } = await documents(parameterStore);
      const call = { principal: storeRole, action, resource, context, identityPolicies: [policy] };
      assert.equal(await outcome(call), wanted);
    });
  }

  /** The tags that the operator sends, as IAM sees them. */
  const tags = (sent: Record<string, string>) => ({
    "aws:TagKeys": Object.keys(sent),
    ...Object.fromEntries(Object.entries(sent).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  });
  const simple = { esoNamespace: "api", esoStoreName: "aws-secrets-manager", esoStoreKind: "ClusterSecretStore" };
  for (const [what, sent, wanted] of [
    ["an ExternalSecret's namespace", simple, "allowed"],
    ["the store's own check, with an empty namespace", { ...simple, esoNamespace: "" }, "allowed"],
    ["another store", { ...simple, esoStoreName: "mine" }, "not allowed"],
    ["a namespaced store of the same name", { ...simple, esoStoreKind: "SecretStore" }, "not allowed"],
    ["no tags", {}, "not allowed"],
    ["a tag beyond the three", { ...simple, project: "x" }, "denied"],
  ] as const) {
    it(`the trust: a session for ${what} is ${wanted}`, async () => {
      const { trust } = await documents(secretsManager);
      const identityPolicies = [operatorPolicy([storeRole])];
      const call = { action: "sts:TagSession", resource: storeRole, identityPolicies, context: tags(sent) };
      assert.equal(await outcome({ principal: operatorRoleArn, resourcePolicy: trust, ...call }), wanted);
    });
  }
});
