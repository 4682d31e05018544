import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ExternalSecretsOperator, type ExternalSecretsOperatorArgs } from "../../components/external-secrets-operator";
import { operatorPolicy } from "../../components/model/operator-role";
import { mergeValues, operatorValues } from "../../components/model/operator-values";
import { outcome } from "../iam/simulator";
import { record, valueOf } from "./mocks";

const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF";
const provider = `arn:aws:iam::123456789012:oidc-provider/${issuer}`;
const role = (name: string) => `arn:aws:iam::123456789012:role/strongroom/prod/${name}`;

const prod: ExternalSecretsOperatorArgs = {
  environment: { name: "prod", account: "123456789012", region: "eu-west-1" },
  cluster: { issuer: `https://${issuer}`, oidcProviderArn: provider },
  iam: { path: "/strongroom/prod/", permissionsBoundary: "arn:aws:iam::123456789012:policy/strongroom/prod/boundary" },
};
const dev = { ...prod, environment: { ...prod.environment, name: "dev" } };

const build = (args: Partial<ExternalSecretsOperatorArgs> = {}) =>
  record(() => new ExternalSecretsOperator("eso", { ...prod, ...args }));

describe("ExternalSecretsOperator", () => {
  it("trusts one service account of one cluster, with a token made for STS", async () => {
    const { inputs } = (await build()).resource("aws:iam/role:Role", "eso-role");
    assert.deepEqual(JSON.parse(inputs["assumeRolePolicy"] as string), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "OperatorServiceAccount",
          Effect: "Allow",
          Principal: { Federated: provider },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              [`${issuer}:aud`]: "sts.amazonaws.com",
              [`${issuer}:sub`]: "system:serviceaccount:external-secrets:external-secrets",
            },
          },
        },
      ],
    });
    const { name, path, permissionsBoundary, maxSessionDuration, tags } = inputs;
    assert.deepEqual(
      { name, path, permissionsBoundary, maxSessionDuration, tags },
      {
        name: "strongroom-prod-external-secrets",
        path: "/strongroom/prod/",
        permissionsBoundary: "arn:aws:iam::123456789012:policy/strongroom/prod/boundary",
        maxSessionDuration: 3600,
        tags: { environment: "prod" },
      },
    );
  });

  it("may become the two stores and nothing else", async () => {
    const { inputs } = (await build()).resource("aws:iam/rolePolicy:RolePolicy", "eso-policy");
    assert.equal(inputs["role"], "strongroom-prod-external-secrets");
    assert.deepEqual(JSON.parse(inputs["policy"] as string), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "BecomeAStore",
          Effect: "Allow",
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Resource: [
            role("strongroom-prod-store-aws-secrets-manager"),
            role("strongroom-prod-store-aws-parameter-store"),
          ],
        },
        { Sid: "NeverReadAsItself", Effect: "Deny", Action: ["secretsmanager:*", "ssm:*"], Resource: "*" },
      ],
    });
  });

  const store = role("strongroom-prod-store-aws-secrets-manager");
  const entry = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/api/app-AbCdEf";
  for (const [action, resource, wanted] of [
    ["sts:AssumeRole", store, "allowed"],
    ["sts:TagSession", store, "allowed"],
    ["sts:AssumeRole", role("strongroom-prod-deploy"), "not allowed"],
    ["sts:AssumeRole", store.replace("prod-store", "dev-store"), "not allowed"],
    ["secretsmanager:GetSecretValue", entry, "denied"],
    ["ssm:GetParameter", "arn:aws:ssm:eu-west-1:123456789012:parameter/prod/api/LOG_LEVEL", "denied"],
    ["iam:PassRole", store, "not allowed"],
  ] as const) {
    it(`is ${wanted} to ${action} ${resource.split(":").pop()}`, async () => {
      const identityPolicies = [operatorPolicy([store])];
      const principal = role("strongroom-prod-external-secrets");
      assert.equal(await outcome({ principal, action, resource, identityPolicies }), wanted);
    });
  }

  it("names other stores' roles where it is told to", async () => {
    const other = role("strongroom-prod-store-payments");
    const { inputs } = (await build({ assumeRoleArns: [other] })).resource("aws:iam/rolePolicy:RolePolicy");
    const { Statement } = JSON.parse(inputs["policy"] as string) as { Statement: { Resource: unknown }[] };
    assert.deepEqual(Statement[0]?.Resource, [other]);
  });

  it("gives its own service account the role", async () => {
    const { inputs } = (await build()).resource("kubernetes:core/v1:ServiceAccount", "eso-service-account");
    assert.deepEqual(inputs["metadata"], {
      name: "external-secrets",
      namespace: "external-secrets",
      annotations: {
        "eks.amazonaws.com/role-arn": role("strongroom-prod-external-secrets"),
        "eks.amazonaws.com/sts-regional-endpoints": "true",
      },
    });
  });

  it("installs the pinned chart after the identity it runs with", async () => {
    const recorder = await build();
    const release = recorder.resource("kubernetes:helm.sh/v3:Release", "eso-release");
    const { values: _, compat: _compat, ...inputs } = release.inputs;
    assert.deepEqual(inputs, {
      name: "external-secrets",
      chart: "external-secrets",
      version: "2.9.0",
      repositoryOpts: { repo: "https://charts.external-secrets.io" },
      namespace: "external-secrets",
      createNamespace: false,
      skipCrds: false,
      atomic: true,
      cleanupOnFail: true,
      timeout: 600,
    });
    for (const type of ["aws:iam/rolePolicy:RolePolicy", "kubernetes:core/v1:ServiceAccount"]) {
      assert.ok(release.dependencies.includes(recorder.resource(type).urn), type);
    }
  });

  it("takes another namespace and another version", async () => {
    const recorder = await build({ namespace: "secrets-system", chartVersion: "2.8.1" });
    const { inputs } = recorder.resource("kubernetes:helm.sh/v3:Release");
    assert.deepEqual([inputs["version"], inputs["namespace"]], ["2.8.1", "secrets-system"]);
    const trust = recorder.resource("aws:iam/role:Role").inputs["assumeRolePolicy"] as string;
    assert.ok(trust.includes(`"${issuer}:sub":"system:serviceaccount:secrets-system:external-secrets"`));
  });

  it("says whether its stores can tell namespaces apart", async () => {
    const sessionTags = async (args: Partial<ExternalSecretsOperatorArgs>) => (await build(args)).value.sessionTags;
    assert.equal(await sessionTags({}), true);
    assert.equal(await sessionTags({ chartVersion: "2.5.0" }), true);
    assert.equal(await sessionTags({ chartVersion: "0.20.4" }), false);
  });

  it("is highly available in prod, and elsewhere when asked", async () => {
    const replicas = async (args: Partial<ExternalSecretsOperatorArgs>) => {
      const { inputs } = (await build(args)).resource("kubernetes:helm.sh/v3:Release");
      return (inputs["values"] as { replicaCount: number }).replicaCount;
    };
    assert.equal(await replicas({}), 2);
    assert.equal(await replicas({ highlyAvailable: false }), 1);
    assert.equal(await replicas(dev), 1);
    assert.equal(await replicas({ ...dev, highlyAvailable: true }), 2);
  });

  it("parents its children and hands out what a store needs", async () => {
    const recorder = await build();
    const component = recorder.resource("strongroom:index:ExternalSecretsOperator");
    const children = recorder.resources.filter((resource) => resource !== component);
    assert.deepEqual(children.map((child) => child.name).sort(), [
      "eso-policy",
      "eso-release",
      "eso-role",
      "eso-service-account",
    ]);
    for (const child of children) assert.equal(child.parent, component.urn, child.name);
    const roleArn = role("strongroom-prod-external-secrets");
    assert.equal(await valueOf(recorder.value.roleArn), roleArn);
    assert.equal(component.outputs?.["roleArn"], roleArn);
    assert.equal(component.outputs?.["namespace"], "external-secrets");
    assert.equal(component.outputs?.["serviceAccountName"], "external-secrets");
  });

  it("refuses all wrong arguments at once, before anything is registered", async () => {
    const refused = (args: ExternalSecretsOperatorArgs) => {
      try {
        return new ExternalSecretsOperator("eso", args);
      } catch (error) {
        return error;
      }
    };
    const recorder = await record(() =>
      refused({
        ...prod,
        cluster: { issuer: "oidc.eks.eu-west-1.amazonaws.com/id/0123/", oidcProviderArn: provider },
        iam: { path: "strongroom/prod" },
        chartVersion: "2.x",
        namespace: "External Secrets",
        assumeRoleArns: ["arn:aws:iam::123456789012:role/*"],
        values: {
          serviceAccount: { create: true, name: "x" },
          genericTargets: { enabled: true },
          namespaceOverride: "x",
        },
      }),
    );
    const error = recorder.value;
    assert.deepEqual(recorder.resources, []);
    assert.ok(error instanceof pulumi.RunError);
    assert.deepEqual(error.message.split("\n"), [
      'ExternalSecretsOperator "eso" cannot be created:',
      '  cluster.issuer: must be the https URL of the cluster\'s OIDC issuer without a slash at its end, as printed by "aws eks describe-cluster --name <cluster> --query cluster.identity.oidc.issuer", not "oidc.eks.eu-west-1.amazonaws.com/id/0123/"',
      '  iam.path: must begin and end with a slash, e.g. "/strongroom/prod/", not "strongroom/prod"',
      '  chartVersion: must be one version, e.g. "2.9.0", not "2.x": a range would upgrade by itself',
      '  namespace: must be the name of a namespace: small letters, digits and dashes, e.g. "api", not "External Secrets"',
      '  assumeRoleArns[0]: must be the ARN of one role, without a wildcard, not "arn:aws:iam::123456789012:role/*"',
      "  values.serviceAccount.create: is settled, because the role trusts the service account made here: remove it",
      "  values.serviceAccount.name: is settled, because the role trusts the service account made here: remove it",
      '  values.namespaceOverride: is settled by the argument "namespace", which the role trusts: remove it',
      "  values.genericTargets.enabled: is settled, because an ExternalSecret could then write a ConfigMap: remove it",
    ]);
  });

  it("refuses the provider of another issuer, a role name that is too long, and an operator without stores", async () => {
    const name = "a-very-long-name-of-an-environment-for-tests";
    const other = provider.replace("0123456789ABCDEF", "FEDCBA9876543210");
    await assert.rejects(
      build({
        environment: { ...prod.environment, name },
        cluster: { ...prod.cluster, oidcProviderArn: other },
        assumeRoleArns: [],
      }),
      {
        message: [
          'ExternalSecretsOperator "eso" cannot be created:',
          `  cluster.oidcProviderArn: must be the provider of this issuer in this account, ${provider}, not ${other}`,
          `  environment.name: makes the role name strongroom-${name}-external-secrets, which has 72 characters; IAM allows 64: shorten the environment's name by 8`,
          "  assumeRoleArns: must name at least one role of a store",
        ].join("\n"),
      },
    );
  });
});

describe("the operator's values", () => {
  const log = { level: "info", timeEncoding: "rfc3339" };
  const networkPolicy = {
    enabled: true,
    egress: [
      {
        ports: [
          { protocol: "UDP", port: 53 },
          { protocol: "TCP", port: 53 },
        ],
      },
      { ports: [{ protocol: "TCP", port: 443 }] },
    ],
  };
  const resources = (memory: string, limit: string) => ({
    requests: { cpu: "25m", memory },
    limits: { memory: limit },
  });
  const probes = { livenessProbe: { enabled: true }, readinessProbe: { enabled: true } };
  const rest = {
    serviceAccount: { create: false, name: "external-secrets" },
    processSecretStore: false,
    processPushSecret: false,
    processClusterPushSecret: false,
    processClusterExternalSecret: false,
    processClusterGenerator: false,
    rbac: { serviceAccountTokenCreate: false },
    genericTargets: { enabled: false },
    installCRDs: true,
    crds: {
      createPushSecret: false,
      createClusterPushSecret: false,
      createClusterExternalSecret: false,
      createClusterGenerator: false,
      annotations: { "helm.sh/resource-policy": "keep" },
    },
    leaderElect: true,
    concurrent: 5,
    serviceMonitor: { enabled: true, renderMode: "skipIfMissing", honorLabels: true },
  };

  it("harden all three deployments, and double them where they are highly available", () => {
    const each = {
      replicaCount: 2,
      podDisruptionBudget: { enabled: true, minAvailable: 1 },
      priorityClassName: "system-cluster-critical",
      log,
      networkPolicy,
      ...probes,
    };
    const spread = (topologyKey: string) => ({ maxSkew: 1, topologyKey, whenUnsatisfiable: "ScheduleAnyway" });
    assert.deepEqual(operatorValues({ highlyAvailable: true, serviceAccount: "external-secrets" }), {
      ...rest,
      global: { topologySpreadConstraints: [spread("topology.kubernetes.io/zone"), spread("kubernetes.io/hostname")] },
      ...each,
      resources: resources("128Mi", "512Mi"),
      webhook: { ...each, resources: resources("64Mi", "128Mi"), failurePolicy: "Fail" },
      certController: { ...each, resources: resources("64Mi", "256Mi") },
    });
  });

  it("run one of each elsewhere, as hardened", () => {
    const each = { replicaCount: 1, log, networkPolicy, ...probes };
    assert.deepEqual(operatorValues({ highlyAvailable: false, serviceAccount: "external-secrets" }), {
      ...rest,
      global: {},
      ...each,
      resources: resources("128Mi", "512Mi"),
      webhook: { ...each, resources: resources("64Mi", "128Mi"), failurePolicy: "Fail" },
      certController: { ...each, resources: resources("64Mi", "256Mi") },
    });
  });

  it("give way to the program's own, key by key", async () => {
    const recorder = await build({
      values: { log: { level: "debug" }, webhook: { replicaCount: 3 }, global: { topologySpreadConstraints: [] } },
    });
    const { inputs } = recorder.resource("kubernetes:helm.sh/v3:Release");
    const values = inputs["values"] as Record<string, Record<string, unknown>>;
    assert.deepEqual(values["log"], { level: "debug", timeEncoding: "rfc3339" });
    assert.deepEqual([values["webhook"]?.["replicaCount"], values["webhook"]?.["failurePolicy"]], [3, "Fail"]);
    assert.deepEqual(values["global"], { topologySpreadConstraints: [] });
    assert.equal(values["concurrent"], 5);
  });

  it("take an output as a value of its own", () => {
    const output = pulumi.output({ level: "debug" });
    assert.deepEqual(Object.keys(mergeValues({ log }, { log: output })), ["log"]);
    assert.equal(mergeValues({ log }, { log: output })["log"], output);
  });
});
