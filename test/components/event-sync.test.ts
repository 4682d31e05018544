import assert from "node:assert/strict";
import { EventSync, type EventSyncArgs } from "../../components/event-sync";
import { companionPolicy } from "../../components/model/event-sync-role";
import { outcome } from "../iam/simulator";
import { record, valueOf } from "./mocks";

const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF";
const queueArn = "arn:aws:sqs:eu-west-1:123456789012:strongroom-prod-event-sync";
const arnOf = (entry: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${entry}-AbCdEf`;

const prod: EventSyncArgs = {
  environment: { name: "prod", account: "123456789012", region: "eu-west-1" },
  cluster: { issuer: `https://${issuer}`, oidcProviderArn: `arn:aws:iam::123456789012:oidc-provider/${issuer}` },
  iam: { path: "/strongroom/prod/", permissionsBoundary: "arn:aws:iam::123456789012:policy/strongroom/prod/boundary" },
};

const build = (args: Partial<EventSyncArgs> = {}) => record(() => new EventSync("sync", { ...prod, ...args }));

describe("EventSync", () => {
  it("keeps messages for an hour in an encrypted queue", async () => {
    const { inputs } = (await build()).resource("aws:sqs/queue:Queue");
    assert.deepEqual(inputs, {
      name: "strongroom-prod-event-sync",
      sqsManagedSseEnabled: true,
      messageRetentionSeconds: 3600,
      receiveWaitTimeSeconds: 20,
      visibilityTimeoutSeconds: 30,
      tags: { environment: "prod" },
    });
  });

  it("lets this environment's own rules send, and nobody without TLS", async () => {
    const { inputs } = (await build()).resource("aws:sqs/queuePolicy:QueuePolicy");
    assert.deepEqual(JSON.parse(inputs["policy"] as string), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "RulesSend",
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: queueArn,
          Condition: {
            ArnLike: { "aws:SourceArn": "arn:aws:events:eu-west-1:123456789012:rule/strongroom-prod-sync-*" },
            StringEquals: { "aws:SourceAccount": "123456789012" },
          },
        },
        {
          Sid: "DenyWithoutTls",
          Effect: "Deny",
          Principal: "*",
          Action: "sqs:*",
          Resource: queueArn,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });

  it("gives the companion's service account a role that takes messages and does nothing else", async () => {
    const recorder = await build();
    const role = recorder.resource("aws:iam/role:Role");
    const { name, path, permissionsBoundary } = role.inputs;
    assert.deepEqual(
      [name, path, permissionsBoundary],
      ["strongroom-prod-event-sync", "/strongroom/prod/", prod.iam.permissionsBoundary],
    );
    const trust = JSON.parse(role.inputs["assumeRolePolicy"] as string) as { Statement: { Condition: unknown }[] };
    assert.deepEqual(trust.Statement[0]?.Condition, {
      StringEquals: {
        [`${issuer}:aud`]: "sts.amazonaws.com",
        [`${issuer}:sub`]: "system:serviceaccount:external-secrets:event-sync",
      },
    });
    const policy = recorder.resource("aws:iam/rolePolicy:RolePolicy").inputs["policy"] as string;
    assert.deepEqual(JSON.parse(policy), companionPolicy(queueArn));
    const account = recorder.resource("kubernetes:core/v1:ServiceAccount").inputs["metadata"];
    assert.deepEqual(account, {
      name: "event-sync",
      namespace: "external-secrets",
      annotations: {
        "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/strongroom/prod/strongroom-prod-event-sync",
        "eks.amazonaws.com/sts-regional-endpoints": "true",
      },
    });
  });

  for (const [action, resource, wanted] of [
    ["sqs:ReceiveMessage", queueArn, "allowed"],
    ["sqs:DeleteMessage", queueArn, "allowed"],
    ["sqs:GetQueueAttributes", queueArn, "allowed"],
    ["sqs:SendMessage", queueArn, "not allowed"],
    ["sqs:PurgeQueue", queueArn, "not allowed"],
    ["sqs:ReceiveMessage", queueArn.replace("prod", "dev"), "not allowed"],
    ["secretsmanager:GetSecretValue", arnOf("prod/api/app"), "not allowed"],
  ] as const) {
    it(`lets the companion's role be ${wanted} to ${action} ${resource.split(":").pop()}`, async () => {
      const principal = "arn:aws:iam::123456789012:role/strongroom/prod/strongroom-prod-event-sync";
      const identityPolicies = [companionPolicy(queueArn)];
      assert.equal(await outcome({ principal, action, resource, identityPolicies }), wanted);
    });
  }

  it("lets the companion change ExternalSecrets and read no Secret", async () => {
    const recorder = await build();
    const rules = recorder
      .ofType("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole")
      .concat(recorder.ofType("kubernetes:rbac.authorization.k8s.io/v1:Role"))
      .flatMap(({ inputs }) => inputs["rules"] as { resources: string[]; verbs: string[]; resourceNames?: string[] }[]);
    assert.deepEqual(
      rules.map(({ resources, resourceNames = [], verbs }) =>
        [verbs.join(","), resources.join(","), ...resourceNames].join(" "),
      ),
      [
        "get,list,watch,update externalsecrets",
        "get,update configs event-sync",
        "list,watch configs",
        "list,watch serviceaccounts",
        "create serviceaccounts/token event-sync",
      ],
    );
  });

  it("installs the published chart without its rights, behind identity and rights", async () => {
    const recorder = await build();
    const { inputs, dependencies } = recorder.resource("kubernetes:helm.sh/v3:Release");
    const { chart, version, namespace, values } = inputs as Record<string, unknown> & { values: object };
    assert.deepEqual(
      [chart, version, namespace],
      ["oci://ghcr.io/external-secrets/charts/reloader", "0.2.0", "external-secrets"],
    );
    assert.deepEqual(values, {
      fullnameOverride: "event-sync",
      replicaCount: 1,
      image: { tag: "v0.2.0" },
      serviceAccount: { create: false, name: "event-sync" },
      rbac: { create: false },
      extraArgs: { "metrics-bind-address": "0" },
      resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "128Mi" } },
    });
    const needed = ["aws:iam/rolePolicy:RolePolicy", "kubernetes:core/v1:ServiceAccount", "aws:sqs/queue:Queue"];
    for (const type of needed) assert.ok(dependencies.includes(recorder.resource(type).urn), type);
  });

  it("pins the image by its digest where one is given", async () => {
    const imageDigest = `sha256:${"0".repeat(64)}`;
    const { inputs } = (await build({ imageDigest })).resource("kubernetes:helm.sh/v3:Release");
    assert.deepEqual((inputs["values"] as { image: unknown }).image, { tag: `v0.2.0@${imageDigest}` });
  });

  it("tells the companion the queue, and that every ExternalSecret may follow", async () => {
    const recorder = await build();
    const config = recorder.resource("kubernetes:reloader.external-secrets.io/v1alpha1:Config");
    const { spec } = config.inputs as { spec: Record<string, Record<string, unknown>[]> };
    const { auth, queueURL, ...source } = spec["notificationSources"]![0]!["awsSqs"] as Record<string, unknown>;
    assert.deepEqual(auth, {
      authMethod: "irsa",
      region: "eu-west-1",
      serviceAccountRef: { name: "event-sync", namespace: "external-secrets" },
    });
    assert.deepEqual(Object.keys(source).sort(), ["numberOfMessages", "visibilityTimeout", "waitTimeSeconds"]);
    assert.equal(queueURL, "https://sqs.eu-west-1.amazonaws.com/123456789012/strongroom-prod-event-sync");
    assert.deepEqual(spec["destinationsToWatch"], [{ type: "ExternalSecret", externalSecret: {} }]);
    assert.ok(config.dependencies.includes(recorder.resource("kubernetes:helm.sh/v3:Release").urn));
    assert.equal(await valueOf(recorder.value.queueArn), queueArn);
    assert.equal(await valueOf(recorder.value.queueName), "strongroom-prod-event-sync");
  });

  it("refuses every wrong argument at once", async () => {
    const wrong: EventSyncArgs = {
      ...prod,
      chartVersion: "latest",
      imageDigest: "sha256:1",
      namespace: "External",
      values: { rbac: { create: true } },
    };
    await assert.rejects(
      record(() => new EventSync("sync", wrong)),
      {
        message: [
          'EventSync "sync" cannot be created:',
          '  namespace: must be the name of a namespace: small letters, digits and dashes, e.g. "api", not "External"',
          '  chartVersion: must be one version, e.g. "0.2.0", not "latest": a range would upgrade by itself',
          '  imageDigest: must be "sha256:" and 64 hexadecimal digits, as the registry shows it, not "sha256:1"',
          "  values.rbac: is settled, because the role and the rights are those of the service account made here: remove it",
        ].join("\n"),
      },
    );
  });
});
