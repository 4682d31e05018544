import assert from "node:assert/strict";
import { ServiceSecrets, type ServiceSecretsArgs } from "../../components/service-secrets";
import { perEnvironment } from "../../components/model/per-environment";
import { staggeredSchedule } from "../../components/model/rotation-schedule";
import { type Service, defineService } from "../../components/model/service";
import { reloadsItself } from "../../policies/kubernetes/consumers";
import { type Recorder, record, sample, valueOf } from "./mocks";

const secret = "aws:secretsmanager/secret:Secret";
const version = "aws:secretsmanager/secretVersion:SecretVersion";
const rotation = "aws:secretsmanager/secretRotation:SecretRotation";
const policy = "aws:secretsmanager/secretPolicy:SecretPolicy";
const password = "random:index/randomPassword:RandomPassword";
const parameter = "aws:ssm/parameter:Parameter";
const externalSecret = "kubernetes:external-secrets.io/v1:ExternalSecret";

const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:rotate-postgres";

const shop: Service = {
  name: "shop",
  namespace: "storefront",
  owner: { team: "shop", address: "shop@example.com" },
  runbook: "https://runbooks.example.com/shop",
  workloads: [
    { kind: "Deployment", name: "shop" },
    { kind: "CronJob", name: "shop-nightly" },
  ],
  groups: {
    app: {
      keys: { STRIPE_SECRET_KEY: { value: "provided" }, JWT_SIGNING_KEY: { value: "generated", length: 64 } },
      rotation: { mode: "manual", intervalDays: 90 },
    },
    database: {
      database: { engine: "postgres", host: "shop.db.example.com", name: "shop", instanceIdentifier: "shop-dev" },
      rotation: { mode: "lambda", functionArn, schedule: "rate(30 days)", window: "3h" },
    },
  },
  parameters: { LOG_LEVEL: "info", LIMITS: { value: "10", secure: true } },
};

async function declare(changed: Partial<ServiceSecretsArgs> = {}): Promise<Recorder & { value: ServiceSecrets }> {
  const args: ServiceSecretsArgs = {
    service: shop,
    environment: { name: "dev", account: sample.account, region: sample.region },
    secretStore: { name: "aws-secrets-manager", kind: "ClusterSecretStore" },
    parameterStore: { name: "aws-parameter-store", kind: "ClusterSecretStore" },
    ...changed,
  };
  return record(() => new ServiceSecrets("shop", args));
}

const groupsOf = (service: Service, groups: Service["groups"]): Service => ({ ...service, groups });

describe("ServiceSecrets", () => {
  it("makes an entry a group, tagged for owner, guard and IAM, with nobody outside the account let in", async () => {
    const recorder = await declare({
      kmsKeyArn: "arn:aws:kms:eu-west-1:123456789012:key/a",
      replicas: [{ region: "eu-central-1" }],
      recoveryWindowInDays: 7,
    });
    const entry = recorder.resource(secret, "shop-app");
    assert.deepEqual(entry.inputs, {
      name: "dev/shop/app",
      description: "Secrets of shop, group app.",
      kmsKeyId: "arn:aws:kms:eu-west-1:123456789012:key/a",
      recoveryWindowInDays: 7,
      replicas: [{ region: "eu-central-1" }],
      tags: {
        service: "shop",
        namespace: "storefront",
        environment: "dev",
        owner: "shop",
        "owner-address": "shop@example.com",
        runbook: "https://runbooks.example.com/shop",
        "rotation-mode": "manual",
        "rotation-interval-days": "90",
        "secret-kind": "application",
        "awaiting-seed": "true",
      },
    });
    const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:dev/shop/app-AbCdEf";
    const { policy: document, ...rest } = recorder.resource(policy, "shop-app").inputs;
    assert.deepEqual(rest, { secretArn: arn, blockPublicPolicy: true });
    assert.deepEqual(JSON.parse(document as string), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "DenyOtherAccounts",
          Effect: "Deny",
          Principal: "*",
          Action: "secretsmanager:*",
          Resource: "*",
          Condition: {
            StringNotEquals: { "aws:PrincipalAccount": "123456789012" },
            BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
          },
        },
      ],
    });
  });

  it("adopts what exists under the name that it gives, and makes the rest", async () => {
    const adopt = [
      "arn:aws:secretsmanager:eu-west-1:123456789012:secret:dev/shop/database-XyZ123",
      "arn:aws:ssm:eu-west-1:123456789012:parameter/dev/shop/LIMITS",
      "arn:aws:secretsmanager:eu-west-1:123456789012:secret:dev/other/app-AbCdEf",
    ];
    const recorder = await declare({ adopt });
    const imports = recorder.resources.filter(({ importId }) => importId !== "");
    assert.deepEqual(
      imports.map(({ type, name, importId }) => [type, name, importId]),
      [
        [secret, "shop-database", adopt[0]],
        [parameter, "shop-LIMITS", "/dev/shop/LIMITS"],
      ],
    );
  });

  it("adopts no entry whose value Pulumi would write over", async () => {
    const adopt = ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:dev/shop/app-AbCdEf"];
    await assert.rejects(declare({ adopt }), {
      name: "Error",
      message:
        'shop: adopt[0] has the generated key JWT_SIGNING_KEY, and Pulumi would write over the value that is there: declare it with value: "provided" here',
    });
  });

  it("keeps deleted entries for 30 days unless told otherwise", async () => {
    const recorder = await declare();
    assert.equal(recorder.resource(secret, "shop-app").inputs["recoveryWindowInDays"], 30);
  });

  it("never makes a version of a provided value", async () => {
    const keys = { STRIPE_SECRET_KEY: { value: "provided" as const } };
    const recorder = await declare({ service: groupsOf(shop, { app: { ...shop.groups["app"]!, keys } }) });
    assert.deepEqual(recorder.ofType(version), []);
    assert.deepEqual(recorder.ofType(password), []);
  });

  it("generates a value once, encrypted, and never undoes what came after", async () => {
    const recorder = await declare();
    const first = recorder.resource(version, "shop-app");
    assert.deepEqual(first.ignoreChanges, ["secretString"]);
    assert.deepEqual(first.secretInputs, ["secretString"]);
    assert.equal(recorder.parentOf(first)?.name, "shop-app");
    const { length, special } = recorder.resource(password, "shop-app-JWT_SIGNING_KEY").inputs;
    assert.deepEqual({ length, special }, { length: 64, special: false });
  });

  it("starts a rotation once the entry is seeded, in its window and not at once", async () => {
    const before = await declare();
    assert.deepEqual(before.ofType(rotation), []);
    assert.equal(
      (before.resource(secret, "shop-database").inputs["tags"] as Record<string, string>)["awaiting-seed"],
      "true",
    );

    const after = await declare({ seeded: ["dev/shop/database"] });
    const { secretId, ...schedule } = after.resource(rotation, "shop-database").inputs;
    assert.match(secretId as string, /:secret:dev\/shop\/database-AbCdEf$/);
    assert.deepEqual(schedule, {
      rotationLambdaArn: functionArn,
      rotationRules: { scheduleExpression: "rate(30 days)", duration: "3h" },
      rotateImmediately: false,
    });
    const tags = after.resource(secret, "shop-database").inputs["tags"] as Record<string, string>;
    assert.equal(tags["awaiting-seed"], undefined);
    assert.equal(tags["DBInstanceIdentifier"], "shop-dev");
    assert.equal(tags["secret-kind"], "database");
  });

  it("writes one ExternalSecret for the secrets, with the URL composed in the cluster beside the plain keys", async () => {
    const recorder = await declare();
    const { metadata, spec, apiVersion, kind } = recorder.resource(externalSecret, "shop-secrets").inputs;
    assert.deepEqual([apiVersion, kind], ["external-secrets.io/v1", "ExternalSecret"]);
    assert.deepEqual(metadata, { name: "shop-secrets", namespace: "storefront" });
    const from = (secretKey: string, key: string, property: string) => ({ secretKey, remoteRef: { key, property } });
    assert.deepEqual(spec, {
      refreshInterval: "1h0m0s",
      secretStoreRef: { name: "aws-secrets-manager", kind: "ClusterSecretStore" },
      target: {
        name: "shop-secrets",
        creationPolicy: "Owner",
        template: {
          type: "Opaque",
          engineVersion: "v2",
          mergePolicy: "Merge",
          data: {
            DATABASE_URL:
              'postgresql://{{ .DATABASE_USERNAME | urlquery | replace "+" "%20" }}:{{ .DATABASE_PASSWORD | urlquery | replace "+" "%20" }}@{{ .DATABASE_HOST }}:{{ .DATABASE_PORT }}/{{ .DATABASE_NAME | urlquery | replace "+" "%20" }}',
          },
        },
      },
      data: [
        from("STRIPE_SECRET_KEY", "dev/shop/app", "STRIPE_SECRET_KEY"),
        from("JWT_SIGNING_KEY", "dev/shop/app", "JWT_SIGNING_KEY"),
        from("DATABASE_USERNAME", "dev/shop/database", "username"),
        from("DATABASE_PASSWORD", "dev/shop/database", "password"),
        from("DATABASE_HOST", "dev/shop/database", "host"),
        from("DATABASE_PORT", "dev/shop/database", "port"),
        from("DATABASE_NAME", "dev/shop/database", "dbname"),
      ],
    });
  });

  it("needs no template where nothing is composed, and waits for no ExternalSecret", async () => {
    const recorder = await declare({ service: groupsOf(shop, { app: shop.groups["app"]! }) });
    const { metadata, spec } = recorder.resource(externalSecret, "shop-secrets").inputs;
    assert.deepEqual((spec as { target: unknown }).target, {
      name: "shop-secrets",
      creationPolicy: "Owner",
      template: { type: "Opaque" },
    });
    assert.equal((metadata as Record<string, unknown>)["annotations"], undefined);
  });

  it("references an entry that RDS owns by its ARN, and never creates it", async () => {
    const secretArn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1-AbCdEf";
    const database = {
      database: shop.groups["database"]!.database!,
      rotation: { mode: "rds-managed" as const, secretArn },
    };
    const recorder = await declare({ service: groupsOf(shop, { database }) });
    assert.deepEqual(recorder.ofType(secret), []);
    const spec = recorder.resource(externalSecret, "shop-secrets").inputs["spec"] as {
      target: { template: { data: Record<string, string> } };
      data: unknown;
    };
    assert.deepEqual(spec.data, [
      { secretKey: "DATABASE_USERNAME", remoteRef: { key: secretArn, property: "username" } },
      { secretKey: "DATABASE_PASSWORD", remoteRef: { key: secretArn, property: "password" } },
    ]);
    assert.equal(
      spec.target.template.data["DATABASE_URL"],
      'postgresql://{{ .DATABASE_USERNAME | urlquery | replace "+" "%20" }}:{{ .DATABASE_PASSWORD | urlquery | replace "+" "%20" }}@shop.db.example.com:5432/shop',
    );
  });

  it("brings the schedule of what RDS owns to 30 days, and never switches its rotation off", async () => {
    const secretArn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1-AbCdEf";
    const database = {
      database: shop.groups["database"]!.database!,
      rotation: { mode: "rds-managed" as const, secretArn },
    };
    const recorder = await declare({ service: groupsOf(shop, { database }) });
    const { inputs } = recorder.resource(rotation, "shop-database");
    assert.deepEqual(inputs, {
      secretId: secretArn,
      rotationRules: { scheduleExpression: staggeredSchedule(secretArn, 30), duration: "1h" },
      rotateImmediately: false,
    });
  });

  it("rotates a database by the function that AWS publishes, once it is seeded", async () => {
    const database = { database: shop.groups["database"]!.database!, rotation: { mode: "database" as const } };
    const service = groupsOf(shop, { database });
    assert.deepEqual((await declare({ service })).ofType(rotation), []);
    const recorder = await declare({ service, seeded: ["dev/shop/database"] });
    const { secretId, ...inputs } = recorder.resource(rotation, "shop-database").inputs;
    assert.match(secretId as string, /:secret:dev\/shop\/database-AbCdEf$/);
    assert.deepEqual(inputs, {
      rotationLambdaArn: "arn:aws:lambda:eu-west-1:123456789012:function:strongroom-dev-postgres-single",
      rotationRules: { scheduleExpression: staggeredSchedule("dev/shop/database", 30), duration: "1h" },
      rotateImmediately: false,
    });
    const { tags } = recorder.resource(secret, "shop-database").inputs as { tags: Record<string, string> };
    assert.deepEqual([tags["rotation-mode"], tags["rotation-interval-days"]], ["database", "16"]);
  });

  it("has Secrets Manager rotate a third party's credential, by the entry's type and a role", async () => {
    const roleArn = "arn:aws:iam::123456789012:role/rotate-salesforce";
    const crm = {
      partner: { name: "salesforce" as const },
      rotation: { mode: "managed-external" as const, roleArn, metadata: { apiVersion: "v65.0" } },
    };
    const recorder = await declare({ service: groupsOf(shop, { crm }), seeded: ["dev/shop/crm"] });
    assert.equal(recorder.resource(secret, "shop-crm").inputs["type"], "SalesforceClientSecret");
    const { secretId: _, ...inputs } = recorder.resource(rotation, "shop-crm").inputs;
    assert.deepEqual(inputs, {
      externalSecretRotationRoleArn: roleArn,
      externalSecretRotationMetadatas: [{ key: "apiVersion", value: "v65.0" }],
      rotationRules: { scheduleExpression: staggeredSchedule("dev/shop/crm", 30), duration: "1h" },
      rotateImmediately: false,
    });
    const { data } = recorder.resource(externalSecret, "shop-secrets").inputs["spec"] as { data: object[] };
    assert.deepEqual(data[0], {
      secretKey: "SALESFORCE_CONSUMER_KEY",
      remoteRef: { key: "dev/shop/crm", property: "consumerKey" },
    });
  });

  it("composes the URL that an engine's drivers read, and none where they read no common one", async () => {
    const shown = async (engine: "mysql" | "documentdb" | "oracle") => {
      const declared = { ...shop.groups["database"]!.database!, engine };
      const database = { database: declared, rotation: { mode: "database" as const } };
      const recorder = await declare({ service: groupsOf(shop, { database }) });
      const { target, data } = recorder.resource(externalSecret, "shop-secrets").inputs["spec"] as {
        target: { template: { data?: Record<string, string> } };
        data: { secretKey: string }[];
      };
      assert.ok(data.some(({ secretKey }) => secretKey === "DATABASE_PASSWORD"));
      return target.template.data?.["DATABASE_URL"]?.replace(/\{\{ \.(\w+).*?\}\}/g, "$1");
    };
    const address = "DATABASE_USERNAME:DATABASE_PASSWORD@DATABASE_HOST:DATABASE_PORT/DATABASE_NAME";
    assert.equal(await shown("mysql"), `mysql://${address}`);
    assert.equal(
      await shown("documentdb"),
      `mongodb://${address}?tls=true&replicaSet=rs0&authSource=admin&retryWrites=false`,
    );
    assert.equal(await shown("oracle"), undefined);
  });

  it("keeps settings in Parameter Store, with an ExternalSecret of their own", async () => {
    const recorder = await declare();
    const tags = {
      service: "shop",
      namespace: "storefront",
      environment: "dev",
      owner: "shop",
      "owner-address": "shop@example.com",
    };
    assert.deepEqual(recorder.resource(parameter, "shop-LOG_LEVEL").inputs, {
      name: "/dev/shop/LOG_LEVEL",
      type: "String",
      value: "info",
      tags,
    });
    assert.equal(recorder.resource(parameter, "shop-LIMITS").inputs["type"], "SecureString");
    assert.deepEqual(recorder.resource(parameter, "shop-LIMITS").secretInputs, ["value"]);
    assert.deepEqual(recorder.resource(externalSecret, "shop-parameters").inputs["spec"], {
      refreshInterval: "1h0m0s",
      secretStoreRef: { name: "aws-parameter-store", kind: "ClusterSecretStore" },
      target: { name: "shop-parameters", creationPolicy: "Owner", template: { type: "Opaque" } },
      data: [
        { secretKey: "LOG_LEVEL", remoteRef: { key: "/dev/shop/LOG_LEVEL" } },
        { secretKey: "LIMITS", remoteRef: { key: "/dev/shop/LIMITS" } },
      ],
    });
  });

  it("hands a workload what it pastes in, never optional", async () => {
    const { value } = await declare();
    const key = (name: string, from: string) => ({
      name,
      valueFrom: { secretKeyRef: { name: from, key: name, optional: false } },
    });
    assert.deepEqual(value.env, [
      key("STRIPE_SECRET_KEY", "shop-secrets"),
      key("JWT_SIGNING_KEY", "shop-secrets"),
      key("DATABASE_URL", "shop-secrets"),
      key("DATABASE_USERNAME", "shop-secrets"),
      key("DATABASE_PASSWORD", "shop-secrets"),
      key("DATABASE_HOST", "shop-secrets"),
      key("DATABASE_PORT", "shop-secrets"),
      key("DATABASE_NAME", "shop-secrets"),
      key("LOG_LEVEL", "shop-parameters"),
      key("LIMITS", "shop-parameters"),
    ]);
    const volume = (name: string) => ({ name, secret: { secretName: name, optional: false, defaultMode: 0o440 } });
    assert.deepEqual(value.volumes, [volume("shop-secrets"), volume("shop-parameters")]);
    assert.deepEqual(value.volumeMounts, [
      { name: "shop-secrets", mountPath: "/var/run/secrets/shop-secrets", readOnly: true },
      { name: "shop-parameters", mountPath: "/var/run/secrets/shop-parameters", readOnly: true },
    ]);
    assert.deepEqual(value.annotations, { "secret.reloader.stakater.com/reload": "shop-secrets,shop-parameters" });
  });

  it("keeps a workload that reads its files again from being restarted, in words that the guard reads", async () => {
    const told = { [reloadsItself]: "true" };
    const workloads = (...reload: Service["workloads"][number]["reload"][]): Service["workloads"] => [
      ...reload.map((how, index) => ({ kind: "Deployment" as const, name: `shop-${index}`, reload: how })),
      { kind: "CronJob", name: "shop-nightly" },
    ];
    const restarts = { "secret.reloader.stakater.com/reload": "shop-secrets,shop-parameters" };
    for (const [reload, annotations] of [
      [["files", "files"], told],
      [["files", undefined], restarts],
      [["restart"], restarts],
    ] as const) {
      const { value } = await declare({ service: { ...shop, workloads: workloads(...reload) } });
      assert.deepEqual([value.annotations, value.reloadAnnotations], [annotations, told]);
    }
    const wrong = [{ kind: "Deployment", name: "shop", reload: "signal" }] as unknown as Service["workloads"];
    await assert.rejects(
      declare({ service: { ...shop, workloads: wrong } }),
      /workloads\[0\].reload: wanted "restart" or "files"/,
    );
  });

  it("names its entries as its ExternalSecrets do, each with its ARN", async () => {
    const { value } = await declare();
    const entries = await Promise.all(value.entries.map(async ({ name, arn }) => [name, await valueOf(arn)]));
    const arnOf = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-AbCdEf`;
    assert.deepEqual(
      entries,
      ["dev/shop/app", "dev/shop/database"].map((name) => [name, arnOf(name)]),
    );
  });

  it("exports an inventory of metadata", async () => {
    const rotations = { "dev/shop/app": "2026-11-20" };
    const { value } = await declare({ seeded: ["dev/shop/database"], rotations });
    const shared = {
      environment: "dev",
      service: "shop",
      namespace: "storefront",
      owner: "shop <shop@example.com>",
      runbook: "https://runbooks.example.com/shop",
      consumers: ["Deployment/shop", "CronJob/shop-nightly"],
    };
    assert.deepEqual(value.inventory, [
      {
        ...shared,
        entry: "dev/shop/app",
        group: "app",
        mode: "manual",
        kind: "application",
        intervalDays: 90,
        lastRotated: "2026-11-20",
        due: "2027-02-18",
        awaitingSeed: true,
      },
      {
        ...shared,
        entry: "dev/shop/database",
        group: "database",
        mode: "lambda",
        kind: "database",
        intervalDays: 30,
        awaitingSeed: false,
      },
    ]);
  });

  it("tags an entry that is rotated by hand with the day of its last rotation, which the guard reads", async () => {
    const rotations = { "dev/shop/app": "2026-11-20", "dev/shop/database": "2026-11-20" };
    const tagged = await declare({ seeded: ["dev/shop/database"], rotations });
    const tag = (recorder: typeof tagged, name: string) =>
      (recorder.resource(secret, name).inputs["tags"] as Record<string, string>)["last-rotated"];
    assert.equal(tag(tagged, "shop-app"), "2026-11-20");
    assert.equal(tag(tagged, "shop-database"), undefined);
    assert.equal(tag(await declare(), "shop-app"), undefined);
    await assert.rejects(declare({ rotations: { "dev/shop/app": "2026-02-30" } }), {
      message: 'shop: rotations["dev/shop/app"] is no day; wanted the day of its last rotation as YYYY-MM-DD',
    });
  });

  it("chooses the moment of a rotation whose declaration gives days alone", async () => {
    const everyMonth = { mode: "lambda", functionArn, intervalDays: 30, window: "3h" } as const;
    const database = { ...shop.groups["database"]!, rotation: everyMonth };
    const recorder = await declare({ service: groupsOf(shop, { database }), seeded: ["dev/shop/database"] });
    const schedule = staggeredSchedule("dev/shop/database", 30, "3h");
    const { rotationRules } = recorder.resource(rotation).inputs;
    assert.deepEqual(rotationRules, { scheduleExpression: schedule, duration: "3h" });
    const tags = recorder.resource(secret, "shop-database").inputs["tags"] as Record<string, string>;
    assert.equal(tags["rotation-interval-days"], "16");
  });

  it("puts everything under the service, and what belongs to an entry under the entry", async () => {
    const recorder = await declare({ seeded: ["dev/shop/database"] });
    const component = recorder.resource("strongroom:index:ServiceSecrets");
    const parents = recorder.resources
      .filter((resource) => resource !== component)
      .map((resource) => `${resource.name} ${resource.type.split(":").pop()} < ${recorder.parentOf(resource)?.name}`);
    assert.deepEqual(parents.sort(), [
      "shop-LIMITS Parameter < shop",
      "shop-LOG_LEVEL Parameter < shop",
      "shop-app Secret < shop",
      "shop-app SecretPolicy < shop-app",
      "shop-app SecretVersion < shop-app",
      "shop-app-JWT_SIGNING_KEY RandomPassword < shop-app",
      "shop-database Secret < shop",
      "shop-database SecretPolicy < shop-database",
      "shop-database SecretRotation < shop-database",
      "shop-parameters ExternalSecret < shop",
      "shop-secrets ExternalSecret < shop",
    ]);
    assert.deepEqual(Object.keys(component.outputs ?? {}), ["inventory", "secretArns"]);
  });

  it("works alone, and resolves the declaration itself", async () => {
    const service = defineService({
      ...shop,
      parameters: { HOST: perEnvironment({ default: ({ name }) => `${name}.example.com` }) },
    });
    const recorder = await declare({ service });
    assert.equal(recorder.resource(parameter, "shop-HOST").inputs["value"], "dev.example.com");
  });

  it("refuses a wrong declaration before anything is registered", async () => {
    await assert.rejects(declare({ service: { ...shop, runbook: "none" } }), {
      message:
        'A service declaration is wrong:\n  shop: runbook: wanted an https URL, e.g. "https://runbooks.example.com/api"',
    });
    await assert.rejects(declare({ parameterStore: undefined }), {
      message:
        'shop: the service declares parameters, but no store reads them: give parameterStore: { name: "aws-parameter-store", kind: "ClusterSecretStore" }',
    });
  });
});
